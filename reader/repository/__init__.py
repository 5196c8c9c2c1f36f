"""What the reader's room knows of MongoDB, an aggregate to a file."""

from reader.repository.shelf import Contents, ShelfRepository

__all__ = ["Contents", "ShelfRepository"]
