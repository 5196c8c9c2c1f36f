"""Which instalment a picture belongs to: the one in which the paragraph behind it begins."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from language.illustration import Illustration
from language.paragraphs import Paragraph
from reader.instalments import starts


def spread(
    illustrations: Sequence[Illustration], paragraphs: Sequence[Paragraph], texts: Sequence[str]
) -> list[tuple[Illustration, ...]]:
    """Of a chapter, whose instalments are `texts`: those of each, at so many of its characters."""
    spread_out: list[list[Illustration]] = [[] for _ in texts]
    if illustrations and texts:
        offsets = starts(paragraphs)
        begins = [0, *accumulate(len(text) for text in texts[:-1])]
        for one in illustrations:
            offset = offsets[min(one.at, len(paragraphs))]
            number = bisect_right(begins, offset) - 1
            spread_out[number].append(replace(one, at=offset - begins[number]))
    return [tuple(found) for found in spread_out]
