"""Questions as documents, and documents as questions."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from language.folding import fold, key
from language.segmenting import index_words
from reference.attachment import Attachment, Keeping, Medium
from reference.mention import Mention
from reference.models import (
    AuditEvent,
    Author,
    Change,
    Closing,
    Entry,
    Kind,
    Outcome,
    Question,
    Resolution,
    SendState,
    Thread,
)
from reference.pointer import Pointer
from reference.status import CLOSED, Status, Trigger

Document = dict[str, Any]

MOST_TERMS = 100  # of one message
NAMES: Mapping[type[Any], frozenset[str]] = {
    kind: frozenset(field.name for field in fields(kind))
    for kind in (Question, Entry, AuditEvent, Attachment, Pointer, Mention)
}


def an_update(change: Change, before: Status) -> Document:
    is_open = change.status not in CLOSED
    push: Document = {"audit": audited(change, before)}
    if change.entry:
        push["entries"] = asdict(change.entry)
        if change.entry.send is SendState.QUEUED:
            push["unsent"] = change.entry.seq
    return _gathered(change) | {
        "$set": {
            **plain(change.fields),
            **awaited(change),
            **({"mentioned_at": change.at} if called(change) else {}),
            "status": change.status,
            "is_open": is_open,
            "uncounted": True,
        },
        "$push": push,
        "$inc": {"version": 1},
    }


def _gathered(change: Change) -> Document:
    """By what it is found from now on, and by whom it wants to be looked at; who wrote it knows."""
    if change.entry is None:
        return {}
    gathered: Document = {"terms": {"$each": terms_of(change.entry.text)}}
    if others := called(change) - {change.by.id}:
        gathered["unread_by"] = {"$each": sorted(others)}
    return {"$addToSet": gathered}


def called(change: Change) -> set[str]:
    """The librarians whom a note calls."""
    mentions = change.entry.mentions if change.entry else ()
    return {librarian for mention in mentions for librarian in mention.librarians}


def terms_of(text: str) -> list[str]:
    """The words by which a text is found; of a very long one those at its beginning."""
    words = dict.fromkeys(key(word) for word in index_words(fold(text)))
    return [word for word in words if word][:MOST_TERMS]


def plain(values: Mapping[str, object]) -> Document:
    return {name: asdict(value) if isinstance(value, Closing) else value for name, value in values.items()}


def awaited(change: Change) -> Document:
    """When what came with a message is to be fetched: at once."""
    attachment = change.entry.attachment if change.entry else None
    return {"media_due": change.at} if attachment and attachment.state is Keeping.WAITING else {}


def audited(change: Change, before: Status | None) -> Document:
    event = AuditEvent(
        at=change.at,
        trigger=change.trigger,
        by=change.by.id,
        by_name=change.by.name,
        before=before,
        after=change.status,
        to=change.to,
    )
    return asdict(event)


def a_thread(document: Document | None) -> Thread | None:
    if document is None:
        return None
    return Thread(
        question=a_question(document),
        entries=tuple(_entry(entry) for entry in document["entries"]),
        audit=tuple(_event(event) for event in document["audit"]),
    )


def certain(thread: Thread | None) -> Thread:
    assert thread is not None  # noqa: S101 - made from a document that exists
    return thread


def a_question(document: Document) -> Question:
    values = _known(Question, document)
    resolution, closing = values["resolution"], values["closing"]
    values |= {
        "id": document["_id"],
        "status": Status(values["status"]),
        "last_author": Author(values["last_author"]),
        "resolution": Resolution(resolution) if resolution else None,
        "closing": _closing(closing) if closing else None,
        "tags": tuple(document.get("tags", ())),
        "unread_by": tuple(document.get("unread_by", ())),
    }
    return Question(**values)


def _closing(document: Document) -> Closing:
    return Closing(
        kind=Kind(document["kind"]),
        read=document["read"],
        outcome=Outcome(document["outcome"]),
        minutes=document.get("minutes", 0),
        subject=document.get("subject", ""),
    )


def _entry(document: Document) -> Entry:
    send = document["send"]
    author = Author(document["author"])
    pointer = document.get("pointer")
    named = {
        "author": author,
        "send": SendState(send) if send else None,
        "attachment": _attachment(document.get("attachment")),
        "pointer": Pointer(**_known(Pointer, pointer)) if pointer else None,
        "mentions": tuple(_mention(one) for one in document.get("mentions", ())),
    }
    return Entry(**{**_known(Entry, document), **named})


def _mention(document: Document) -> Mention:
    return Mention(**{**_known(Mention, document), "librarians": tuple(document["librarians"])})


def _attachment(document: Document | None) -> Attachment | None:
    if document is None:
        return None
    medium, state = Medium(document["medium"]), Keeping(document["state"])
    return Attachment(**{**_known(Attachment, document), "medium": medium, "state": state})


def _event(document: Document) -> AuditEvent:
    before = document["before"]
    named = {
        "trigger": Trigger(document["trigger"]),
        "before": Status(before) if before else None,
        "after": Status(document["after"]),
    }
    return AuditEvent(**{**_known(AuditEvent, document), **named})


def _known(kind: type[Any], document: Document) -> Document:
    """Without what a later version wrote besides: during an update both serve the same questions."""
    return {name: document[name] for name in NAMES[kind] & document.keys()}
