"""Facts in MongoDB, one small document for each question, and their sums."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from library.branches import LAST, tops
from reference.models import Question, Thread
from reference.repository.documents import Document, a_thread, certain
from reference.repository.subtotals import Marked, Place, SubtotalRepository
from reference.statistics.fact import End, Fact
from reference.statistics.period import Period, spans_of, tens_of
from reference.statistics.subtotal import NOTHING, Subtotal

AT_ONCE = 1_000
COUNTED = {"_id": False, **dict.fromkeys(NOTHING, True)}
DUPLICATE = 11000  # MongoDB's code for a key that exists


class FactRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._questions, self._facts = database["questions"], database["question_facts"]
        self._subtotals = SubtotalRepository(database)

    async def prepare(self) -> None:
        marked = {"uncounted": True}
        await self._questions.create_index("uncounted", partialFilterExpression=marked, name="uncounted")
        await self._facts.create_index([("day", 1), ("branch", 1)])
        await self._facts.create_index("venue")  # by which MongoDB lists them without reading a document
        await self._subtotals.prepare()
        if await self._subtotals.is_empty():  # facts may be older than subtotals are
            await self._subtotals.mark(await self._places({}))

    async def list_uncounted(self, limit: int) -> list[Thread]:
        found = self._questions.find({"uncounted": True}).limit(limit)
        return [certain(a_thread(document)) async for document in found]

    async def keep(self, counted: Sequence[tuple[Question, Fact]]) -> None:
        """Store what was counted, unless more is known already, and take the marks off as they were seen."""
        before = await self._places({"_id": {"$in": [fact.id for _, fact in counted]}})
        after = {place for _, fact in counted for place in _places_of(fact.day.isoformat(), fact.branch)}
        await self._subtotals.mark(before | after)
        try:
            await self._facts.bulk_write([_storing(fact) for _, fact in counted], ordered=False)
        except BulkWriteError as refused:  # a colleague counted a later version meanwhile
            if {one["code"] for one in refused.details["writeErrors"]} != {DUPLICATE}:
                raise
        await self._questions.bulk_write([_unmarking(question) for question, _ in counted], ordered=False)

    async def subtotal(self, period: Period) -> Subtotal:
        """What is summed up already, by month or else by ten days; the facts of all other days are read."""
        known, place = Subtotal(), (period.branch, period.venue)
        unknown = await self._subtotals.add(known, period.spans, *place)
        await self._add(known, [ten for span in unknown for ten in tens_of(span)], *place)
        return known

    async def list_marked(self, rest: timedelta, limit: int) -> list[Marked]:
        return await self._subtotals.list_marked(rest, limit)

    async def sum_up(self, marked: Marked) -> bool:
        """False if its facts changed meanwhile."""
        sums, (span, branch) = Subtotal(), marked.place
        await self._add(sums, tens_of(span), branch)
        return await self._subtotals.write(marked, sums)

    async def venues(self) -> list[str]:
        return sorted(venue for venue in await self._facts.distinct("venue") if venue)

    async def _add(self, sums: Subtotal, spans: Sequence[str], branch: str, venue: str = "") -> None:
        """Of ten days or less: their sums, else the facts, so many at a time, because others wait too."""
        if unknown := await self._subtotals.add(sums, spans, branch, venue):
            found = self._facts.find(_at(unknown, branch, venue), COUNTED, batch_size=AT_ONCE)
            while facts := await found.to_list(AT_ONCE):
                sums.count(facts)

    async def _places(self, among: Document) -> set[Place]:
        """Those in whose sums such facts are."""
        known = {"$group": {"_id": {"day": "$day", "branch": "$branch"}}}
        found = self._facts.aggregate([{"$match": among}, known])
        return {place async for one in found for place in _places_of(one["_id"]["day"], one["_id"]["branch"])}


def _places_of(day: str, branch: str) -> Iterator[Place]:
    """With the branches above, to whose figures it belongs too."""
    for top in tops(branch):
        for span in spans_of(day):
            yield span, top


def _storing(fact: Fact) -> ReplaceOne[Document]:
    document = {**asdict(fact), "day": fact.day.isoformat()}
    older = {"_id": document.pop("id"), "version": {"$lte": fact.version}}
    return ReplaceOne(older, document, upsert=True)


def _unmarking(question: Question) -> UpdateOne:
    seen = {"_id": question.id, "patron": question.patron, "version": question.version}
    return UpdateOne(seen, {"$unset": {"uncounted": ""}})


def _at(spans: Sequence[str], branch: str, venue: str) -> Document:
    """A branch and all below it are one range of ids, as the days of a span are one of days."""
    questions: Document = {"$or": [{"day": _beginning(span)} for span in spans], "end": {"$ne": End.NONE}}
    if branch:
        questions["branch"] = _beginning(branch)
    if venue:
        questions["venue"] = venue
    return questions


def _beginning(letters: str) -> Document:
    return {"$gte": letters, "$lt": f"{letters}{LAST}"}
