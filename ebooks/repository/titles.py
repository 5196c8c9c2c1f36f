"""Titles in MongoDB."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError, PyMongoError

from ebooks.book import Direction, Format
from ebooks.search.entry import Entry
from ebooks.search.within import primary
from ebooks.titles import Found, Heading, Title
from library.identity import new_id

Document = dict[str, Any]
OutOfReach = PyMongoError  # the database's errors, for those who must not know its name
LONGEST_SUBJECT = 200  # characters; what is longer is no name, and fits into no address
BESIDES = dict.fromkeys(("keys", "contents", "work", "revision"), 0)  # what no list needs
NEWEST = [("added_at", DESCENDING), ("_id", ASCENDING)]


class TitleRepository:
    """What is withdrawn lies in a collection of its own, so that no list has to leave it out."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._titles, self._withdrawn = database["titles"], database["withdrawn_titles"]

    async def prepare(self) -> None:
        """One title per file; keys are looked up by how they begin."""
        await self._titles.create_index("sha256", unique=True)
        await self._titles.create_index(NEWEST)
        await self._titles.create_index("keys.k")
        await self._titles.create_index("work")
        await self._titles.create_index("isbn")
        await self._titles.create_index("revision")

    async def add(
        self, title: Title, contents: Sequence[Heading], keys: Sequence[Document], work: str
    ) -> bool:
        """False where the id or the file is already there; `work` is the key editions have in common."""
        try:
            await self._titles.insert_one(_whole(title, contents, keys, work))
        except DuplicateKeyError:
            return False
        return True

    async def put(
        self, title: Title, contents: Sequence[Heading], keys: Sequence[Document], work: str
    ) -> None:
        """In place of what has its id, if anything; into the lists again, if it was withdrawn."""
        document = _whole(title, contents, keys, work)
        await self._titles.replace_one({"_id": title.id}, document, upsert=True)
        await self._withdrawn.delete_one({"_id": title.id})

    async def withdraw(self, title_id: str) -> None:
        """Out of every list and search; who has its id still finds it."""
        if document := await self._titles.find_one({"_id": title_id}):
            await self._withdrawn.replace_one({"_id": title_id}, document, upsert=True)
            await self._titles.delete_one({"_id": title_id})

    async def find(self, title_id: str) -> Title | None:
        """Withdrawn ones, too."""
        by_id = {"_id": title_id}
        found = await self._titles.find_one(by_id, BESIDES) or await self._withdrawn.find_one(by_id, BESIDES)
        return _title(found)

    async def find_all(self, title_ids: Sequence[str]) -> tuple[Title, ...]:
        """Those of them there are."""
        found = self._titles.find({"_id": {"$in": list(title_ids)}}, BESIDES)
        return tuple([_known(document) async for document in found])

    async def find_from(self, title_id: str, limit: int) -> tuple[Title, ...]:
        """Titles by id, from an id on that need not be one."""
        found = self._titles.find({"_id": {"$gte": title_id}}, BESIDES).sort("_id", ASCENDING).limit(limit)
        return tuple([_known(document) async for document in found])

    async def find_file(self, sha256: str) -> Title | None:
        return _title(await self._titles.find_one({"sha256": sha256}, BESIDES))

    async def find_isbn(self, isbn: str) -> tuple[Title, ...]:
        """All with this ISBN: a work may be here in several formats."""
        return tuple([_known(document) async for document in self._titles.find({"isbn": isbn}, BESIDES)])

    async def find_work(self, work: str) -> tuple[Title, ...]:
        """All with this key of a work."""
        return tuple([_known(document) async for document in self._titles.find({"work": work}, BESIDES)])

    async def amend(self, before: Title, after: Title, keys: Sequence[Document], work: str) -> bool:
        """Say more of a title; False where somebody has said something else of it meanwhile."""
        was, is_now = _document(before), _document(after)
        changed = {name: value for name, value in is_now.items() if value != was[name]}
        where = {"_id": before.id} | {name: was[name] for name in changed}
        beside = {"keys": list(keys), "work": work, "revision": new_id()}
        done = await self._titles.update_one(where, {"$set": {**changed, **beside}})
        return bool(done.matched_count)

    async def find_alike(self, title: Title, work: str) -> Title | None:
        """Another one with this ISBN; else with this key."""
        other = {"_id": {"$ne": title.id}}
        found = await self._titles.find_one({**other, "isbn": title.isbn}, BESIDES) if title.isbn else None
        if not found and work:
            found = await self._titles.find_one({**other, "work": work}, BESIDES)
        return _title(found)

    async def contents(self, title_id: str) -> tuple[Heading, ...]:
        by_id, only = {"_id": title_id}, {"contents": 1}
        document = await self._titles.find_one(by_id, only) or await self._withdrawn.find_one(by_id, only)
        return tuple(Heading(**line) for line in document["contents"]) if document else ()

    async def page(self, *, limit: int, offset: int) -> Found:
        titles = await self.find_newest(limit, offset=offset)
        return Found(titles, await self._titles.count_documents({}))

    async def find_newest(self, limit: int, *, offset: int = 0) -> tuple[Title, ...]:
        documents = self._titles.find({}, BESIDES).sort(NEWEST).skip(offset).limit(limit)
        return tuple([_known(document) async for document in documents])

    async def find_any(self, term: str, limit: int) -> tuple[Title, ...]:
        """Titles with a key that begins so: the first the index has, so neither ranked nor counted."""
        found = self._titles.find({"keys.k": _begins(term)}, BESIDES).limit(limit)
        return tuple([_known(document) async for document in found])

    # For the index of titles

    async def state(self) -> str:
        """Another one whenever a title came, went or changed. Two clocks that disagree may hide a change."""
        newest = self._titles.find({}, {"revision": 1}).sort("revision", DESCENDING).limit(1)
        found, count = await asyncio.gather(newest.to_list(1), self._titles.estimated_document_count())
        return f"{found[0].get('revision', '') if found else ''}/{count}"

    async def revisions(self) -> dict[str, str]:
        """Of every title, by id."""
        found = self._titles.find({}, {"revision": 1})
        return {document["_id"]: document.get("revision", "") async for document in found}

    async def entries(self, title_ids: Sequence[str]) -> list[Entry]:
        wanted = {"name": 1, "keys": 1, "revision": 1, "language": 1, "format": 1, "subjects": 1}
        found = self._titles.find({"_id": {"$in": list(title_ids)}}, wanted)
        return [_entry(document) async for document in found]

    async def search(
        self, queries: Sequence[Sequence[str]], within: Mapping[str, str], *, limit: int, offset: int
    ) -> Found:
        """Titles where every term of one of the queries begins one of the keys; best first."""
        if not queries:
            return Found((), 0)
        every = [{"$and": [{"keys.k": _begins(term)} for term in terms]} for terms in queries]
        wanted = {"$or": every} | _kept(within)
        ranked: list[Document] = [
            {"$match": wanted},
            {
                "$set": {
                    "rank": {"$min": [_rank(terms) for terms in queries]},
                    "length": {"$strLenCP": "$name"},
                }
            },
            {"$sort": {"rank": 1, "length": 1, "name": 1, "_id": 1}},
            {"$skip": offset},
            {"$limit": limit},
            {"$unset": [*BESIDES, "rank", "length"]},
        ]
        titles = tuple([_known(document) async for document in self._titles.aggregate(ranked)])
        return Found(titles, await self._titles.count_documents(wanted))


