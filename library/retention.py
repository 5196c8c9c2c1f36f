"""Retention: how long each kind of data is kept, which the public page says and the nightly scrub does."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """`questions` counts from when they were closed, `reading` from when she last touched the title,
    `unsent` from when an answer began to wait for her next message."""

    questions: timedelta = timedelta(days=365)
    reading: timedelta = timedelta(days=730)
    unsent: timedelta = timedelta(days=90)
