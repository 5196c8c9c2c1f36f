"""Addresses of our pages, as a patron gets them in chat."""

from datetime import timedelta

from ebooks.tickets import Tickets


class Links:
    def __init__(self, tickets: Tickets, *, base_url: str) -> None:
        self._tickets, self._base = tickets, base_url.rstrip("/")

    def title(self, title_id: str) -> str:
        return f"{self._base}/t/{title_id}"

    def cover(self, title_id: str) -> str:
        return f"{self._base}/covers/{title_id}.webp"

    def download(self, title_id: str, *, life: timedelta) -> str:
        """A link with a ticket in it, which expires after `life`."""
        return f"{self._base}/d/{self._tickets.issue(title_id, life=life)}"
