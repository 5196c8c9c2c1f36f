import asyncio
import string

import pytest

from language.translation import CATALOGUES, _, language, speaking, translations

BUSY = "系统忙，请稍后再试一次。"
LANGUAGES = sorted(path.name for path in CATALOGUES.iterdir())


def test_chinese_is_what_we_speak_unless_told_otherwise():
    assert _(BUSY) == BUSY


def test_a_language_is_spoken_within_its_block_only():
    with speaking("mn"):
        assert _(BUSY).startswith("Систем")
        with speaking("en-GB"):
            assert _(BUSY).startswith("We are busy")
        assert language() == "mn"
    assert _(BUSY) == BUSY


@pytest.mark.parametrize("unknown", ["xx", "", "../en", "e\0n"])
def test_an_unknown_language_gets_the_source(unknown):
    with speaking(unknown):
        assert _(BUSY) == BUSY


def test_what_nobody_translated_is_said_in_chinese():
    with speaking("en"):
        assert _("没有人译过这一句") == "没有人译过这一句"


async def test_two_patrons_at_once_each_hear_their_own():
    async def hear(language: str) -> str:
        with speaking(language):
            await asyncio.sleep(0)
            return _(BUSY)

    mongolian, english = await asyncio.gather(hear("mn"), hear("en"))
    assert mongolian.startswith("Систем")
    assert english.startswith("We are busy")


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_names_that_are_filled_in(language):
    def names(text: str) -> set[str]:
        return {field for _, field, *_ in string.Formatter().parse(text) if field}

    catalogue = translations(language)
    assert catalogue
    assert {source: said for source, said in catalogue.items() if names(source) != names(said)} == {}
