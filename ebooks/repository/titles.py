"""Titles in MongoDB."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError

from ebooks.book import Direction, Format
from ebooks.titles import Found, Heading, Title

Document = dict[str, Any]
BESIDES = {"keys": 0, "contents": 0, "work": 0}  # what a title's page needs or nobody does, not a list
NEWEST = [("added_at", DESCENDING), ("_id", ASCENDING)]


class TitleRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._titles = database["titles"]

    async def prepare(self) -> None:
        """One title per file; keys are looked up by how they begin."""
        await self._titles.create_index("sha256", unique=True)
        await self._titles.create_index(NEWEST)
        await self._titles.create_index("keys.k")
        await self._titles.create_index("work")
        await self._titles.create_index("isbn")

    async def add(
        self, title: Title, contents: Sequence[Heading], keys: Sequence[Document], work: str
    ) -> bool:
        """False where the id or the file is already there; `work` is the key editions have in common."""
        beside = {"contents": [asdict(line) for line in contents], "keys": list(keys), "work": work}
        document = _document(title) | beside
        try:
            await self._titles.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    async def find(self, title_id: str) -> Title | None:
        return _title(await self._titles.find_one({"_id": title_id}, BESIDES))

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

    async def find_alike(self, title: Title, work: str) -> Title | None:
        """Another one with this ISBN; else with this key."""
        other = {"_id": {"$ne": title.id}}
        found = await self._titles.find_one({**other, "isbn": title.isbn}, BESIDES) if title.isbn else None
        if not found and work:
            found = await self._titles.find_one({**other, "work": work}, BESIDES)
        return _title(found)

    async def contents(self, title_id: str) -> tuple[Heading, ...]:
        document = await self._titles.find_one({"_id": title_id}, {"contents": 1})
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

    async def search(self, queries: Sequence[Sequence[str]], *, limit: int, offset: int) -> Found:
        """Titles where every term of one of the queries begins one of the keys; best first."""
        if not queries:
            return Found((), 0)
        wanted = {"$or": [{"$and": [{"keys.k": _begins(term)} for term in terms]} for terms in queries]}
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