def _kept(within: Mapping[str, str]) -> Document:
    kept: Document = {}
    if subject := within.get("subject"):
        kept["subjects"] = subject
    if format_ := within.get("format"):
        kept["format"] = format_
    if language := within.get("language"):
        kept["language"] = {"$regex": f"^{re.escape(language)}(?:[-_]|$)", "$options": "i"}
    return kept


def _entry(document: Document) -> Entry:
    return Entry(
        id=document["_id"],
        revision=document.get("revision", ""),
        name=document["name"],
        keys=document["keys"],
        facets={
            "language": [primary(document["language"])] if document["language"] else [],
            "format": [document["format"]],
            "subject": [one for one in document["subjects"] if len(one) <= LONGEST_SUBJECT],
        },
    )


def _begins(term: str) -> Document:
    return {"$regex": f"^{re.escape(term)}"}


def _rank(terms: Sequence[str]) -> Document:
    """The sum over the terms of each one's best key; null, which $min passes over, where a term has none."""
    return {"$add": [_best(term) for term in terms]}


def _best(term: str) -> Document:
    literal = {"$literal": term}
    begins = {"$eq": [{"$indexOfCP": ["$$this.k", literal]}, 0]}
    worth = {"$cond": [{"$eq": ["$$this.k", literal]}, "$$this.w", "$$this.b"]}
    return {
        "$min": {
            "$map": {"input": {"$filter": {"input": "$keys", "as": "this", "cond": begins}}, "in": worth}
        }
    }


def _whole(title: Title, contents: Sequence[Heading], keys: Sequence[Document], work: str) -> Document:
    beside = {"contents": [asdict(line) for line in contents], "keys": list(keys), "work": work}
    return _document(title) | beside | {"revision": new_id()}


def _document(title: Title) -> Document:
    fields = asdict(title)
    return (
        {"_id": fields.pop("id")}
        | fields
        | {"format": title.format.value, "direction": title.direction.value}
    )


def _title(document: Document | None) -> Title | None:
    return _known(document) if document else None


def _known(document: Document) -> Title:
    fields = dict(document)
    fields |= {
        "id": fields.pop("_id"),
        "format": Format(fields["format"]),
        "direction": Direction(fields["direction"]),
    }
    return Title(**fields | {"authors": tuple(fields["authors"]), "subjects": tuple(fields["subjects"])})
