"""Imports: which files were brought, by whom, and what became of each."""
