"""A move of a place, as the one conditional write that makes it."""

from datetime import timedelta
from typing import Any

from pymongo import UpdateOne

from reader.days import local_day
from reader.pace import SAMPLES
from reader.places import Move

Document = dict[str, Any]

REMEMBERED = 8  # messages an enrolment remembers; WeChat repeats one twice within 15 seconds
STILL_ANSWERED = timedelta(hours=1)  # how long the last page of a private book may be asked for again


def enrolment_id(patron: str, title_id: str) -> str:
    return f"{patron}/{title_id}"


def moved(move: Move) -> UpdateOne:
    """From where the place was seen, if the message was not heard and her wish for privacy is the same."""
    book = move.book
    where: Document = {
        "_id": enrolment_id(book.patron, book.title_id),
        "place": book.place,
        "private": True if book.private else None,
    }
    if move.message is None:
        return UpdateOne(where, {"$set": dict(move.target.landmark)})
    where["heard.message"] = {"$ne": move.message}
    pushed: Document = {"heard": {"$each": [_heard(move)], "$slice": -REMEMBERED}}
    change: Document = {"$set": _changed(move), "$push": pushed}
    if not book.private:
        if move.sample is not None:
            pushed["paces"] = {"$each": [move.sample], "$slice": -SAMPLES}
        if move.instalments:
            change["$inc"] = {f"days.{_day(move)}.{name}": count for name, count in _counted(move).items()}
    return UpdateOne(where, change)


def newly_enrolled(move: Move) -> UpdateOne:
    """Unless the title is on the shelf already."""
    book = move.book
    document = _changed(move) | {
        "patron": book.patron,
        "title_id": book.title_id,
        "timezone": book.timezone,
        "started_at": move.at,
        "heard": [_heard(move)],
    }
    if book.private:
        document["private"] = True
    else:
        document["days"] = {_day(move): _counted(move)}
    return UpdateOne(
        {"_id": enrolment_id(book.patron, book.title_id)}, {"$setOnInsert": document}, upsert=True
    )


def _changed(move: Move) -> Document:
    book, ends = move.book, move.target.after is None
    document: Document = {
        **move.target.landmark,
        "touched_at": move.at,
        "finished_at": book.finished_at or (move.at if ends else None),
        "dropped_at": None,
    }
    if book.private:
        return document | {"gone_at": move.at + STILL_ANSWERED if ends else None}
    return document | {"handed": move.handed}


def _heard(move: Move) -> Document:
    return {"message": move.message, "place": move.target.id, "count": move.count}


def _counted(move: Move) -> Document:
    return {"instalments": move.instalments, "han": move.read.han, "words": move.read.words}


def _day(move: Move) -> str:
    return local_day(move.at, move.book.timezone).isoformat()
