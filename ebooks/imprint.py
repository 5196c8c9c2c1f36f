"""Who published an edition, when, and in which series, as the sources write it."""

import re

LONGEST, LONGEST_VOLUME = 100, 20  # characters of a name, and of a number in a series

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d{1,3}(?!\d))")
_BASE = re.compile(r"[\s/:;,，；：=]+$|^[\s\[(（〔]+|[\])）〕]+$")


def year_in(written: str) -> str:
    """1983, 1983-05-01, 19830501, c1983., [民国72年, i.e. 1983] as 1983; empty where no year of print stands.

    Converters write 0101-01-01 where they know none.
    """
    found = _YEAR.search(written)
    return found[1] if found else ""


def plain(written: str, longest: int = LONGEST) -> str:
    """Without the marks that cataloguing rules put around it."""
    text = written.strip()
    while (shorter := _BASE.sub("", text)) != text:
        text = shorter
    return text[:longest].strip()
