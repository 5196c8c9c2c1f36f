"""Few: how many people a figure must be of before it is shown, so that nobody is recognised in it."""

from collections.abc import Iterable, Sequence

FEWEST = 5  # patrons behind a figure that is shown

Count = int | None  # None: of fewer than that


def told(count: int) -> Count:
    return count if count >= FEWEST else None


def parts(counts: Sequence[int]) -> list[Count]:
    """Of a sum that is shown too: where only one part is hidden, the smallest other one is hidden with it.

    Otherwise it would be the sum less the others.
    """
    shown = [told(count) for count in counts]
    if shown.count(None) == 1 and (others := _known(shown)):
        shown[shown.index(min(others))] = None
    return shown


def _known(counts: Iterable[Count]) -> list[int]:
    return [count for count in counts if count is not None]
