"""Replies as text, for the places that keep them until they are sent."""

import json
from dataclasses import asdict

from bot.replies import Card, Picture, Say

KINDS = {"say": Say, "card": Card, "picture": Picture}


def to_json(reply: Say | Card) -> str:
    return json.dumps({"kind": type(reply).__name__.lower()} | asdict(reply), ensure_ascii=False)


def from_json(text: str) -> Say | Card:
    fields = json.loads(text)
    reply: Say | Card = KINDS[fields.pop("kind")](**fields)
    return reply
