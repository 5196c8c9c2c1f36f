"""Fading: what a patron has not touched for long is forgotten, but for what she marked herself."""

from datetime import datetime

from reader.repository.fading import FadingRepository


class Fading:
    def __init__(self, repository: FadingRepository) -> None:
        self._repository = repository

    async def forget(self, untouched_since: datetime) -> int:
        """Her place in a title is one; returns how many. Bookmarks, excerpts and notes are hers to delete."""
        return await self._repository.forget_untouched(untouched_since)
