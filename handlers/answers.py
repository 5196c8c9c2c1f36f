"""A librarian's answer as her patron gets it, and its way into the outbox."""

from bot.outbox import Outbox
from bot.replies import Card, Picture, Say
from reference.models import Entry, Question


def reply_of(entry: Entry) -> Say | Card:
    """The one way from the desk's entries to what leaves the house."""
    pointer = entry.pointer
    if pointer is None:
        return Say(entry.text)
    shown = pointer.title, pointer.description, pointer.url, pointer.picture_url
    return Picture(*shown, entry.attachment.id) if entry.attachment else Card(*shown)


async def hand_over(question: Question, entry: Entry, outbox: Outbox) -> None:
    """Queue an answer, once however often this is called; the desk will hear how it went."""
    about = {"question": question.id, "seq": str(entry.seq)}
    await outbox.put(question.patron, reply_of(entry), key=entry.delivery, about=about)
