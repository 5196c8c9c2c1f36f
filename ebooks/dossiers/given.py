"""How often a dossier was given out on a day, and in which way; nothing of to whom."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Way(StrEnum):
    CHAT = "chat"
    DOWNLOAD = "download"
    SCAN = "scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Begun in the chat; its file taken along; its code scanned, off a kiosk or a poster."""

    day: date
    chat: int = 0
    download: int = 0
    scan: int = 0

    @property
    def total(self) -> int:
        return self.chat + self.download + self.scan
