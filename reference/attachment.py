"""A picture or a voice that came, or goes, with a message."""

from dataclasses import dataclass
from enum import StrEnum

from library.identity import new_id


class Medium(StrEnum):
    IMAGE = "image"
    VOICE = "voice"


class Keeping(StrEnum):
    """`waiting`: WeChat has it. `refused`: it is not what it said, or too large. `gone`: nobody has it."""

    WAITING = "waiting"
    KEPT = "kept"
    REFUSED = "refused"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """`id` is our own name for it, `media` WeChat's, which is good for three days.

    `type` is what its bytes are, never what somebody said they were; `size` is in bytes.
    """

    id: str
    medium: Medium
    state: Keeping
    media: str = ""
    type: str = ""
    size: int = 0


def to_fetch(medium: Medium, media: str) -> Attachment:
    """What a patron sent, and WeChat keeps."""
    return Attachment(id=new_id(), medium=medium, state=Keeping.WAITING, media=media)
