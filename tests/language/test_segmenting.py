import pytest

from language.segmenting import DICTIONARY, index_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我想办馆际互借", ["我", "想", "办", "馆际互借"]),
        ("《红楼梦》在哪里？", ["红楼梦", "在", "哪里"]),
        ("自助借还机在总服务台", ["自助借还机", "在", "总服务台"]),
        ("Би ном уншмаар байна.", ["Би", "ном", "уншмаар", "байна"]),
        ("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ", ["ᠮᠣᠩᠭᠣᠯ", "ᠤᠯᠤᠰ"]),
        ("don't", ["don't"]),
        ("第3章", ["第", "3", "章"]),
        ("……！？ 　", []),
    ],
)
def test_words_are_whole(text, expected):
    assert words(text) == expected


def test_an_index_also_holds_the_words_inside_words():
    assert {"红楼梦", "红楼"} <= set(index_words("红楼梦"))


def test_library_terms_stay_in_one_piece():
    terms = [line for line in DICTIONARY.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(terms) > 200
    assert [term for term in terms if words(term) != [term]] == []
    assert [term for term in terms if term not in index_words(term)] == []
