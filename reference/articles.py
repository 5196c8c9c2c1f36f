"""An article of the knowledge base: what is published, what is drafted, and who stood for it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reference.anonymity import Found
from reference.models import Actor

LONGEST_WORDING, MOST_WORDINGS = 80, 40  # characters, ways to ask
LONGEST_ANSWER = 600  # characters, which with the question whether it helped make one bubble


class State(StrEnum):
    """A published article stays published while its next version is drafted and proposed."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    WRITE = "write"
    PROPOSE = "propose"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    DROP = "drop"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    WORD = "word"
    UNWORD = "unword"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The many ways to ask, of which the first is shown, and the one answer. Raises EmptyText, TooLong."""

    asked: tuple[str, ...]
    answer: str

    def __post_init__(self) -> None:
        if not self.asked or not self.answer:
            raise EmptyText
        if len(self.asked) > MOST_WORDINGS or len(self.answer) > LONGEST_ANSWER:
            raise TooLong
        if any(len(one) > LONGEST_WORDING for one in self.asked):
            raise TooLong


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`proposed_by` is None until it is put before a colleague; `remark` is why it came back."""

    wording: Wording
    by: Actor
    at: datetime
    proposed_by: Actor | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    number: int
    wording: Wording
    author: str
    approver: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    at: datetime
    what: Deed
    by: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """`wording` is the last that was published, None if none ever was; `revision` grows with each write.

    `source` is the question it was drawn from.
    """

    id: str
    state: State
    revision: int
    number: int = 0
    wording: Wording | None = None
    draft: Draft | None = None
    review_on: date | None = None
    author: str = ""
    approver: str = ""
    published_at: datetime | None = None
    source: str = ""
    versions: tuple[Version, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def shown(self) -> Wording:
        """What a list shows: the published words, or where there are none the drafted ones."""
        if self.wording:
            return self.wording
        assert self.draft is not None  # noqa: S101 - an article begins drafted or published
        return self.draft.wording

    @property
    def to_check(self) -> Draft | None:
        """The draft that waits for a second librarian."""
        return self.draft if self.draft and self.draft.proposed_by else None


class CannotPublish(Exception):
    """The root of what the knowledge base refuses those who write it."""


class NoSuchArticle(CannotPublish):
    def __init__(self, article_id: str) -> None:
        super().__init__(f"no article {article_id}")
        self.article_id = article_id


class WrittenMeanwhile(CannotPublish):
    """Somebody changed it after it was looked at; `article` is what it is now."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"article {article.id} is at revision {article.revision}")
        self.article = article


class NotNow(CannotPublish):
    """What was asked does not fit the article's state."""

    def __init__(self, state: State, deed: Deed) -> None:
        super().__init__(f"an article that is {state} takes no {deed}")
        self.state, self.deed = state, deed


class OwnWork(CannotPublish):
    """Who wrote or proposed a text does not approve it."""


class StillPersonal(CannotPublish):
    """The text tells of somebody. `private` ones are never published, others where two people say so."""

    def __init__(self, found: tuple[Found, ...], *, private: bool) -> None:
        super().__init__(f"{len(found)} personal details")
        self.found, self.private = found, private


class EmptyText(CannotPublish):
    """No question or no answer."""


class TooLong(CannotPublish):
    """More or longer words than a bubble or a list bears."""


class KnownAlready(CannotPublish):
    """Another article has this very wording."""

    def __init__(self, article_id: str, asked: str) -> None:
        super().__init__(f"article {article_id} has this wording")
        self.article_id, self.asked = article_id, asked
