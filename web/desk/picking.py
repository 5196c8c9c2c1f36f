"""What is picked from in a question's forms."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form

from reference.models import Closing, Kind, Outcome

LONGEST_WORK = 6_000  # minutes, on one question

Names = Annotated[list[str], Form(max_length=100, default_factory=list)]


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tags that are ticked, and those that were when the page was made."""

    tags: list[str]
    was: list[str]


def tagged(tags: Names, was: Names) -> Tagged:
    return Tagged(tags, was)


def closing(
    kind: Annotated[Kind, Form()],
    read: Annotated[int, Form(ge=1, le=6)],
    outcome: Annotated[Outcome, Form()],
    minutes: Annotated[int, Form(ge=0, le=LONGEST_WORK)] = 0,
    subject: Annotated[str, Form(max_length=20)] = "",
) -> Closing:
    return Closing(kind=kind, read=read, outcome=outcome, minutes=minutes, subject=subject.strip())
