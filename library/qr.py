"""QR codes: a link as something a phone can see."""

import io
from enum import StrEnum
from functools import lru_cache

import segno

QUIET = 4  # modules of white around a code, as ISO/IEC 18004 wants


class Level(StrEnum):
    """How much of a code may be hidden: M survived a patch of 10 % and failed at 15 %, Q survived both."""

    M = "M"
    Q = "Q"


@lru_cache(maxsize=2048)
def svg(link: str, *, level: Level = Level.M) -> bytes:
    """A drawing that scales to its box; black on white in dark pages too, as many scanners want it."""
    drawing = io.BytesIO()
    _code(link, level).save(
        drawing, kind="svg", border=QUIET, omitsize=True, light="#fff", xmldecl=False, nl=False
    )
    return drawing.getvalue()


@lru_cache(maxsize=256)
def png(link: str, *, level: Level = Level.M, scale: int = 8) -> bytes:
    """A picture with `scale` pixels to the module."""
    picture = io.BytesIO()
    _code(link, level).save(picture, kind="png", border=QUIET, scale=scale)
    return picture.getvalue()


def _code(link: str, level: Level) -> segno.QRCode:
    """segno raises the level by itself where the size allows it."""
    return segno.make_qr(link, error=level.value)
