"""A quotation found again in the text it was taken from."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words with the text's own blanks, and the number of the text they begin in."""

    words: str
    number: int


def find(words: str, texts: Sequence[str], first: int = 0) -> Quotation | None:
    """Words in the joined texts, blanks not counted, for browsers and thumbs put their own between them.

    Where they occur more than once, the first occurrence from `texts[first]` on is meant, else the first.
    """
    whole = "".join(texts)
    solid = [at for at, letter in enumerate(whole) if not letter.isspace()]
    squeezed = "".join(whole[at] for at in solid)
    wanted = "".join(words.split())
    begins = [0, *accumulate(map(len, texts))]
    start = squeezed.find(wanted, bisect_right(solid, begins[first] - 1))
    if start < 0:
        start = squeezed.find(wanted)
    if start < 0 or not wanted:
        return None
    begin, end = solid[start], solid[start + len(wanted) - 1] + 1
    return Quotation(whole[begin:end], bisect_right(begins, begin) - 1)
