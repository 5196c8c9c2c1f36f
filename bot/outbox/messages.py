"""A message of the outbox: what it is, what state it is in, and how it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.bubbles import BUBBLE_BYTES, bubbles
from bot.replies import Card, Reply, Say
from bot.wire import from_json, to_json

Document = dict[str, Any]


class LeaseLost(Exception):
    """Another worker may have this message now."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # a bubble may have left; nobody sends this again unless the sender says how it ended
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"  # the patron cannot be reached any more
    PARKED = "parked"  # the patron can be reached once she has written again
    UNKNOWN = "unknown"  # it may have arrived


WAITING = [State.QUEUED, State.SENDING]
UNFINISHED = {"number": {"$exists": True}}  # its place in the order goes when a message is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A reply to be sent once, however often it is put with this key; `about` comes back with its changes.

    Where only a notice may go, it says `headline` and opens `page`, if these are given. What had to wait for
    her to write begins with `waited`. What is `passing` is worth neither a notice nor waiting: it is sent at
    once or not at all. What is `held` waits for her from the start. Where nobody can know whether it arrived,
    she is to read `doubt`.
    """

    patron: str
    reply: Say | Card
    key: str
    about: Mapping[str, str] = field(default_factory=dict)
    headline: str = ""
    page: str = ""
    waited: str = ""
    passing: bool = False
    held: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """A reply in one worker's hands: the bubbles still to be sent, and how often that was tried in vain."""

    key: str
    patron: str
    bubbles: tuple[Reply, ...]
    attempts: int
    about: Mapping[str, str]
    lease: str = field(repr=False)
    headline: str = ""
    page: str = ""
    passing: bool = False
    doubt: str = ""

    def ended(self, state: State, reason: str) -> "Change":
        return Change(
            key=self.key,
            patron=self.patron,
            state=state,
            about=self.about,
            reason=reason,
            doubt=self.doubt,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A message came to rest in a state; `about` is what `put` was told, `reason` the error in short."""

    key: str
    patron: str
    state: State
    about: Mapping[str, str]
    reason: str = ""
    doubt: str = ""

    @property
    def must_be_heard(self) -> bool:
        """Whoever put a message and said nothing about it expects it to arrive."""
        return bool(self.about) or self.state is not State.SENT


def written(post: Post, number: int, now: datetime) -> Document:
    announced: Document = {"headline": post.headline, "page": post.page} if post.page else {}
    if post.waited:
        announced["waited"] = post.waited
    if post.passing:
        announced["passing"] = True
    if post.doubt:
        announced["doubt"] = post.doubt
    return announced | {
        "patron": post.patron,
        "number": number,
        "state": State.PARKED if post.held else State.QUEUED,
        "bubbles": [to_json(bubble) for bubble in _bubbles(post.reply)],
        "done": 0,
        "attempts": 0,
        "about": dict(post.about),
        "due": now,
        "changed": now,
    }


def consignment(document: Document, lease: str) -> Consignment:
    return Consignment(
        key=document["_id"],
        patron=document["patron"],
        bubbles=tuple(from_json(text) for text in document["bubbles"][document["done"] :]),
        attempts=document["attempts"],
        about=document["about"],
        lease=lease,
        headline=document.get("headline", ""),
        page=document.get("page", ""),
        passing=document.get("passing", False),
        doubt=document.get("doubt", ""),
    )


def introduced(document: Document) -> Say | None:
    """The first bubble of what waited, under its introduction; None where it has none, or no room for it."""
    first = from_json(document["bubbles"][0])
    if document["done"] or "introduced" in document or "waited" not in document or not isinstance(first, Say):
        return None
    words = f"{document['waited']}\n\n{first.text}"
    return Say(words) if len(words.encode()) <= BUBBLE_BYTES else None


def collected(document: Document) -> tuple[Reply, ...]:
    """The bubbles still to be sent, as they are for somebody who comes back."""
    first, *others = consignment(document, "").bubbles
    return introduced(document) or first, *others


def change(document: Document) -> Change:
    return Change(
        key=document["_id"],
        patron=document["patron"],
        state=State(document["state"]),
        about=document["about"],
        reason=document.get("reason", ""),
        doubt=document.get("doubt", ""),
    )


def _bubbles(reply: Say | Card) -> list[Say | Card]:
    return [Say(text) for text in bubbles(reply.text)] if isinstance(reply, Say) else [reply]
