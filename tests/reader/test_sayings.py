"""What is quoted stands by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.pace import HAN
from reader.sayings import saying

SEA = "Every morning the old man walked down to the sea and watched the boats."
RIVER = "“你听，河水在说话，它说了一千年也没有说完。”"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "他走了。后来他来了。其实地上本没有路，走的人多了，也便成了路。",
            "其实地上本没有路，走的人多了，也便成了路。",
        ),
        (f"{RIVER}他抬起头来。", RIVER),
        ("短。", "短。"),
        ("", ""),
        (f"He ran. {SEA}", SEA),
    ],
)
def test_a_sentence_that_needs_no_other(text: str, quoted: str) -> None:
    assert saying(text) == quoted


def test_of_a_sentence_without_end_the_beginning_is_quoted() -> None:
    quoted = saying("春天来了，" * 40)
    assert quoted.endswith("春天来了……")
    assert len(HAN.findall(quoted)) <= 60


def test_half_a_dialogue_is_not_quoted() -> None:
    text = "“我们走了很远的路才来到这座安静的图书馆。还要再走。” 雨一直下到天亮，院子里的石榴花落了一地。"
    assert saying(text) == "雨一直下到天亮，院子里的石榴花落了一地。"


@given(st.text(max_size=400))
def test_whatever_the_text_something_short_is_quoted(text: str) -> None:
    assert len(HAN.findall(saying(text))) <= 60
