import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.sentences import blank_separated, clauses, sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["天黑了。", "他走了！", "真的吗？"],
        ["“这是对的。”他说。", "“真的吗？！”她问……“嗯——”"],
        ['"这是对的。"他说。', '"好。"', "她走了。"],
        ["“好。”", "“走吧。”"],
        ["「老師說：『學而時習之，不亦說乎？』」他答。", "完。"],
        ["我们明天一起去看《摔跤吧！爸爸》好吗？", "好！"],
        ["他（真的吗？）走了。", "对。"],
        [
            "圆周率是３．１４，也写作3.14；版本v1.2.3。",
            "网址https://example.org/a.b?c=d！",
            "看www.example.cn吧。",
        ],
        ["他……走了。", "“我……”", "他停住……！", "好。"],
        ["It’s fine, don’t worry. ", "Mr. Wang said so. ", "“Who?” she asked. ", "Nobody."],
        ["Сайн уу? ", "Д. Нацагдорж бичжээ. ", "Баяртай."],
        ["Тийм, тийм г.м. зүйлс бий. ", "2024 оны 5 сарын 3. ", "Номыг проф. Бат т.г. бичив."],
        ["He lives in the U.S. now, e.g. in Ohio. ", "J. R. R. Tolkien did not... or did he? ", "No."],
        ["“It is ‘so.’” ", "‘Go.’ ", "She left."],
        ["“对的。”[1]", "他走了。〔12〕", "好！〔三〕", "He left.[3] ", "She stayed."],
        ["官方語言之一。[註 1]", "属汉藏语系。［注二］", "好。"],
        ["有两点：1. 先走。", "2. 再停。", "12. 最后。", "Two things: 1. Go. ", "2. Stay."],
        ["It was 1910. ", "He left in 5. ", "Lt. Bird saw 31° N. lat. (almost all of it). ", "Good."],
        ["ᠨᠢᠭᠡ᠃ ", "ᠬᠣᠶᠠᠷ᠃"],
        ["ᠨᠢᠭᠡ᠂ ᠬᠣᠶᠠᠷ᠄ ᠭᠤᠷᠪᠠ᠅ ", "ᠨᠡᠷ᠎ᠡ᠃"],
        ["床前明月光，\n", "疑是地上霜。"],
        ["一。　　", "二。"],
    ],
)
def test_sentences_end_where_a_reader_pauses(expected):
    assert sentences("".join(expected)) == expected


def test_a_mark_with_an_accent_is_not_torn_from_it():
    assert sentences("a。\u0301b") == ["a。\u0301b"]


def test_clauses_end_after_commas_but_not_within_numbers():
    assert clauses("春天，1,000只鸟、12:30；来了") == ["春天，", "1,000只鸟、", "12:30；", "来了"]


def test_a_mongolian_suffix_stays_with_its_word():
    assert blank_separated("ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠨᠡᠷ᠎ᠡ") == ["ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ", "ᠨᠡᠷ᠎ᠡ"]


MARKS = st.text(
    st.sampled_from("天说a1 \n〔〕[]᠃᠅\u180e\u202f。！？…!?.．“”\"'「」《》（）()，、；:\u0301\u200d👍")
)


@given(MARKS | st.text())
def test_joining_gives_the_paragraph_back(paragraph):
    assert "".join(sentences(paragraph)) == paragraph
    assert "".join(clauses(paragraph)) == paragraph
    assert all(sentences(paragraph))
