"""Long words are cut into bubbles."""

import grapheme
from hypothesis import given
from hypothesis import strategies as st

from bot.bubbles import BUBBLE_BYTES, bubbles


def test_short_words_are_one_bubble():
    assert bubbles("您好") == ["您好"]


def test_a_cut_falls_after_a_line_if_one_fits():
    assert bubbles("一二三\n四五六\n七八九", limit=22) == ["一二三\n四五六", "七八九"]


def test_else_after_a_sentence():
    assert bubbles("天亮了。鸟叫了。我醒了。", limit=26) == ["天亮了。鸟叫了。", "我醒了。"]


def test_an_emoji_family_stays_together():
    family = "👨‍👩‍👧‍👦"
    assert bubbles(family * 3, limit=30) == [family] * 3


@given(st.text(max_size=3000))
def test_every_bubble_fits_and_nothing_but_blanks_is_lost(text):
    cut = bubbles(text)
    assert all(0 < len(bubble.encode()) <= BUBBLE_BYTES for bubble in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


@given(st.text(alphabet="e\u0301👨\u200d👩ᠭ\u180b好", max_size=200))
def test_no_grapheme_cluster_is_split(text):
    joined = list(grapheme.graphemes("".join(bubbles(text, limit=60))))
    apart = [cluster for bubble in bubbles(text, limit=60) for cluster in grapheme.graphemes(bubble)]
    assert joined == apart
