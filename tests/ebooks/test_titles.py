import hashlib

import pytest

from ebooks.titles import count_han, file_name, ids, read_code
from library.identity import CROCKFORD


def test_a_file_has_five_possible_ids_and_always_the_same_ones() -> None:
    sha256 = hashlib.sha256(b"a book").hexdigest()
    codes = list(ids(sha256))
    assert codes == list(ids(sha256))
    assert len(set(codes)) == 5
    assert all(len(code) == 10 and set(code) <= set(CROCKFORD) for code in codes)


@pytest.mark.parametrize(
    "typed", ["7K2Q0-91ABC", "7k2q091abc", " 7k2qo-9iabc ", "7K2QO 9LABC", "７K2Q091ABC"]
)
def test_a_short_code_forgives_what_eyes_and_thumbs_do(typed: str) -> None:
    assert read_code(typed) == "7K2Q091ABC"


@pytest.mark.parametrize("typed", ["", "红楼梦", "7K2Q0", "7K2Q091ABCD", "7K2Q091ABU", "hongloumeng"])
def test_other_words_are_no_short_code(typed: str) -> None:
    assert read_code(typed) is None


def test_han_are_counted_and_nothing_else() -> None:
    assert count_han("《红楼梦》第120回，Dream of 𠮷〇 1791") == 3 + 2 + 2


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("红楼梦", "红楼梦.epub"),
        ("../../etc/passwd", "etc passwd.epub"),
        ('谁说："不"？\r\nX: y', "谁说： 不 ？ X y.epub"),
        ("\u202egnp.epub", "gnp.epub.epub"),
        ("...", "书.epub"),
    ],
)
def test_a_download_has_a_name_every_system_can_keep(name: str, called: str) -> None:
    assert file_name(name, "epub") == called


def test_a_long_name_is_cut_between_characters() -> None:
    assert file_name("书" * 100, "txt") == "书" * 40 + ".txt"
