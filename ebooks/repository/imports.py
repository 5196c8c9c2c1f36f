"""Imports in MongoDB: a document for each job, and one for each of its files."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, ReturnDocument, UpdateOne

from ebooks.imports.file import Arriving, Decision, ImportFile, Settled, Status
from ebooks.imports.job import ImportJob, Source
from ebooks.works import Alike
from library.identity import new_id

Document = dict[str, Any]

NEWEST = [("begun_at", DESCENDING), ("_id", DESCENDING)]
ONE_OF_EACH = [("job", ASCENDING), ("path", ASCENDING), ("mark", ASCENDING)]
IN_ORDER = [("job", ASCENDING), ("name", ASCENDING), ("_id", ASCENDING)]


class ImportRepository:
    """A file has a moment `due` until it is settled: since when it waits, or when its lease runs out."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._jobs, self._files = database["imports"], database["import_files"]

    async def prepare(self) -> None:
        await self._jobs.create_index(NEWEST)
        await self._jobs.create_index(
            "key", unique=True, partialFilterExpression={"key": {"$type": "string"}}
        )
        await self._files.create_index(ONE_OF_EACH, unique=True)
        await self._files.create_index(IN_ORDER)
        await self._files.create_index([("job", ASCENDING), ("status", ASCENDING)])
        await self._files.create_index(
            [("queue", ASCENDING), ("due", ASCENDING)], partialFilterExpression={"due": {"$type": "date"}}
        )
        await self._files.create_index([("path", ASCENDING)])
        await self._files.create_index([("holder", ASCENDING)], sparse=True)

    async def open(self, source: Source, by: str, key: str, now: datetime) -> ImportJob:
        """Begin a job, or find the one this key was given to."""
        fields: Document = {"source": source.value, "by": by, "begun_at": now}
        if not key:
            await self._jobs.insert_one({"_id": (job_id := new_id()), **fields})
            return await self._counted({"_id": job_id, **fields})
        new = {"$setOnInsert": {"_id": new_id(), **fields}}
        found = await self._jobs.find_one_and_update(
            {"key": key}, new, upsert=True, return_document=ReturnDocument.AFTER
        )
        return await self._counted(found)

    async def release_key(self, job_id: str) -> None:
        """The next who comes with this job's key begins a new one."""
        await self._jobs.update_one({"_id": job_id}, {"$unset": {"key": ""}})

    async def find(self, job_id: str) -> ImportJob | None:
        document = await self._jobs.find_one({"_id": job_id})
        return await self._counted(document) if document else None

    async def newest(self, limit: int) -> tuple[ImportJob, ...]:
        documents = await self._jobs.find().sort(NEWEST).limit(limit).to_list(None)
        counts = await self._counts([document["_id"] for document in documents])
        return tuple(_job(document, counts.get(document["_id"], {})) for document in documents)

    async def queue(self, job: ImportJob, files: Sequence[Arriving], now: datetime) -> None:
        """Again is once; what is at a path by now is another file."""
        new = [
            UpdateOne(_place(job.id, file), {"$setOnInsert": _waiting(job, file, now)}, upsert=True)
            for file in files
        ]
        if new:
            await self._files.bulk_write(new, ordered=False)

    async def note(self, job: ImportJob, file: Arriving, settled: Settled, now: datetime) -> None:
        """A file that never waited."""
        fields = {
            **_place(job.id, file),
            "_id": new_id(),
            "name": file.name,
            "size": file.size,
            "attempts": 0,
        }
        await self._files.insert_one({**fields, **_settled(settled, now)})

    async def is_due(self, queue: str, now: datetime) -> bool:
        return await self._files.find_one({"queue": queue, "due": {"$lte": now}}, {"_id": 1}) is not None

    async def claim(self, queue: str, holder: str, now: datetime, until: datetime) -> ImportFile | None:
        """The one that waits longest, or whose holder is gone: one write, which one of many wins."""
        document = await self._files.find_one_and_update(
            {"queue": queue, "due": {"$lte": now}},
            {"$set": {"status": Status.READING, "holder": holder, "due": until}, "$inc": {"attempts": 1}},
            sort=[("due", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )
        return _file(document) if document else None

    async def renew(self, holder: str, until: datetime) -> None:
        await self._files.update_many({"holder": holder}, {"$set": {"due": until}})

    async def give_back(self, holder: str, now: datetime) -> None:
        """What is stopped in an orderly way costs a file no attempt."""
        await self._files.update_many(
            {"holder": holder},
            {
                "$set": {"status": Status.QUEUED, "due": now},
                "$unset": {"holder": ""},
                "$inc": {"attempts": -1},
            },
        )

    async def settle(self, file_id: str, holder: str, settled: Settled, now: datetime) -> bool:
        """False where another holds it meanwhile."""
        change = {"$set": _settled(settled, now), "$unset": {"holder": "", "due": "", "queue": ""}}
        done = await self._files.update_one({"_id": file_id, "holder": holder}, change)
        return bool(done.matched_count)

    async def decide(self, file_id: str, decision: Decision, by: str) -> ImportFile | None:
        """The file as it is decided now, by whoever came first; None where nothing is in doubt."""
        doubtful = {"_id": file_id, "alike": {"$type": "object"}}
        change = {"$set": {"decision": decision, "decided_by": by}}
        await self._files.update_one(doubtful | {"decision": {"$exists": False}}, change)
        document = await self._files.find_one(doubtful)
        return _file(document) if document else None

    async def files(
        self, job_id: str, *, status: Status | None, alike: bool, limit: int, offset: int
    ) -> tuple[ImportFile, ...]:
        """In the order of their names; all of them where `limit` is 0."""
        where: Document = {"job": job_id}
        if status:
            where["status"] = status
        if alike:
            where["alike"] = {"$type": "object"}
        found = self._files.find(where).sort(IN_ORDER).skip(offset).limit(limit)
        return tuple([_file(document) async for document in found])

    async def marks(self, paths: Sequence[Path]) -> set[tuple[Path, str]]:
        """Of these paths, what was brought from them and when."""
        found = self._files.find(
            {"path": {"$in": [os.fsencode(path) for path in paths]}}, {"path": 1, "mark": 1}
        )
        return {(Path(os.fsdecode(one["path"])), one["mark"]) async for one in found}

    async def _counted(self, document: Document) -> ImportJob:
        return _job(document, (await self._counts([document["_id"]])).get(document["_id"], {}))

    async def _counts(self, job_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        alike = {"$cond": [{"$eq": [{"$type": "$alike"}, "object"]}, 1, 0]}
        together: Sequence[Mapping[str, Any]] = [
            {"$match": {"job": {"$in": list(job_ids)}}},
            {
                "$group": {
                    "_id": {"job": "$job", "status": "$status"},
                    "count": {"$sum": 1},
                    "alike": {"$sum": alike},
                }
            },
        ]
        counts: dict[str, dict[str, int]] = {}
        async for one in self._files.aggregate(together):
            of_job = counts.setdefault(one["_id"]["job"], {"alike": 0})
            of_job[one["_id"]["status"]] = one["count"]
            of_job["alike"] += one["alike"]
        return counts


def _place(job_id: str, file: Arriving) -> Document:
    """A path is bytes: not every name on a disk is text."""
    return {"job": job_id, "path": os.fsencode(file.path), "mark": file.mark}


def _waiting(job: ImportJob, file: Arriving, now: datetime) -> Document:
    return {
        "_id": new_id(),
        "name": file.name,
        "size": file.size,
        "status": Status.QUEUED,
        "queue": job.queue,
        "due": now,
        "attempts": 0,
    }


def _settled(settled: Settled, now: datetime) -> Document:
    return asdict(settled) | {"settled_at": now}


def _job(document: Document, counts: Mapping[str, int]) -> ImportJob:
    return ImportJob(
        id=document["_id"],
        source=Source(document["source"]),
        by=document["by"],
        begun_at=document["begun_at"],
        counts={status: counts[status] for status in Status if status in counts},
        alike=counts.get("alike", 0),
    )


def _file(document: Document) -> ImportFile:
    is_over = "settled_at" in document
    return ImportFile(
        id=document["_id"],
        job=document["job"],
        path=Path(os.fsdecode(document["path"])),
        name=document["name"],
        size=document["size"],
        status=Status(document["status"]),
        attempts=document["attempts"],
        settled=_what_became(document) if is_over else None,
        settled_at=document.get("settled_at"),
        decision=Decision(document["decision"]) if "decision" in document else None,
        decided_by=document.get("decided_by", ""),
    )


def _what_became(document: Document) -> Settled:
    alike = document["alike"]
    return Settled(
        status=Status(document["status"]),
        reason=document["reason"],
        warnings=tuple(document["warnings"]),
        sha256=document["sha256"],
        title_id=document["title_id"],
        title_name=document["title_name"],
        alike=Alike(**alike) if alike else None,
        seconds=document["seconds"],
    )
