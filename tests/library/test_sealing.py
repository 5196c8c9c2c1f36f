"""What is sealed opens with our secrets, for its owner, and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.sealing import Sealing, Unreadable

OLD, NEW, OTHER = (letter * 32 for letter in (b"a", b"b", b"c"))
WORD = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sealing(*secrets: bytes, purpose: str = "second factor") -> Sealing:
    return Sealing(*secrets, purpose=purpose)


@given(st.text(), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_goes_in_comes_out_and_cannot_be_read_meanwhile(word, owner):
    word = f"{WORD}{word.encode('utf-8', 'ignore').decode()}"
    kept = sealing(NEW).seal(word, owner)
    assert WORD not in kept
    assert sealing(NEW).open(kept, owner) == word
    assert sealing(NEW).seal(word, owner) != kept


@pytest.mark.parametrize(
    ("reader", "owner"),
    [
        (sealing(OTHER), "wang"),
        (sealing(NEW), "bao"),
        (sealing(NEW, purpose="something else"), "wang"),
    ],
)
def test_nobody_else_opens_it(reader, owner):
    kept = sealing(NEW).seal(WORD, "wang")
    with pytest.raises(Unreadable):
        reader.open(kept, owner)
    with pytest.raises(Unreadable):
        reader.again(kept, owner)


def test_a_former_secret_opens_and_the_present_one_seals():
    kept = sealing(OLD).seal(WORD, "wang")
    both = sealing(NEW, OLD)
    assert both.open(kept, "wang") == WORD
    again = both.again(kept, "wang")
    assert sealing(NEW).open(again, "wang") == WORD
    assert both.again(again, "wang") is None


def test_a_word_from_before_there_was_sealing_is_sealed():
    assert sealing(NEW).open(WORD, "wang") == WORD
    again = sealing(NEW).again(WORD, "wang")
    assert WORD not in again
    assert sealing(NEW).open(again, "wang") == WORD


def test_what_was_damaged_is_unreadable():
    kept = sealing(NEW).seal(WORD, "wang")
    for damaged in (kept[:-8], kept[:15], "sealed-1.", "sealed-1.中文", kept.replace(".", ".AAAA")):
        with pytest.raises(Unreadable):
            sealing(NEW).open(damaged, "wang")
