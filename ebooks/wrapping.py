"""Lines of a plain text made paragraphs again, where somebody broke them at the edge of a screen."""

import re
from collections.abc import Iterator

from ebooks.epub.lines import tidy

_NARROWEST, _WIDEST = 50, 100  # columns of a wrapped text; a Han character takes two
_RAGGED = 8  # columns a wrapped line may fall short of the width
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u2014\u2018-\u201d\u2026]"
)
_INDENTED = re.compile("[ \t]{2}|\u3000")


def paragraphs_of(lines: list[str]) -> list[str]:
    """Each on one line, without blanks at its ends; rules of dashes are dropped."""
    width = _wrapped_at(lines)
    joined = _joined(lines, width) if width else lines
    return [text for line in joined if (text := tidy(line))]


def _wrapped_at(lines: list[str]) -> int:
    """The width in columns at which most lines break; 0 if they do not."""
    widths = sorted(width for line in lines if (width := _columns(line.strip())))
    if len(widths) < 4:
        return 0
    width = widths[len(widths) * 9 // 10]
    full = sum(width - _RAGGED <= other <= width + _RAGGED for other in widths)
    return width if _NARROWEST <= width <= _WIDEST and full * 3 > len(widths) else 0


def _joined(lines: list[str], width: int) -> Iterator[str]:
    """A line goes on in the next if it is full and that one is neither empty nor indented."""
    gathered: list[str] = []
    for line in lines:
        if gathered and (not line.strip() or _INDENTED.match(line) or not _is_full(gathered[-1], width)):
            yield "\n".join(gathered)
            gathered = []
        gathered.append(line)
    yield "\n".join(gathered)


def _is_full(line: str, width: int) -> bool:
    return _columns(line.rstrip()) >= width - _RAGGED


def _columns(line: str) -> int:
    return len(line) + len(_WIDE.findall(line[:_WIDEST]))
