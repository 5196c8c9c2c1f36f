import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.folding import fold, key


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("《紅樓夢》", "《红楼梦》"),
        ("  继续　　读 \n", "继续 读"),
        ("СУУЦ", "сууц"),
        ("红\u200b楼\ufeff梦", "红楼梦"),
        ("乾坤", "乾坤"),
    ],
)
def test_one_thing_has_one_writing(written, folded):
    assert fold(written) == folded


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_titles_are_compared_without_their_marks():
    assert key("《紅樓夢》（上）") == key(" 红楼梦 上") == "红楼梦上"
