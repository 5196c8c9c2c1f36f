"""What is remembered between two messages, by processes of one version and of two."""

import json

from bot.conversation import Conversation


def test_what_is_written_down_is_read_again() -> None:
    conversation = Conversation(choices=["书 1", "书 2"], topic="T", language="mn")
    conversation.goto("asking", about="T")
    assert Conversation.from_json(conversation.to_json()) == conversation
    assert Conversation.from_json(None) == Conversation()


def test_what_a_later_version_noted_besides_is_left_out() -> None:
    later = json.loads(Conversation(step="asking").to_json()) | {"mood": "glad"}
    earlier = {name: value for name, value in later.items() if name != "language_offered"}
    assert Conversation.from_json(json.dumps(earlier)) == Conversation(step="asking")
