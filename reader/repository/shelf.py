"""Enrolments in MongoDB; what many patrons ask for at once is read and written together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, UpdateOne
from pymongo.errors import BulkWriteError

from library.gathering import Gathering
from reader.days import HERE
from reader.pace import SAMPLES
from reader.places import Enrolment, Heard, Move, OpenBook
from reader.repository.moves import enrolment_id, moved, newly_enrolled
from reader.repository.readers import ReaderRepository
from reader.repository.texts import Contents as Contents
from reader.repository.texts import Document, TextRepository, durable

NEEDED = dict.fromkeys(
    (
        *("patron", "title_id", "place", "touched_at", "finished_at", "dropped_at", "handed"),
        *("private", "timezone", "heard"),
    ),
    1,
)  # to move a place; not what was read on which day
DUPLICATE_KEY = 11000
PACED = 5  # books in which her pace is looked for


class ShelfRepository(TextRepository):
    """`enrolments` has a document per title of a patron, whose id begins with the patron's.

    What a message led to and what was read on which day lie in the document of the place: one conditional
    write moves it, remembers the message and counts the reading, or does none of it.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        super().__init__(database)
        self._enrolments = durable(database, "enrolments")
        self.readers = ReaderRepository(database)
        self._shelves = Gathering(self._find_shelves)
        self._books = Gathering(self._find_books)
        self._paces = Gathering(self._find_paces)
        self._writes = Gathering(self._write)

    async def prepare(self) -> None:
        """A patron's titles, the newest first; what is to be forgotten goes by itself."""
        await self._enrolments.create_index([("patron", ASCENDING), ("touched_at", DESCENDING)])
        await self._enrolments.create_index("gone_at", expireAfterSeconds=0, sparse=True)

    async def find_current(self, patron: str, message: str) -> OpenBook | None:
        """The title the message moved already, else the one touched last that was not dropped."""
        newest = None
        for document in await self._shelves(patron):
            if any(one["message"] == message for one in document["heard"]):
                return _open_book(document)
            if document.get("dropped_at") is None and (
                newest is None or document["touched_at"] > newest["touched_at"]
            ):
                newest = document
        return _open_book(newest) if newest else None

    async def find_open(self, patron: str, title_id: str) -> OpenBook | None:
        document = await self._books(enrolment_id(patron, title_id))
        return _open_book(document) if document else None

    async def books(self, patron: str, limit: int, *, dropped: bool = False) -> tuple[Enrolment, ...]:
        """Newest first; those she dropped, or the others."""
        where = {"patron": patron, "dropped_at": {"$ne": None} if dropped else None, "gone_at": None}
        newest = self._enrolments.find(where).sort("touched_at", DESCENDING).limit(limit)
        return tuple([_enrolment(document) async for document in newest])

    async def find_enrolment(self, patron: str, title_id: str) -> Enrolment | None:
        document = await self._enrolments.find_one({"_id": enrolment_id(patron, title_id), "gone_at": None})
        return _enrolment(document) if document else None

    async def enrol(self, move: Move) -> bool:
        """False where the title is on the shelf already, unless the same message put it there."""
        won = await self._writes((move, newly_enrolled(move)))
        if (await self.readers.find(move.book.patron)).private != move.book.private:
            await self.readers.apply(move.book.patron)  # she has just changed her mind
        return won

    async def move(self, move: Move) -> bool:
        """Move the place from where it was seen; False where it has moved or the message led elsewhere."""
        return await self._writes((move, moved(move)))

    async def drop(self, patron: str, title_id: str, now: datetime) -> bool:
        """False where it is not on the shelf."""
        hers = {"_id": enrolment_id(patron, title_id), "dropped_at": None}
        if (await self._enrolments.delete_one(hers | {"private": True})).deleted_count:
            return True
        return (await self._enrolments.update_one(hers, {"$set": {"dropped_at": now}})).matched_count == 1

    async def find_paces(self, patron: str) -> list[float]:
        """How fast she read of late, in the books she touched last. Asked for many at once, one trip."""
        return await self._paces(patron)

    async def find_days(self, patron: str) -> dict[str, dict[str, Document]]:
        """What was read on which day, by title and by day."""
        where = {"patron": patron, "private": None, "days": {"$exists": True}}
        documents = await self._enrolments.find(where, {"title_id": 1, "days": 1}).to_list(None)
        return {document["title_id"]: document["days"] for document in documents}

    async def forget(self, patron: str) -> None:
        await self._enrolments.delete_many({"patron": patron})

    # For many at once

    async def _find_shelves(self, patrons: Sequence[str]) -> list[list[Document]]:
        shelves = defaultdict(list)
        where = {"patron": {"$in": list(set(patrons))}}
        for document in await self._enrolments.find(where, NEEDED).to_list(None):
            shelves[document["patron"]].append(document)
        return [shelves[patron] for patron in patrons]

    async def _find_paces(self, patrons: Sequence[str]) -> list[list[float]]:
        where = {"patron": {"$in": list(set(patrons))}, "private": None, "paces": {"$exists": True}}
        newest = self._enrolments.find(where, {"patron": 1, "paces": 1}).sort("touched_at", DESCENDING)
        paces: dict[str, list[list[float]]] = defaultdict(list)
        async for document in newest:
            paces[document["patron"]].append(document["paces"][::-1])
        return [[pace for book in paces[patron][:PACED] for pace in book][:SAMPLES] for patron in patrons]

    async def _find_books(self, ids: Sequence[str]) -> list[Document | None]:
        found = await self._enrolments.find({"_id": {"$in": list(set(ids))}}, NEEDED).to_list(None)
        books = {document["_id"]: document for document in found}
        return [books.get(one) for one in ids]

    async def _write(self, asked: Sequence[tuple[Move, UpdateOne]]) -> list[bool]:
        """Each write is conditional for itself; where not all of them won, the documents say which did."""
        try:
            result = await self._enrolments.bulk_write([write for _, write in asked], ordered=False)
        except BulkWriteError as trouble:
            if not _only_lost_races(trouble):
                raise
        else:
            if result.modified_count + result.upserted_count == len(asked):
                return [True] * len(asked)
        return await self._won([move for move, _ in asked])

    async def _won(self, moves: Sequence[Move]) -> list[bool]:
        ids = [enrolment_id(move.book.patron, move.book.title_id) for move in moves]
        found = await self._enrolments.find({"_id": {"$in": ids}}, {"heard": 1}).to_list(None)
        heard = {
            (document["_id"], one["message"], one["place"]) for document in found for one in document["heard"]
        }
        return [(one, move.message, move.target.id) in heard for one, move in zip(ids, moves, strict=True)]


def _only_lost_races(trouble: BulkWriteError) -> bool:
    """Two who put the same title on the same shelf."""
    details = trouble.details
    codes = {error["code"] for error in details["writeErrors"]}
    return not details["writeConcernErrors"] and codes <= {DUPLICATE_KEY}


def _enrolment(document: Document) -> Enrolment:
    names = Enrolment.__dataclass_fields__
    return Enrolment(**{name: document[name] for name in names if name in document})


def _open_book(document: Document) -> OpenBook:
    return OpenBook(
        patron=document["patron"],
        title_id=document["title_id"],
        place=document["place"],
        touched_at=document["touched_at"],
        finished_at=document["finished_at"],
        handed=document.get("handed", 0.0),
        private=document.get("private", False),
        timezone=document.get("timezone", HERE),
        heard={
            one["message"]: Heard(place=one["place"], count=one.get("count", 1)) for one in document["heard"]
        },
    )


def _heard(document: Document) -> Heard:
    return Heard(place=document["place"], count=document.get("count", 1))
