"""The articles of the knowledge base in MongoDB, one document each, so that every step is one write."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument

from reference.articles import Article, Deed, Draft, Event, State, Version, Wording
from reference.models import Actor
from reference.repository.knowledge import PUBLISHED, KnowledgeRepository

Document = dict[str, Any]
MOST = 2000  # a library has hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """`fields` are Article's, by name."""

    fields: Mapping[str, object]
    event: Event
    version: Version | None = None


class ArticleRepository:
    """What `KnowledgeRepository` answers from, with all that lies behind it."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._articles = database["knowledge"]
        self._knowledge = KnowledgeRepository(database)

    async def find(self, article_id: str) -> Article | None:
        document = await self._articles.find_one({"_id": article_id})
        return _article(document) if document else None

    async def add(self, article: Article, first: Write) -> Article:
        document = {
            "_id": article.id,
            "state": article.state,
            "revision": article.revision,
            "source": article.source,
            **_stored(first.fields),
            "versions": [],
            "events": [asdict(first.event)],
        }
        await self._articles.insert_one(document)
        return _article(document)

    async def write(self, article: Article, write: Write) -> Article | None:
        """None if somebody wrote since the article was read."""
        push: Document = {"events": asdict(write.event)}
        if write.version:
            push["versions"] = asdict(write.version)
        document = await self._articles.find_one_and_update(
            {"_id": article.id, "revision": _revision(article.revision)},
            {"$set": {**_stored(write.fields), "revision": article.revision + 1}, "$push": push},
            return_document=ReturnDocument.AFTER,
        )
        if document is None:
            return None
        await self._knowledge.revise()
        return _article(document)

    async def remove(self, article: Article) -> bool:
        """False if somebody wrote since the article was read."""
        seen = {"_id": article.id, "revision": _revision(article.revision)}
        return bool((await self._articles.delete_one(seen)).deleted_count)

    async def list_in(self, state: State) -> list[Article]:
        return await self._list(PUBLISHED if state is State.PUBLISHED else {"state": state})

    async def list_drafts(self) -> list[Article]:
        return await self._list({"draft": {"$type": "object"}, "draft.proposed_by": None}, by="draft.at")

    async def list_proposed(self) -> list[Article]:
        return await self._list({"draft.proposed_by": {"$type": "object"}}, by="draft.at")

    async def list_due(self, today: date) -> list[Article]:
        """Those without a day, which nobody here has read yet, come first."""
        due = {"$not": {"$gt": today.isoformat()}}
        return await self._list({**PUBLISHED, "review_on": due}, by="review_on")

    async def _list(self, among: Document, by: str = "_id") -> list[Article]:
        found = self._articles.find(among, {"versions": False, "events": False}).sort(by).limit(MOST)
        return [_article(document) async for document in found]


def _revision(number: int) -> object:
    """Entries laid down before there were revisions have none."""
    return number if number else None


def _stored(fields: Mapping[str, object]) -> Document:
    stored: Document = {}
    for name, value in fields.items():
        match value:
            case Wording():
                stored |= {"wordings": list(value.asked), "answer": value.answer}
            case Draft():
                stored[name] = asdict(value)
            case date() if not isinstance(value, datetime):
                stored[name] = value.isoformat()
            case _:
                stored[name] = value
    return stored


def _article(document: Document) -> Article:
    review_on, draft = document.get("review_on"), document.get("draft")
    return Article(
        id=document["_id"],
        state=State(document.get("state", State.PUBLISHED)),
        revision=document.get("revision", 0),
        number=document.get("number", 0),
        wording=_published(document),
        draft=_draft(draft) if draft else None,
        review_on=date.fromisoformat(review_on) if review_on else None,
        author=document.get("author", ""),
        approver=document.get("approver", ""),
        published_at=document.get("published_at"),
        source=document.get("source", ""),
        versions=tuple(_version(one) for one in document.get("versions", ())),
        events=tuple(Event(**{**one, "what": Deed(one["what"])}) for one in document.get("events", ())),
    )


def _published(document: Document) -> Wording | None:
    if "answer" not in document:
        return None
    return Wording(asked=tuple(document["wordings"]), answer=document["answer"])


def _draft(document: Document) -> Draft:
    proposed = document["proposed_by"]
    changed = {
        "wording": _wording(document["wording"]),
        "by": Actor(**document["by"]),
        "proposed_by": Actor(**proposed) if proposed else None,
    }
    return Draft(**{**document, **changed})


def _version(document: Document) -> Version:
    return Version(**{**document, "wording": _wording(document["wording"])})


def _wording(document: Document) -> Wording:
    return Wording(asked=tuple(document["asked"]), answer=document["answer"])
