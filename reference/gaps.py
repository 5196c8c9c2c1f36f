"""Gaps: what patrons ask librarians again and again, and the house does not answer by itself."""

import asyncio
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from library.branches import within
from library.clock import Clock, utc_now
from reference.anonymity import strip
from reference.articles import LONGEST_WORDING
from reference.knowledge import KnowledgeBase, Suggestion
from reference.ranking import Bag, terms
from reference.repository.gaps import Asked, GapRepository

RECENT, MOST = timedelta(days=90), 2000  # questions looked at: the newest of these days
OFTEN = 2  # patrons
ALIKE = 0.5
MARK = re.compile(r"［[^］]*］")
ABOUT_HER = frozenset({"叫", "姓名", "电话", "手机", "微信", "名字"})
SHOWN, LINKED = 30, 5  # gaps, and questions of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """`example` is one of the questions without who asked it; `answered` one a librarian has resolved.

    Counted for the whole library, as the answers are; `questions` are those of one's own branch.
    """

    example: str
    count: int
    patrons: int
    last_at: datetime
    questions: tuple[str, ...]
    answered: str = ""
    related: tuple[Suggestion, ...] = ()


class Gaps:
    """Found anew each time from what was asked: nothing of a question is kept beside it."""

    def __init__(self, repository: GapRepository, knowledge: KnowledgeBase, *, now: Clock = utc_now) -> None:
        self._repository, self._knowledge, self._now = repository, knowledge, now

    async def often(self, branch: str = "") -> list[Gap]:
        """What most patrons asked first; what the house would answer by now is none.

        `branch` is of who looks, and what is below it she may see.
        """
        asked = await self._repository.asked_since(self._now() - RECENT, MOST)
        groups = await asyncio.to_thread(_often, asked)
        gaps = [await self._gap(group, branch) for group in groups]
        return [gap for gap in gaps if gap]

    async def _gap(self, group: Sequence[Asked], branch: str) -> Gap | None:
        example = strip(" ".join(group[0].text.split())).text[:LONGEST_WORDING]
        if await self._knowledge.answer(example):
            return None
        hers = [one for one in group if within(one.branch, branch)]
        return Gap(
            example=example,
            count=len(group),
            patrons=len({one.patron for one in group}),
            last_at=max(one.at for one in group),
            questions=tuple(one.question for one in hers[:LINKED]),
            answered=next((one.question for one in hers if one.answered), ""),
            related=tuple(await self._knowledge.related(example)),
        )


def _often(asked: Sequence[Asked]) -> list[list[Asked]]:
    groups = [[asked[at] for at in group] for group in alike([_telling(one.text) for one in asked])]
    often = [group for group in groups if len({one.patron for one in group}) >= OFTEN]
    return sorted(often, key=lambda group: -len({one.patron for one in group}))[:SHOWN]


def alike(bags: Sequence[Bag]) -> list[list[int]]:
    """Those about the same, by their places; each goes to the first it is most like."""
    common = Counter(word for bag in bags for word in bag)
    weight = {word: 1 + math.log(len(bags) / count) for word, count in common.items()}
    groups: list[list[int]] = []
    having: dict[str, set[int]] = defaultdict(set)  # word: the groups whose first has it
    for at, bag in enumerate(bags):
        near = sorted(set[int]().union(*(having[word] for word in bag)))
        likeness = {one: _likeness(bag, bags[groups[one][0]], weight) for one in near}
        best = max(near, key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= ALIKE:
            groups[best].append(at)
        elif bag:
            for word in bag:
                having[word].add(len(groups))
            groups.append([at])
    return groups


def _likeness(one: Bag, other: Bag, weight: Mapping[str, float]) -> float:
    """How much of each the other covers; two words that are all of a short one say enough of a long one."""
    shared, mine, hers = (sum(weight[word] for word in bag) for bag in (one & other, one, other))
    if len(one & other) > 1 and shared >= min(mine, hers) and shared * 3 >= max(mine, hers):
        return 1.0
    return 2 * shared / (mine + hers)


def _telling(text: str) -> Bag:
    """Without the greeting and the name it begins with."""
    return terms(MARK.sub(" ", strip(text).text)) - ABOUT_HER
