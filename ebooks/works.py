"""The same work in several files: recognised by its ISBN, else by its folded name and author."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from language.folding import fold, key

# After folding: half-width, simplified, lower case.
MARKS = re.compile("[《》〈〉「」『』]")
BRACKETED = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
EDITION = re.compile(
    r"第?[\d一二三四五六七八九十]+版|(修订|增订|珍藏|典藏|收藏|纪念|插图|彩图|全译|注释|校注|注音|精装|平装|"
    r"完整|足|简体|繁体|简体中文|繁体中文|中文|电子|新|最新|图文|白话|原)[版本]|"
    r"精装|平装|套装|全本|epub|txt|\w+ edition"
)
EDITION_AT_END = re.compile(rf"[\s·:,-]*({EDITION.pattern})$")
ROLE = re.compile(r"(?<=\w\w)\s*(编著|主编|编译|选编|译著|校注|校点|点校|整理|[著撰编译注作绘])+$")
SEVERAL = re.compile("[、；;，/]")
YEARS = re.compile(r"\d{3,4}\s*-?\s*(\d{3,4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A title that may be the same work, and by what it was recognised."""

    title_id: str
    name: str
    by: str


def work_key(name: str, authors: Sequence[str]) -> str:
    """What two editions of one work have in common; empty where a name has no letters."""
    plain = key(_without_edition(fold(name)))
    return f"{plain}/{_author(authors[0]) if authors else ''}" if plain else ""


def _without_edition(name: str) -> str:
    name = BRACKETED.sub(lambda found: "" if _is_edition(found[1]) else found[0], MARKS.sub("", name))
    while (shorter := EDITION_AT_END.sub("", name).strip()) and shorter != name:
        name = shorter
    return name


def _is_edition(words: str) -> bool:
    return all(EDITION.fullmatch(word) for word in re.split(r"[\s,、·]+", words.strip()) if word)


def _author(written: str) -> str:
    """The first, without dynasty, country, years and role; Austen, Jane is Jane Austen."""
    first = SEVERAL.split(written)[0]
    plain = ROLE.sub("", YEARS.sub("", BRACKETED.sub("", fold(first))).strip(" ,"))
    return "".join(sorted(key(word) for word in re.split(r"[\s,·.]+", plain)))
