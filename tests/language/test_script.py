import pytest

from language.script import Script, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("天地玄黄", Script.HAN),
        ("Python编程入门", Script.HAN),
        ("Монгол улс", Script.CYRILLIC),
        ("ᠮᠣᠩᠭᠣᠯ", Script.MONGOLIAN),
        ("Alice in Wonderland", Script.LATIN),
        ("1984 ……", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_a_text_is_known_by_most_of_its_words(text, script):
    assert script_of(text) is script
