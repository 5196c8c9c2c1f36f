"""A sketch: what the machine drafted, sentence by sentence with its sources; kept for an hour."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from library.staff import Librarian
from reference.assistant.passages import Origin, Passage

STAYS = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence; `sources` are the places of its passages among the sketch's, counted from 1."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """`seq` is the last entry of the thread it was drawn from."""

    lines: tuple[Line, ...]
    sources: tuple[Passage, ...]
    seq: int = 0

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines).strip()

    def drawn_from(self, seq: int) -> "Sketch":
        return replace(self, seq=seq)


class Sketches:
    """One for each question and librarian, in Redis: a machine's words are nothing to keep."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def keep(self, question_id: str, librarian: Librarian, sketch: Sketch) -> None:
        try:
            await self._redis.set(_key(question_id, librarian), json.dumps(asdict(sketch)), ex=STAYS)
        except RedisError:
            return

    async def find(self, question_id: str, librarian: Librarian) -> Sketch | None:
        try:
            kept = await self._redis.get(_key(question_id, librarian))
        except RedisError:
            return None
        return _sketch(kept) if kept else None

    async def drop(self, question_id: str, librarian: Librarian) -> None:
        try:
            await self._redis.delete(_key(question_id, librarian))
        except RedisError:
            return


def _key(question_id: str, librarian: Librarian) -> str:
    return f"desk:sketch:{question_id}:{librarian.id}"


def _sketch(kept: str | bytes) -> Sketch:
    read = json.loads(kept)
    return Sketch(
        lines=tuple(Line(text=line["text"], sources=tuple(line["sources"])) for line in read["lines"]),
        sources=tuple(Passage(**source | {"origin": Origin(source["origin"])}) for source in read["sources"]),
        seq=read["seq"],
    )
