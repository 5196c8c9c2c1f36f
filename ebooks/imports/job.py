"""An import as a whole: who brought files from where, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ebooks.imports.file import UNFINISHED, Status

WORKERS = "workers"
"""The queue any worker takes from; a command has one of its own, for its paths are those of its machine."""


class Source(StrEnum):
    COMMAND = "command"
    UPLOAD = "upload"
    FOLDER = "folder"
    FEED = "feed"


class NoSuchImport(Exception):
    def __init__(self, job_id: str) -> None:
        super().__init__(f"no import {job_id}")
        self.job_id = job_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob:
    """`by` names the librarian, the folder, the feed or the command; `alike` counts possible duplicates."""

    id: str
    source: Source
    by: str
    begun_at: datetime
    counts: Mapping[Status, int]
    alike: int = 0

    @property
    def queue(self) -> str:
        return self.id if self.source in (Source.COMMAND, Source.FEED) else WORKERS

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.total - sum(self.count(status) for status in UNFINISHED)

    @property
    def is_done(self) -> bool:
        return self.done == self.total

    def count(self, status: Status) -> int:
        return self.counts.get(status, 0)
