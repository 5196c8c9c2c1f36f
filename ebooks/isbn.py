"""International Standard Book Numbers, brought to their 13 digits."""

import re


def isbn13(text: str) -> str | None:
    """The number with 13 digits and a right check digit, from "urn:isbn:7-02-000220-7" and the like."""
    digits = re.sub(r"[\s-]|^(urn:)?isbn(-1[03])?:?", "", text.strip(), flags=re.IGNORECASE).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits) and _check10(digits[:9]) == digits[9]:
        digits = "978" + digits[:9] + _check13("978" + digits[:9])
    if re.fullmatch(r"97[89]\d{10}", digits) and _check13(digits[:12]) == digits[12]:
        return digits
    return None


def _check10(digits: str) -> str:
    rest = sum((10 - place) * int(digit) for place, digit in enumerate(digits)) % 11
    return "0123456789X"[-rest % 11]


def _check13(digits: str) -> str:
    return str(-sum(int(digit) * (1 + place % 2 * 2) for place, digit in enumerate(digits)) % 10)
