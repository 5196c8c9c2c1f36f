"""Presence: who has which question on the screen, and who is writing. Nothing depends on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from library.clock import Clock, utc_now
from library.gathering import sharing
from library.staff import Librarian
from reference.live import DeskEvent, LiveEvents

STAYS = timedelta(seconds=45)  # after a sign of life; pages give one every 20 seconds
HERE = "here"  # the event that somebody came, left or began to write


@dataclass(frozen=True, slots=True, kw_only=True)
class Onlooker:
    id: str
    name: str
    writing: bool


class Presence:
    """A sorted set for each question, of who looks until when."""

    def __init__(self, redis: Redis, live: LiveEvents, *, now: Clock = utc_now) -> None:
        self._redis, self._live, self._now = redis, live, now
        self._look = sharing(self._onlookers)  # many desks show the same questions

    async def here(self, question_id: str, librarian: Librarian, *, writing: bool = False) -> None:
        """A sign of life; colleagues hear of it where it is news."""
        key, until = _key(question_id), (self._now() + STAYS).timestamp()
        mark, other = _mark(librarian, writing=writing), _mark(librarian, writing=not writing)
        try:
            async with self._redis.pipeline(transaction=True) as steps:
                steps.zremrangebyscore(key, "-inf", self._now().timestamp())
                steps.zadd(key, {mark: until})
                steps.zrem(key, other)
                steps.expire(key, STAYS)
                _gone, is_news, _other, _kept = await steps.execute()
        except RedisError:
            return
        if is_news:
            await self._tell(question_id)

    async def left(self, question_id: str, librarian: Librarian) -> None:
        marks = [_mark(librarian, writing=writing) for writing in (False, True)]
        try:
            was_there = await self._redis.zrem(_key(question_id), *marks)
        except RedisError:
            return
        if was_there:
            await self._tell(question_id)

    async def others(self, questions: Sequence[str], librarian: Librarian) -> Mapping[str, list[Onlooker]]:
        """Who else has each of these questions on the screen; nobody while Redis is away."""
        onlookers = await self._look(tuple(questions))
        return {
            question: [one for one in all_ if one.id != librarian.id] if all_ else []
            for question, all_ in onlookers.items()
        }

    async def _onlookers(self, questions: tuple[str, ...]) -> Mapping[str, list[Onlooker]]:
        now = self._now().timestamp()
        try:
            async with self._redis.pipeline(transaction=False) as steps:
                for question in questions:
                    steps.zrangebyscore(_key(question), now, "+inf")
                found = await steps.execute()
        except RedisError:
            found = [[] for _ in questions]
        return {
            question: [_onlooker(mark) for mark in marks]
            for question, marks in zip(questions, found, strict=True)
        }

    async def _tell(self, question_id: str) -> None:
        await self._live.publish(DeskEvent(what=HERE, question=question_id))


def _key(question_id: str) -> str:
    return f"desk:here:{question_id}"


def _mark(librarian: Librarian, *, writing: bool) -> str:
    return f"{librarian.id}:{'w' if writing else 'r'}:{librarian.name}"


def _onlooker(mark: str) -> Onlooker:
    librarian, does, name = mark.split(":", 2)
    return Onlooker(id=librarian, name=name, writing=does == "w")
