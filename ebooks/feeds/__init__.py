"""Other libraries' OPDS feeds, as a source of books."""
