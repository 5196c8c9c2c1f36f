"""A subtotal: how many questions there are of each sort, which can be kept, and put together with others."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from reference.statistics.period import MONTH

Fields = tuple[str, ...]
Group = tuple[dict[str, Any], int]
Kept = Mapping[str, Mapping[str, int]]

SCHEME = 2  # one more whenever what follows changes, so that what was kept is summed up anew
VENUE = "venue"
# By what questions are counted. The venue comes first, so that a subtotal of all of them has each one's own.
GROUPINGS: Mapping[str, Fields] = {
    "branches": (VENUE, "branch", "end"),
    "days": (VENUE, "day", "end"),
    "hours": (VENUE, "hour"),
    "sorts": (VENUE, "end", "kind", "read", "outcome"),
    "ways": (VENUE, "handed_over", "reopened"),
    "satisfaction": (VENUE, "satisfaction"),
    "subject": (VENUE, "subject"),
    "first": (VENUE, "month", "first"),
    "spent": (VENUE, "month", "spent"),
    "minutes": (VENUE, "minutes"),
}
NOTHING: dict[str, Any] = dict.fromkeys(field for fields in GROUPINGS.values() for field in fields)

_written = json.JSONEncoder(ensure_ascii=False).encode


class Subtotal:
    """It only grows, and the order makes no difference.

    Waits are kept to the minute, so that a year's median is one and no average of medians. In what is kept
    the values of a group are one word, which MongoDB and Python take over faster than several.
    """

    def __init__(self) -> None:
        self._counted: dict[str, Counter[tuple[Any, ...]]] = {name: Counter() for name in GROUPINGS}
        self._added: dict[str, dict[str, int]] = {name: {} for name in GROUPINGS}

    def count(self, facts: Sequence[Mapping[str, Any]]) -> None:
        """By field; a field that older facts lack is None in them."""
        whole = [{**NOTHING, **fact, "month": fact["day"][:MONTH]} for fact in facts]
        for name, fields in GROUPINGS.items():
            self._counted[name].update(map(itemgetter(*fields), whole))

    def add(self, kept: Kept, venue: str = "") -> None:
        """Of a `venue` only its own."""
        start = _written([venue])[:-1] + "," if venue else ""
        for name, counts in kept.items():
            added = self._added[name]
            for key, count in counts.items():
                if not start or key.startswith(start):
                    added[key] = added.get(key, 0) + count

    def groups(self, grouping: str) -> Iterator[Group]:
        """Some of them in two parts."""
        added = self._added[grouping]
        read = zip(json.loads(f"[{','.join(added)}]"), added.values(), strict=True)  # one by one takes longer
        for values, count in chain(self._counted[grouping].items(), read):
            yield dict(zip(GROUPINGS[grouping], values, strict=True)), count

    @property
    def kept(self) -> Kept:
        return {name: self._kept(name) for name in GROUPINGS}

    def _kept(self, grouping: str) -> Mapping[str, int]:
        kept = dict(self._added[grouping])
        for values, count in self._counted[grouping].items():
            key = _written(values)
            kept[key] = kept.get(key, 0) + count
        return kept
