"""What a feed wants to know of lending."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from ebooks.lending.availability import Availability


class Availabilities(Protocol):
    async def availabilities(self, title_ids: Sequence[str]) -> Mapping[str, Availability]:
        """Of those among them that are lent; the others are open access."""
        ...


class OpenAccess:
    """Everything is free to take."""

    async def availabilities(self, title_ids: Sequence[str]) -> Mapping[str, Availability]:
        return {}
