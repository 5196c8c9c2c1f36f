"""Titles' texts in MongoDB; what is read most is held in memory."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from time import monotonic

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import DESCENDING, UpdateOne, WriteConcern
from pymongo.errors import DuplicateKeyError

from library.gathering import Gathering
from reader.editions import Edition, instalment_id
from reader.places import ChapterEntry, Instalment
from reader.repository.pieces import ILLUSTRATIONS, read_piece, write_piece
from reader.repository.pieces import Document as Document
from reader.repository.recent import Recent
from reader.spots import Spot, Spots

MAJORITY = WriteConcern("majority")  # what a patron was told survives the loss of a server
HELD = 8000  # instalments in memory, of at most 1,900 bytes each: some 40 MB with what hangs on them
TITLES_HELD = 1000
CURRENT = 2.0  # seconds a title's contents are believed: so soon every process sees a new edition
AHEAD = 8  # instalments fetched together, because who reads one goes on to the next


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Which edition of a title is read now."""

    title_id: str
    edition_id: str
    digest: str
    instalments: int
    chapters: tuple[ChapterEntry, ...]

    @cached_property
    def spots(self) -> Spots:
        return Spots([entry.instalments for entry in self.chapters])

    def id(self, spot: Spot) -> str:
        return instalment_id(self.title_id, self.edition_id, spot.chapter, spot.number)

    def following(self, place: str, count: int) -> list[str]:
        """Ids of up to so many instalments after one of this edition."""
        first = self.spots.index(Spot.of(place)) + 1
        return [self.id(self.spots.at(index)) for index in range(first, min(first + count, len(self.spots)))]


