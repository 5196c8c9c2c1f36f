"""What of a patron's words may leave the house: what she asks, not who she is."""

import re
from collections.abc import Iterable, Sequence

from reference.anonymity import strip
from reference.models import Author, Thread

LONGEST = 1_000  # characters; of a longer question its end, which is what she asks now
MEDIA = re.compile(r"［(?:图片|语音|视频)[^］\n]{0,400}］")


def asked(thread: Thread) -> str:
    """The patron's words of a thread without names, numbers and addresses."""
    said = [entry.text for entry in thread.entries if entry.author is Author.PATRON]
    return without_identity(said, _names(thread))


def without_identity(said: Sequence[str], names: Iterable[str] = ()) -> str:
    """`names` are people's known to the house."""
    words = MEDIA.sub("", "\n".join(said))
    return strip(words, names).text.strip()[-LONGEST:]


def _names(thread: Thread) -> set[str]:
    named = {thread.question.alias, thread.question.assignee_name}
    return named | {entry.name for entry in thread.entries} | {event.by_name for event in thread.audit}
