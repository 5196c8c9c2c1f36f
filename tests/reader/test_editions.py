import pytest

from language.paragraphs import Paragraph
from reader.editions import edition, opening
from reader.pace import minutes

TEXT = [Paragraph("他从东门走到西门，一路上没有遇见一个认识的人。" * 60)]


def chapters(*names: str):
    return [(name, TEXT) for name in names]


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["甲", "乙", "丙"], [1, 2, 3]),
        (["第一回 甲", "第二回 乙"], [1, 2]),
        (["序", "第一章", "第二章", "后记"], [0, 1, 2, 3]),
        (["第三章", "第四章"], [3, 4]),
        (["第一卷 第一章", "第二章", "第二卷 第一章"], [1, 2, 3]),
        (["第一章", "插曲", "第二章"], [1, 2, 3]),
        (["Preface", "CHAPTER 1. Loomings", "Chapter 2"], [0, 1, 2]),
        (["1-р бүлэг", "Бүлэг 2"], [1, 2]),
        (["第十二个人", "第一次旅行"], [1, 2]),
    ],
)
def test_chapters_have_the_numbers_people_say(names, numbers):
    assert [entry.number for entry in edition("E", "T", "书", chapters(*names)).chapters] == numbers


def test_chapters_without_text_are_left_out():
    made = edition("E", "T", "书", [("卷一", []), ("第一章", TEXT), ("插图", [Paragraph(" ")])])
    assert [entry.name for entry in made.chapters] == ["第一章"]
    assert edition("E", "T", "书", [("空", [])]).instalments == ()


def test_instalments_know_their_neighbours_and_how_far_they_are():
    made = edition("E", "T", "书", chapters("第一章", "第二章"))
    first, *_, last = made.instalments
    assert [piece.after for piece in made.instalments[:-1]] == [piece.id for piece in made.instalments[1:]]
    assert [piece.before for piece in made.instalments[1:]] == [piece.id for piece in made.instalments[:-1]]
    assert (first.before, last.after) == (None, None)
    assert (first.along, last.percent, last.minutes_left) == (0, 100, 0)
    assert first.minutes_left == 6
    assert [piece.percent for piece in made.instalments] == sorted(
        piece.percent for piece in made.instalments
    )
    assert [(piece.chapter, piece.number, piece.of) for piece in made.instalments][:4] == [
        (1, 1, 3), (1, 2, 3), (1, 3, 3), (2, 1, 3),
    ]  # fmt: skip


def test_the_same_text_has_the_same_digest():
    one, other = (edition(name, "T", "书", chapters("第一章")) for name in "AB")
    assert one.digest == other.digest
    assert one.digest != edition("A", "T", "书", chapters("第二章")).digest


def test_a_place_is_remembered_by_words_of_one_sentence():
    assert opening("“走吧。”他说。天黑了。") == "“走吧。”他说。"
    assert len(opening("长" * 100)) == 40


def test_reading_takes_a_minute_for_four_hundred_han_or_two_hundred_and_thirty_words():
    assert minutes("天" * 400 + "，。") == 1
    assert minutes("байна " * 230) == pytest.approx(1)
