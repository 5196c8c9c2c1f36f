import pytest

from web.snippets import LONGEST, marked


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        ("满纸荒唐言，一把辛酸泪。", "荒唐言一把", ("满纸", "荒唐言，一把", "辛酸泪。")),
        ("滿紙荒唐言", "满纸", ("", "滿紙", "荒唐言")),
        ("Down the Rabbit-Hole", "rabbit hole", ("Down the ", "Rabbit-Hole", "")),
        ("没有这几个字", "红楼梦", ("没有这几个字", "", "")),
    ],
)
def test_the_words_are_marked_as_they_stand_there(sentence, words, shown):
    found = marked(sentence, words)
    assert (found.before, found.words, found.after) == shown


def test_a_long_sentence_is_cut_around_them():
    found = marked("前" * 500 + "红楼梦" + "后" * 500, "红楼梦")
    assert found.words == "红楼梦"
    assert found.before.startswith("…前")
    assert found.after.endswith("后…")
    assert len(found.before + found.words + found.after) <= LONGEST + 2
