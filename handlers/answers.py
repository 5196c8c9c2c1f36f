"""A librarian's answer as her patron gets it."""

from bot.replies import Card, Picture, Say
from reference.models import Entry


def reply_of(entry: Entry) -> Say | Card:
    """The one way from the desk's entries to what leaves the house."""
    pointer = entry.pointer
    if pointer is None:
        return Say(entry.text)
    shown = pointer.title, pointer.description, pointer.url, pointer.picture_url
    return Picture(*shown, entry.attachment.id) if entry.attachment else Card(*shown)
