"""What a resolved question leaves for the next who ask, without who asked it."""

from collections.abc import Iterable
from dataclasses import dataclass

from reference.anonymity import Found, strip
from reference.articles import LONGEST_ANSWER, LONGEST_WORDING
from reference.models import Author, SendState, Thread
from reference.status import Status

UNSENT = frozenset({SendState.FAILED, SendState.BLOCKED})


class NothingToGlean(Exception):
    """It is not resolved, or no librarian answered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gleaning:
    """The question and its answer as a first draft, and what was taken out of them."""

    asked: str
    answer: str
    found: tuple[Found, ...]


def glean(thread: Thread) -> Gleaning:
    """Raises NothingToGlean."""
    asked = next((entry.text for entry in thread.entries if entry.author is Author.PATRON), "")
    answers = [
        entry.text for entry in thread.entries if _was_answer(entry.author, entry.internal, entry.send)
    ]
    if thread.question.status is not Status.RESOLVED or not asked or not answers:
        raise NothingToGlean
    names = set(_names(thread))
    question, answer = strip(asked, names), strip("\n".join(answers), names)
    return Gleaning(
        asked=" ".join(question.text.split())[:LONGEST_WORDING],
        answer=answer.text[:LONGEST_ANSWER],
        found=(*question.found, *answer.found),
    )


def _was_answer(author: Author, internal: bool, send: SendState | None) -> bool:
    return author is Author.LIBRARIAN and not internal and send not in UNSENT


def _names(thread: Thread) -> Iterable[str]:
    """Librarians do not sign what the house says."""
    yield thread.question.alias
    for entry in thread.entries:
        yield entry.name
    for event in thread.audit:
        yield event.by_name
        yield event.to
