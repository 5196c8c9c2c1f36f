"""What a patron shows or speaks instead of writing, noted in words until a librarian gets it."""

import re

from bot.messages import Image, Video, Voice
from reference.attachment import Attachment, Medium, to_fetch

# What librarians read, so not in the patron's language; WeChat gives the file for its id, for three days.
_NOTES = {Image: "［图片 {id}］", Voice: "［语音 {id}］", Video: "［视频 {id}］"}
_MEDIA = {"图片": Medium.IMAGE, "语音": Medium.VOICE}
_NOTE = re.compile(r"［(图片|语音) ([A-Za-z0-9_-]{1,200})］")


def noted(media: Voice | Image | Video) -> str:
    return _NOTES[type(media)].format(id=media.media_id)


def told(text: str) -> tuple[str, Attachment | None]:
    """A patron's words; where they are such a note, the words for the thread and what is to be fetched."""
    found = _NOTE.fullmatch(text)
    if found is None:
        return text, None
    return f"［{found[1]}］", to_fetch(_MEDIA[found[1]], found[2])
