"""A patron group: people who may have more at once than others, or less."""

from dataclasses import dataclass

from ebooks.lending.rules import Limits

EVERYBODY = ""  # the group of who is in no other


@dataclass(frozen=True, slots=True, kw_only=True)
class PatronGroup:
    id: str
    name: str
    limits: Limits
