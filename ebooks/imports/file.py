"""One file of an import, from the moment it waits until its line in the report is written."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ebooks.works import Alike


class Status(StrEnum):
    QUEUED = "queued"
    READING = "reading"
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    SKIPPED = "skipped"


UNFINISHED = (Status.QUEUED, Status.READING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """A file that is to be imported. `mark` tells it from what was at its path before."""

    path: Path
    name: str
    size: int = 0  # bytes
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a file; `reason` says why there is no new title."""

    status: Status
    reason: str = ""
    warnings: tuple[str, ...] = ()
    sha256: str = ""
    title_id: str = ""
    title_name: str = ""
    alike: Alike | None = None
    seconds: float = 0.0


class Decision(StrEnum):
    """What a librarian did about a title that may be one we have."""

    BOTH = "both"
    NEW_OUT = "new_out"
    OLD_OUT = "old_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """`attempts` are those begun, this one included; `settled` is None until the last has ended.

    `decision` is that of `decided_by`, a librarian's name, where it may be a title we have.
    """

    id: str
    job: str
    path: Path
    name: str
    size: int
    status: Status
    attempts: int = 0
    settled: Settled | None = None
    settled_at: datetime | None = None
    decision: Decision | None = None
    decided_by: str = ""
