"""Replies as text, for the places that keep them until they are sent."""

import json
from dataclasses import asdict

from bot.replies import Card, Reply, Say, Silence

KINDS = {"say": Say, "card": Card}


def to_json(reply: Say | Card) -> str:
    return json.dumps({"kind": type(reply).__name__.lower()} | asdict(reply), ensure_ascii=False)


def from_json(text: str) -> Reply:
    """The reply again; no text is the silence that was kept on purpose."""
    if not text:
        return Silence()
    fields = json.loads(text)
    reply: Reply = KINDS[fields.pop("kind")](**fields)
    return reply
