"""What a feed says of a title, in a form that no reader of XML, JSON or BCP 47 stumbles over."""

import re
from dataclasses import dataclass

from ebooks.book import Direction
from ebooks.bookbinder import HEIGHT, WIDTH
from ebooks.titles import Title
from language.translation import _

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")  # XML 1.0, 2.2
TAG = re.compile(
    r"(?P<kept>[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?)(-[a-z0-9-]*)?", re.IGNORECASE | re.ASCII
)
SUMMARY = 600  # characters in a list; the title's own document has all of it
THUMBNAIL = (240, 360)
PROGRESSIONS = {Direction.VERTICAL_RL: "rtl", Direction.VERTICAL_LR: "ltr"}


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


def words(text: str) -> str:
    """On one line, and without what XML cannot hold."""
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    return NO_XML.sub(" ", text).strip()


def name(title: Title) -> str:
    return words(title.name) or _("无题")


def authors(title: Title) -> dict[str, str]:
    """By what they are called, as they are stored."""
    return _distinct(title.authors)


def subjects(title: Title) -> dict[str, str]:
    """By what they are called, as they are stored."""
    return _distinct(title.subjects)


def summary(title: Title) -> str:
    """The beginning of a long description."""
    whole = lines(title.description)
    return whole if len(whole) <= SUMMARY else whole[: SUMMARY - 1].rstrip() + "…"


def language(written: str) -> str:
    """Language, script and region of a BCP 47 tag, zh_CN forgiven; empty for what is none."""
    found = TAG.fullmatch(written.strip().replace("_", "-"))
    return found["kept"] if found else ""


def identifier(title: Title) -> str:
    return f"urn:isbn:{title.isbn}" if title.isbn else own_identifier(title)


def own_identifier(title: Title) -> str:
    """Ours alone: two files of one work have one ISBN, and two of these."""
    return f"urn:shutong:{title.id}"


def cover_size(title: Title) -> Size | None:
    """Known of the covers we draw; a book's own fits into 600 by 900, as tall as it may be."""
    return None if title.has_cover else Size(WIDTH, HEIGHT)


def thumbnail_size(title: Title) -> Size | None:
    return None if title.has_cover else Size(THUMBNAIL[0], THUMBNAIL[0] * HEIGHT // WIDTH)


def _distinct(texts: tuple[str, ...]) -> dict[str, str]:
    return {called: text for text in texts if (called := words(text))}
