"""A choice from the list a patron was shown last."""

import re

from language.folding import fold
from language.numerals import number

KEYCAP = re.compile("[\ufe0f\u20e3]")  # 1️⃣ is a 1 in two wrappings
CHOICE = re.compile(
    r"(?:我?[选要看]|no\.?|#)? ?第? ?(?P<number>[0-9零一二两三四五六七八九十]+)"
    r" ?[个本项号条种]?吧?[.,。、)!]?"
)


def choice(text: str) -> int | None:
    """3 for "3", "３。", "3️⃣", "第三个", "选3" and "三号吧"; None for anything else."""
    said = CHOICE.fullmatch(fold(KEYCAP.sub("", text)))
    return number(said["number"]) if said else None
