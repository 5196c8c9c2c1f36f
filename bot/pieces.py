"""Replies in the pieces a chat can carry."""

from collections.abc import Iterable

from bot.bubbles import BUBBLE_BYTES, bubbles
from bot.replies import Card, Reply, Say, Silence


def pieces(replies: Iterable[Reply]) -> list[Say | Card]:
    """In order; neighbouring words share a bubble where they fit, and long ones take several."""
    cut: list[Say | Card] = []
    for reply in _merged(replies):
        if isinstance(reply, Say):
            cut.extend(Say(text) for text in bubbles(reply.text))
        else:
            cut.append(reply)
    return cut


def _merged(replies: Iterable[Reply]) -> list[Say | Card]:
    merged: list[Say | Card] = []
    for one in replies:
        if isinstance(one, Silence):
            continue
        if merged and (both := _together(merged[-1], one)):
            merged[-1] = both
        else:
            merged.append(one)
    return merged


def _together(before: Say | Card, after: Say | Card) -> Say | None:
    """In one bubble; None where they are more than that, for neither should be cut for the other."""
    if not (isinstance(before, Say) and isinstance(after, Say)):
        return None
    text = f"{before.text}\n\n{after.text}"
    return Say(text) if len(text.encode()) <= BUBBLE_BYTES else None
