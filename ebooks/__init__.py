"""Titles, import, search, tickets, covers and QR codes."""
