"""EPUB files, read by our own hardened reader and written with EbookLib."""
