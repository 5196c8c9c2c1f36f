"""Titles by author, subject and language in MongoDB."""

from collections.abc import Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING

Document = dict[str, Any]
Counted = list[tuple[str, int]]
SHORT = r"^[\s\S]{1,200}$"  # what is longer is no name, and fits into no address
NEWEST = [("added_at", DESCENDING), ("_id", ASCENDING)]


class BrowsingRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._titles = database["titles"]

    async def prepare(self) -> None:
        """Each index holds its titles in the order they are listed."""
        for field in ("authors", "subjects", "language"):
            await self._titles.create_index([(field, ASCENDING), *NEWEST])

    async def among(
        self, author: str, subject: str, language: str, *, limit: int, offset: int
    ) -> tuple[list[str], int]:
        """Ids, newest first, and how many there are in all."""
        wanted = _wanted(author, subject, language)
        found = self._titles.find(wanted, {"_id": 1}).sort(NEWEST).skip(offset).limit(limit)
        return [document["_id"] async for document in found], await self._titles.count_documents(wanted)

    async def counted(self, field: str, *, limit: int, offset: int) -> tuple[Counted, int]:
        """The values of a list in every title, with the number of titles that have each."""
        return await self._grouped([{"$unwind": f"${field}"}], f"${field}", limit=limit, offset=offset)

    async def languages(self, *, limit: int, offset: int) -> tuple[Counted, int]:
        """zh-CN, zh_TW and zh are one."""
        dashed = {"$replaceAll": {"input": "$language", "find": "_", "replacement": "-"}}
        primary = {"$arrayElemAt": [{"$split": [dashed, "-"]}, 0]}
        return await self._grouped([], primary, limit=limit, offset=offset)

    async def _grouped(
        self, before: Sequence[Document], value: Any, *, limit: int, offset: int
    ) -> tuple[Counted, int]:
        pipeline = [
            *before,
            {"$group": {"_id": value, "titles": {"$sum": 1}}},
            {"$match": {"_id": {"$regex": SHORT}}},
            {"$sort": {"titles": -1, "_id": 1}},
            {"$facet": {"page": [{"$skip": offset}, {"$limit": limit}], "all": [{"$count": "groups"}]}},
        ]
        (found,) = [document async for document in self._titles.aggregate(pipeline)]
        page = [(group["_id"], group["titles"]) for group in found["page"]]
        return page, sum(one["groups"] for one in found["all"])


def _wanted(author: str, subject: str, language: str) -> Document:
    wanted: Document = {"authors": author, "subjects": subject, "$or": language and _spellings(language)}
    return {field: value for field, value in wanted.items() if value}


def _spellings(language: str) -> list[Document]:
    """zh, zh-…, zh_…, each a stretch of the index."""
    narrower = [
        {"language": {"$gte": f"{language}{dash}", "$lt": f"{language}{chr(ord(dash) + 1)}"}} for dash in "-_"
    ]
    return [{"language": language}, *narrower]
