"""Contents, instalments and enrolments in MongoDB."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, WriteConcern
from pymongo.errors import DuplicateKeyError

from reader.editions import Edition
from reader.places import ChapterEntry, Enrolment, Instalment, OpenBook

Document = dict[str, Any]

MAJORITY = WriteConcern("majority")  # what a patron was told survives the loss of a server
REMEMBERED = 8  # messages an enrolment remembers; WeChat repeats one twice within 15 seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Which edition of a title is read now."""

    title_id: str
    edition_id: str
    digest: str
    instalments: int
    chapters: tuple[ChapterEntry, ...]


class ShelfRepository:
    """`contents` has a document per title, `instalments` per instalment, `enrolments` per patron and title.

    Ids are made so that every document of a title, and every title of a patron, lies together.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._contents = _durable(database, "contents")
        self._instalments = _durable(database, "instalments")
        self._enrolments = _durable(database, "enrolments")

    async def prepare(self) -> None:
        """A patron's titles, the newest first."""
        await self._enrolments.create_index([("patron", ASCENDING), ("touched_at", DESCENDING)])

    # Editions

    async def find_contents(self, title_id: str) -> Contents | None:
        document = await self._contents.find_one({"_id": title_id})
        return _contents(document) if document else None

    async def publish(self, edition: Edition) -> None:
        """Put an edition in place of older ones: readers see the old one or the new one, never a mixture.

        Of two imports at once the one that started later stays. What a broken-off import left is swept up.
        """
        await self._instalments.insert_many(_numbered(asdict(piece)) for piece in edition.instalments)
        older = {"_id": edition.title_id, "edition_id": {"$lt": edition.id}}
        try:
            await self._contents.replace_one(older, _contents_document(edition), upsert=True)
        except DuplicateKeyError:
            await self._instalments.delete_many(_within(f"{edition.title_id}/{edition.id}"))
        else:
            await self._instalments.delete_many(
                {"_id": {"$gte": f"{edition.title_id}/", "$lt": f"{edition.title_id}/{edition.id}/"}}
            )

    async def withdraw(self, title_id: str) -> None:
        """Take a title's text away; places in it stay, should it come back."""
        await self._contents.delete_one({"_id": title_id})
        await self._instalments.delete_many(_within(title_id))

    # Instalments

    async def find_instalment(self, instalment_id: str) -> Instalment | None:
        document = await self._instalments.find_one({"_id": instalment_id})
        return _instalment(document) if document else None

    async def find_beginning_with(self, contents: Contents, opening: str) -> list[Instalment]:
        """Instalments of an edition in which the words occur; reads the whole title."""
        where = _within(f"{contents.title_id}/{contents.edition_id}") | {
            "text": {"$regex": re.escape(opening)}
        }
        return [_instalment(document) async for document in self._instalments.find(where)]

    async def find_along(self, contents: Contents, along: float) -> Instalment | None:
        """The instalment at a fraction of the title's text."""
        where = _within(f"{contents.title_id}/{contents.edition_id}") | {"along": {"$lte": along}}
        document = await self._instalments.find_one(where, sort=[("along", DESCENDING)])
        return _instalment(document) if document else None

    # Enrolments

    async def find_current(self, patron: str, message: str) -> OpenBook | None:
        """The title the message moved already, else the one touched last, with the texts around its place."""
        return await self._open({"patron": patron}, message)

    async def find_open(self, patron: str, title_id: str, message: str) -> OpenBook | None:
        return await self._open({"_id": _enrolment_id(patron, title_id)}, message)

    async def books(self, patron: str, limit: int) -> tuple[Enrolment, ...]:
        """Newest first."""
        newest = self._enrolments.find({"patron": patron}).sort("touched_at", DESCENDING).limit(limit)
        return tuple([_enrolment(document) async for document in newest])

    async def find_enrolment(self, patron: str, title_id: str) -> Enrolment | None:
        document = await self._enrolments.find_one({"_id": _enrolment_id(patron, title_id)})
        return _enrolment(document) if document else None

    async def enrol(self, enrolment: Enrolment, around: list[str], message: str) -> bool:
        """False where the title is on the shelf already."""
        document = _enrolment_document(enrolment, around) | {
            "_id": _enrolment_id(enrolment.patron, enrolment.title_id),
            "heard": [{"message": message, "place": enrolment.place}],
        }
        try:
            await self._enrolments.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    async def move(self, seen: Enrolment, moved: Enrolment, around: list[str], message: str | None) -> bool:
        """Move the place from where it was seen; False where it has moved or the message was heard."""
        where = {
            "_id": _enrolment_id(seen.patron, seen.title_id),
            "place": seen.place,
            "heard.message": {"$ne": message},
        }
        change: Document = {"$set": _enrolment_document(moved, around)}
        if message is not None:
            heard = {"message": message, "place": moved.place}
            change["$push"] = {"heard": {"$each": [heard], "$slice": -REMEMBERED}}
        return (await self._enrolments.update_one(where, change)).matched_count == 1

    async def forget(self, patron: str) -> None:
        await self._enrolments.delete_many({"patron": patron})

    async def _open(self, where: Document, message: str) -> OpenBook | None:
        stages: list[Document] = [
            {"$match": where},
            {"$addFields": {"repeated": {"$in": [message, "$heard.message"]}}},
            {"$sort": {"repeated": DESCENDING, "touched_at": DESCENDING}},
            {"$limit": 1},
            {
                "$lookup": {
                    "from": "instalments",
                    "localField": "around",
                    "foreignField": "_id",
                    "as": "texts",
                }
            },
        ]
        documents = await self._enrolments.aggregate(stages).to_list(1)
        return _open_book(documents[0]) if documents else None


def _durable(database: "AsyncIOMotorDatabase[Document]", name: str) -> "AsyncIOMotorCollection[Document]":
    return database.get_collection(name, write_concern=MAJORITY)


def _within(stem: str) -> Document:
    """Ids below a stem; "0" is the character after "/"."""
    return {"_id": {"$gte": f"{stem}/", "$lt": f"{stem}0"}}


def _enrolment_id(patron: str, title_id: str) -> str:
    return f"{patron}/{title_id}"


def _numbered(document: Document) -> Document:
    return {("_id" if name == "id" else name): value for name, value in document.items()}


def _instalment(document: Document) -> Instalment:
    return Instalment(**{("id" if name == "_id" else name): value for name, value in document.items()})


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


def _enrolment_document(enrolment: Enrolment, around: list[str]) -> Document:
    return asdict(enrolment) | {"around": around}


def _enrolment(document: Document) -> Enrolment:
    return Enrolment(**{name: document[name] for name in Enrolment.__dataclass_fields__})


def _open_book(document: Document) -> OpenBook:
    return OpenBook(
        enrolment=_enrolment(document),
        around={text["_id"]: _instalment(text) for text in document["texts"]},
        heard={one["message"]: one["place"] for one in document["heard"]},
    )
