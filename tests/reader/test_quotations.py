from hypothesis import given
from hypothesis import strategies as st

from reader.quotations import Quotation, find

TEXTS = ["满纸荒唐言，\n一把辛酸泪。\n\n", "都云作者痴，\n谁解其中味？", "满纸荒唐言。"]


def test_words_are_found_with_the_blanks_of_the_text():
    assert find("一把辛酸泪。 都云作者痴", TEXTS) == Quotation("一把辛酸泪。\n\n都云作者痴", 0)


def test_of_two_places_the_one_at_hand_is_meant():
    assert find("满纸荒唐言", TEXTS) == Quotation("满纸荒唐言", 0)
    assert find("满纸荒唐言", TEXTS, 1) == Quotation("满纸荒唐言", 2)
    assert find("一把辛酸泪", TEXTS, 2) == Quotation("一把辛酸泪", 0)


def test_words_of_ones_own_are_not_found():
    assert find("满纸伤心泪", TEXTS) is None
    assert find(" \n", TEXTS) is None
    assert find("一", []) is None


@given(st.lists(st.text(alphabet="人之初 性\n", min_size=1), min_size=1, max_size=5), st.data())
def test_every_piece_of_the_text_is_found(texts, data):
    whole = "".join(texts)
    start, end = sorted((data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))))
    piece = whole[start:end]
    found = find(piece, texts)
    if piece.split():
        assert "".join(found.words.split()) == "".join(piece.split())
    else:
        assert found is None
