"""The language a page speaks: the patron's, else one her browser asks for."""

from fastapi import Request

from language.translation import SOURCE
from library.patrons import Patron

OTHERS = ("mn", "en")


def remember(request: Request, patron: Patron) -> None:
    """From here on, whatever answers the request speaks to this patron."""
    request.state.language = patron.language


def spoken(request: Request) -> str:
    """A browser that reads Chinese at all is answered in Chinese, as the chat begins."""
    known: str = getattr(request.state, "language", "")
    return known or _asked(request.headers.get("accept-language", ""))


def _asked(header: str) -> str:
    wanted = [one.split(";")[0].strip().split("-")[0].lower() for one in header.split(",")]
    return SOURCE if "zh" in wanted else next((one for one in wanted if one in OTHERS), SOURCE)
