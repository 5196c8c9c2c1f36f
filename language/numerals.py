"""Numbers, as people write them in a chat."""

import re

from language.folding import fold

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
SPELLINGS = str.maketrans("〇两壹贰叁肆伍陆柒捌玖拾佰仟", "零二一二三四五六七八九十百千", "") | str.maketrans(
    {"廿": "二十", "卅": "三十"}
)
BELOW = {"百": "十", "千": "百", "万": "千"}
SHORTENED = re.compile(r"([百千万])([一二三四五六七八九])$")  # 两百五 is 250, 一万二 is 12000
DIGIT = "[一二三四五六七八九]"
SECTION = rf"(?:({DIGIT})千)?零?(?:({DIGIT})百)?零?(?:({DIGIT})?(十))?零?({DIGIT})?"
WHOLE = re.compile(rf"(?!万)(?:{SECTION}万)?{SECTION}")
LONGEST = 15


def number(text: str) -> int | None:
    """The number a text is, in Arabic or Chinese digits (below 一亿); None if it is anything else."""
    folded = fold(text)
    if not folded or len(folded) > LONGEST:
        return None
    if folded.isdecimal():
        return int(folded)
    spelled = folded.translate(SPELLINGS)
    if set(spelled) <= DIGITS.keys():
        return _digit_by_digit(spelled, folded)
    return _with_units(SHORTENED.sub(lambda found: found[0] + BELOW[found[1]], spelled))


def _digit_by_digit(spelled: str, written: str) -> int | None:
    """一二〇 is 120; but 两三 is "two or three" and no number."""
    if "两" in written and len(written) > 1:
        return None
    return int("".join(str(DIGITS[digit]) for digit in spelled))


def _with_units(spelled: str) -> int | None:
    found = WHOLE.fullmatch(spelled)
    if found is None:
        return None
    return _section(*found.groups()[:5]) * 10_000 + _section(*found.groups()[5:])


def _section(
    thousands: str | None, hundreds: str | None, tens: str | None, ten: str | None, ones: str | None
) -> int:
    """Up to 9999; a bare 十 is one ten."""
    tens_value = DIGITS[tens] if tens else int(bool(ten))
    return 1000 * _value(thousands) + 100 * _value(hundreds) + 10 * tens_value + _value(ones)


def _value(digit: str | None) -> int:
    return DIGITS[digit] if digit else 0
