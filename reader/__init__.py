"""Micro-reading: shelf, instalments and places."""
