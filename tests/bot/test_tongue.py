"""Another language is offered once, to whom writes in it."""

import pytest

from bot.messages import Image, Text, Voice
from bot.tongue import suggested
from bot.turns import is_from_list

WHO = {"account": "main", "openid": "o", "to": "gh", "key": "k", "sent_at": 1}


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("help", "en"),
        ("Do you have books about whales?", "en"),
        ("Continue", "en"),
        ("тусламж", "mn"),
        ("ᠮᠣᠩᠭᠣᠯ", "mn"),
        ("继续", ""),
        ("jixu", ""),
        ("HLM", ""),
        ("ok", ""),
        ("Python编程入门", ""),
        ("the 是什么意思", ""),
        ("9787020002207", ""),
        ("👍", ""),
    ],
)
def test_what_she_writes_suggests_a_language(words, language):
    assert suggested(Text(**WHO, content=words)) == language


@pytest.mark.parametrize("words", ["更多", "more", "More", "цааш", "Цааш", "2"])
def test_what_belongs_to_a_list_does_so_with_a_capital_too(words):
    assert is_from_list(Text(**WHO, content=words))


def test_what_she_says_does_too_and_a_picture_does_not():
    assert suggested(Voice(**WHO, media_id="m", words="what can you do")) == "en"
    assert suggested(Image(**WHO, media_id="m", picture_url="u")) == ""
