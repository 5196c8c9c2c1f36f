"""What a librarian sends beside words: a page of ours, or a picture."""

from dataclasses import dataclass

from reference.attachment import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A page of ours, as a card shows it."""

    title: str
    description: str
    url: str
    picture_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A picture has a page, too: for whoever cannot be sent the picture itself."""

    pointer: Pointer
    attachment: Attachment | None = None
