"""What MongoDB keeps for this room."""

from ebooks.repository.titles import TitleRepository

__all__ = ["TitleRepository"]
