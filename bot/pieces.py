"""Replies in the pieces a chat can carry."""

from collections.abc import Iterable

from bot.bubbles import bubbles
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
        if merged and isinstance(one, Say) and isinstance(merged[-1], Say):
            merged[-1] = Say(f"{merged[-1].text}\n\n{one.text}")
        else:
            merged.append(one)
    return merged
