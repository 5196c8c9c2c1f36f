"""Dossiers, 专题资料汇编: what librarians compile for a session from titles, passages and notes."""
