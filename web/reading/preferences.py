"""How a patron likes her page: kept in her browser, and nowhere else."""

import re
from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request, Response

from reader.spots import Spot

COOKIE = "reading_page"
SIZES = 7  # steps; 2 is what we begin with
YEAR = 365 * 24 * 3600
KEPT = re.compile(r"([0-6])\.(auto|paper|night)\.(piece|chapter)(?:\.(shown|hidden))?")


class Theme(StrEnum):
    AUTO = "auto"
    PAPER = "paper"
    NIGHT = "night"


class View(StrEnum):
    PIECE = "piece"
    CHAPTER = "chapter"


class Pictures(StrEnum):
    SHOWN = "shown"
    HIDDEN = "hidden"  # she pays for what is sent: each is a link, to be pressed or not


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    size: int = 2
    theme: Theme = Theme.AUTO
    view: View = View.PIECE
    pictures: Pictures = Pictures.SHOWN

    @classmethod
    def of(cls, request: Request) -> "Preferences":
        """What the cookie says; what we begin with, where it says nothing we understand."""
        found = KEPT.fullmatch(request.cookies.get(COOKIE, ""))
        if not found:
            return cls()
        return cls(
            size=int(found[1]),
            theme=Theme(found[2]),
            view=View(found[3]),
            pictures=Pictures(found[4] or Pictures.SHOWN),
        )

    def address(self, title_id: str, spot: Spot) -> str:
        """Where a spot is shown to her; a chapter is opened at the spot within it."""
        inside = self.view is View.CHAPTER and spot.number > 1
        return f"/read/{title_id}/{spot}" + (f"#s{spot}" if inside else "")

    def keep(self, response: Response) -> None:
        kept = f"{self.size}.{self.theme}.{self.view}.{self.pictures}"
        response.set_cookie(COOKIE, kept, max_age=YEAR, path="/read", httponly=True, samesite="lax")
