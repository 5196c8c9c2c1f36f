"""Lines end where a compositor would end them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.breaking import NEVER_FIRST, NEVER_LAST, broken, pieces

HAN = st.text("满纸荒唐言都云作者痴谁解其中味", min_size=1, max_size=6)
PHRASES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "“", "「", "《", "（「"]),
    HAN,
    st.sampled_from(["", "，", "。", "！”", "》，", "……", "？」）", "——"]),
    st.sampled_from(["", "", "Alice ", "3.14", "хавар "]),
)
SENTENCES = st.lists(PHRASES, min_size=1, max_size=12).map("".join)


def ems(text: str) -> float:
    return float(len(text))


@given(st.text(max_size=200))
def test_pieces_are_the_text(text):
    assert "".join(pieces(text)) == text


@given(SENTENCES, st.integers(9, 20))
def test_no_line_begins_with_a_stop_or_ends_with_an_opening_mark(text, width):
    lines = broken(text, width, ems)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert len(line) <= width
    for line in lines[1:]:
        assert line[0] not in NEVER_FIRST
    for line in lines[:-1]:
        assert line[-1] not in NEVER_LAST


@given(st.text(max_size=200), st.integers(1, 30))
def test_whatever_it_is_nothing_is_lost_and_nothing_too_wide(text, width):
    lines = broken(text, width, ems)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width or len(line) < 500 for line in lines)


def test_lines_are_even_and_rather_end_with_a_clause():
    poem = "满纸荒唐言，一把辛酸泪！都云作者痴，谁解其中味？"
    assert broken(poem, 6, ems) == ["满纸荒唐言，", "一把辛酸泪！", "都云作者痴，", "谁解其中味？"]
    lengths = [len(line) for line in broken("春" * 22, 10, ems)]
    assert len(lengths) == 3
    assert max(lengths) - min(lengths) <= 1


@pytest.mark.parametrize("text", ["共 12 部书", "走了3.14米", "Mongolia's хүн"])
def test_words_and_numbers_stay_whole(text):
    words = {"12", "3.14", "Mongolia's", "хүн"}
    lines = broken(text, 10, ems)
    assert all(any(word in line for line in lines) for word in words if word in text)


def test_a_number_stays_with_what_it_counts():
    assert broken("一共读完了 1 部书。", 8, ems)[0][-1] != "1"
