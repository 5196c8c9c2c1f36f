"""What bytes are, by how they begin: names and headers may say anything."""

from collections.abc import Mapping

from reference.attachment import Medium
from reference.refusals import CannotHelp

MEGABYTE = 1 << 20
# WeChat's limits for what patrons send and accounts upload.
LARGEST: Mapping[Medium, int] = {Medium.IMAGE: 10 * MEGABYTE, Medium.VOICE: 2 * MEGABYTE}
BEGINNINGS: Mapping[Medium, Mapping[bytes, str]] = {
    Medium.IMAGE: {
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"GIF87a": "image/gif",
        b"GIF89a": "image/gif",
    },
    Medium.VOICE: {
        b"#!AMR\n": "audio/amr",
        b"#!AMR-WB\n": "audio/amr-wb",
        b"ID3": "audio/mpeg",
        b"\xff\xfb": "audio/mpeg",
        b"\xff\xf3": "audio/mpeg",
        b"\xff\xf2": "audio/mpeg",
    },
}
SENT = {"image/jpeg", "image/png", "image/gif"}  # what WeChat takes of an account
SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "audio/amr": "amr",
    "audio/amr-wb": "awb",
    "audio/mpeg": "mp3",
}


class CannotKeep(CannotHelp):
    """A file that is not taken into the house."""


class TooLarge(CannotKeep):
    def __init__(self, size: int, largest: int) -> None:
        super().__init__(f"{size} bytes, where {largest} are kept")
        self.size, self.largest = size, largest


class OfAnotherKind(CannotKeep):
    """It does not begin as anything we show; `medium` is what it was said to be."""

    def __init__(self, medium: Medium) -> None:
        super().__init__(f"no {medium} we know")
        self.medium = medium


def type_of(content: bytes, medium: Medium) -> str:
    """The media type. Raises TooLarge, OfAnotherKind."""
    if len(content) > LARGEST[medium]:
        raise TooLarge(len(content), LARGEST[medium])
    if medium is Medium.IMAGE and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for beginning, kind in BEGINNINGS[medium].items():
        if content.startswith(beginning):
            return kind
    raise OfAnotherKind(medium)
