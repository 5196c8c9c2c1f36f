"""The queue's cards: drawn once for all desks that show the same, for all look when something happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from library.clock import utc_now
from library.staff import Librarian
from reference.models import Question
from reference.presence import Onlooker
from web.desk import wording
from web.rendering import templates

KEPT = (
    64  # texts of some 50 kB: the tabs of a large house, and what single librarians have there of their own
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A question as one librarian sees it in a list; `elsewhere` is its branch where that is not hers."""

    question: Question
    elsewhere: str = ""
    is_mine: bool = False
    calls_me: bool = False
    is_open: bool = False
    onlookers: tuple[str, ...] = ()


def cards_for(
    librarian: Librarian,
    questions: Sequence[Question],
    *,
    open_id: str = "",
    places: Mapping[str, str],
    looking: Mapping[str, Sequence[Onlooker]],
) -> tuple[Card, ...]:
    """`places` are the branches' names and `looking` the others who have a question on their screens."""
    return tuple(
        Card(
            question=question,
            elsewhere=places.get(question.branch, "") if question.branch != librarian.branch else "",
            is_mine=question.assignee == librarian.id,
            calls_me=librarian.id in question.unread_by,
            is_open=question.id == open_id,
            onlookers=tuple(one.name for one in looking[question.id]),
        )
        for question in questions
    )


def drawn(cards: tuple[Card, ...], query: str) -> str:
    """HTML of the list, escaped, without anything of a session; links carry the `query`."""
    return _drawn(cards, query, int(utc_now().timestamp()) // 60)


@lru_cache(maxsize=KEPT)
def _drawn(cards: tuple[Card, ...], query: str, _minute: int) -> str:
    """Waiting is told in minutes, so a text is good for one."""
    return templates.get_template("desk/cards.html").render(cards=cards, query=query, wording=wording)