class TextRepository:
    """`contents` has a document per title, `instalments` per instalment, with ids that sort as they are read.

    An instalment never changes, so that any process may hold it; which edition is current is asked again
    every two seconds.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._contents = durable(database, "contents")
        self._instalments = durable(database, "instalments")
        self._held = Recent[Instalment](HELD)
        self._current = Recent[tuple[float, Contents]](TITLES_HELD)
        self._fetching = Gathering(self._fetch)
        self._asking = Gathering(self._ask)

    # Editions

    async def find_contents(self, title_id: str) -> Contents | None:
        """As they are now."""
        contents = await self._asking(title_id)
        if contents is None:
            self._current.drop(title_id)
        else:
            self._current.put(title_id, (monotonic() + CURRENT, contents))
        return contents

    async def find_current_contents(self, title_id: str) -> Contents | None:
        """As they are now or were a moment ago."""
        until, contents = self._current.get(title_id) or (0.0, None)
        return contents if monotonic() < until else await self.find_contents(title_id)

    async def publish(self, edition: Edition) -> None:
        """Put an edition in place of older ones: readers see the old one or the new one, never a mixture.

        Of two imports at once the one that started later stays. What a broken-off import left is swept up.
        """
        await self._instalments.insert_many(map(write_piece, edition.instalments))
        older = {"_id": edition.title_id, "edition_id": {"$lt": edition.id}}
        try:
            await self._contents.replace_one(older, _contents_document(edition), upsert=True)
        except DuplicateKeyError:
            await self._instalments.delete_many(_within(f"{edition.title_id}/{edition.id}"))
        else:
            await self._instalments.delete_many(
                {"_id": {"$gte": f"{edition.title_id}/", "$lt": f"{edition.title_id}/{edition.id}/"}}
            )
        self._current.drop(edition.title_id)

    async def illustrate(self, contents: Contents, edition: Edition) -> None:
        """Give the text that is read now the pictures of another edition of the very same text."""
        within = _within(f"{contents.title_id}/{contents.edition_id}")
        await self._instalments.update_many(
            within | {ILLUSTRATIONS: {"$exists": True}}, {"$unset": {ILLUSTRATIONS: ""}}
        )
        illustrated = [write_piece(one) for one in edition.instalments if one.illustrations]
        changes = [
            UpdateOne(
                {"_id": contents.id(Spot.of(one["_id"]))}, {"$set": {ILLUSTRATIONS: one[ILLUSTRATIONS]}}
            )
            for one in illustrated
        ]
        if changes:
            await self._instalments.bulk_write(changes, ordered=False)

    async def withdraw(self, title_id: str) -> None:
        """Take a title's text away; places in it stay, should it come back."""
        await self._contents.delete_one({"_id": title_id})
        await self._instalments.delete_many(_within(title_id))
        self._current.drop(title_id)

    async def _ask(self, title_ids: Sequence[str]) -> list[Contents | None]:
        documents = await self._contents.find({"_id": {"$in": list(set(title_ids))}}).to_list(None)
        found = {document["_id"]: _contents(document) for document in documents}
        return [found.get(title_id) for title_id in title_ids]

    # Instalments

    async def find_instalment(self, instalment_id: str) -> Instalment | None:
        return self._held.get(instalment_id) or (await self._fetching([instalment_id]))[0]

    async def find_following(self, contents: Contents, here: Instalment, count: int) -> list[Instalment]:
        """Up to so many instalments after one; fewer where the edition is just being replaced."""
        if count == 1 and here.after and (after := self._held.get(here.after)):
            return [after]
        ids = contents.following(here.id, max(count, AHEAD))
        found = [self._held.get(one) for one in ids[:count]]
        if None in found:
            found = (await self._fetching(ids))[:count]
        return [instalment for instalment in found if instalment]

    async def is_illustrated(self, place: str) -> bool:
        """Whether there are pictures in the chapter of this instalment."""
        chapter = _within(place.rpartition("/")[0])
        found = await self._instalments.find_one(chapter | {ILLUSTRATIONS: {"$exists": True}}, {"_id": 1})
        return found is not None

    async def find_beginning_with(self, contents: Contents, opening: str) -> list[Instalment]:
        """Instalments of an edition in which the words occur; reads the whole title."""
        where = _within(f"{contents.title_id}/{contents.edition_id}") | {
            "text": {"$regex": re.escape(opening)}
        }
        return [read_piece(document) async for document in self._instalments.find(where)]

    async def find_along(self, contents: Contents, along: float) -> Instalment | None:
        """The instalment at a fraction of the title's text."""
        where = _within(f"{contents.title_id}/{contents.edition_id}") | {"along": {"$lte": along}}
        document = await self._instalments.find_one(where, sort=[("along", DESCENDING)])
        return read_piece(document) if document else None

    async def _fetch(self, asked: Sequence[Iterable[str]]) -> list[list[Instalment | None]]:
        found: dict[str, Instalment] = {}
        wanted = list({one for ids in asked for one in ids})
        for document in await self._instalments.find({"_id": {"$in": wanted}}).to_list(None):
            instalment = found[document["_id"]] = read_piece(document)
            self._held.put(instalment.id, instalment)
        return [[found.get(one) for one in ids] for ids in asked]


def durable(database: "AsyncIOMotorDatabase[Document]", name: str) -> "AsyncIOMotorCollection[Document]":
    return database.get_collection(name, write_concern=MAJORITY)


def _within(stem: str) -> Document:
    """Ids below a stem; "0" is the character after "/"."""
    return {"_id": {"$gte": f"{stem}/", "$lt": f"{stem}0"}}


def _contents_document(edition: Edition) -> Document:
    return {
        "_id": edition.title_id,
        "edition_id": edition.id,
        "digest": edition.digest,
        "instalments": len(edition.instalments),
        "chapters": [asdict(entry) for entry in edition.chapters],
    }


def _contents(document: Document) -> Contents:
    return Contents(
        title_id=document["_id"],
        edition_id=document["edition_id"],
        digest=document["digest"],
        instalments=document["instalments"],
        chapters=tuple(ChapterEntry(**entry) for entry in document["chapters"]),
    )
