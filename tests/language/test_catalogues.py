"""All that is said to patrons is said in each of our languages, and means the same."""

import ast
import re
import string
from functools import cache
from pathlib import Path

import pytest

from bot.bubbles import BUBBLE_BYTES
from bot.turns import MORE
from handlers import root
from language import gathering
from language.translation import translations
from tests.bot.utterances import understanding

CHECKOUT = Path(__file__).parents[2]
LABELS = [one.label for one in root.intents()]

HAN = re.compile("[\u3400-\u9fff]+")
# The entry stands so in WeChat's own menu, which has no Mongolian; and this brings one back to Chinese.
STAY_CHINESE = {"在浏览器打开", "中文"}
# Quoted, but no command: an entry of WeChat's menu, and answers to a question about days and hours.
NO_COMMANDS = {"在浏览器打开", "Open in Browser", "晚上9点", "9 pm", "орой 9 цаг",
               "每周一三五", "Monday Wednesday Friday", "даваа лхагва баасан"}  # fmt: skip
QUOTED = {"zh": re.compile("「([^」]+)」"), "mn": re.compile("«([^»]+)»"), "en": re.compile("“([^”]+)”")}
PLACEHOLDER = re.compile(r"{\w+}")
FOR_EXAMPLE = {"title": "Moby Dick", "code": "K7M2QX"}
TONGUES = {"chinese", "mongolian", "english"}  # each text names the two others

languages = pytest.mark.parametrize("language", ["en", "mn"])


@cache
def patrons_words():
    """What we say, gathered once, and only where it is looked at."""
    return gathering.messages(CHECKOUT)


def said_in(language: str) -> list[tuple[str, str]]:
    known = translations(language)
    return [(source, known[source]) for source in patrons_words() if source in known]


def wrong(language: str, is_right) -> dict[str, str]:
    return {source: said for source, said in said_in(language) if not is_right(source, said)}


def fields(text: str) -> set[tuple[str, str]]:
    return {(field, form) for _, field, form, _ in string.Formatter().parse(text) if field}


def commands(text: str, language: str) -> set[str]:
    """What a text tells her to send, filled in with an example."""
    quoted = {one for one in QUOTED[language].findall(text) if not PLACEHOLDER.fullmatch(one)}
    return {one.format(**FOR_EXAMPLE) for one in quoted - NO_COMMANDS}


def meant(command: str) -> str:
    if command in MORE:
        return "more"
    found = understanding.best(command)
    return found.intent.name if found else f"{command}: not understood"


def meanings(text: str, language: str) -> set[str]:
    return {meant(one) for one in commands(text, language)} - TONGUES


def test_a_catalogue_for_each_language():
    assert [path.parent.parent.name for path in gathering.paths()] == ["en", "mn"]
    assert len(patrons_words()) > 300


@pytest.mark.parametrize("path", gathering.paths(), ids=lambda path: path.parent.parent.name)
def test_catalogues_hold_what_is_said_and_nothing_else(path):
    assert path.read_bytes() == gathering.updated(path, patrons_words()), "make words"


@pytest.mark.parametrize("room", gathering.ROOMS)
def test_nothing_that_is_said_is_overlooked(room):
    """Python 3.11 shows babel no `_()` within an f-string."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (CHECKOUT / room).rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    said = [
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in {"_", "later"}
        and isinstance(call.args[0], ast.Constant)
    ]  # fmt: skip
    assert [one for one in said if one not in patrons_words()] == []


@languages
def test_everything_is_translated(language):
    assert [source for source in patrons_words() if source not in translations(language)] == []


@languages
def test_what_is_filled_in_is_the_same(language):
    assert wrong(language, lambda source, said: fields(source) == fields(said)) == {}


@languages
def test_it_begins_and_ends_its_lines_where_the_source_does(language):
    def edges(text: str) -> tuple[bool, bool]:
        return text.startswith("\n"), text.endswith("\n")

    assert wrong(language, lambda source, said: edges(source) == edges(said)) == {}


@languages
def test_links_and_numbered_choices_are_kept(language):
    def links_and_choices(text: str) -> list[str]:
        return re.findall(r'<a href="{\w+}">|</a>|^\d\. ', text, re.MULTILINE)

    assert wrong(language, lambda source, said: links_and_choices(source) == links_and_choices(said)) == {}


@languages
def test_it_fits_into_a_bubble_with_what_is_filled_in(language):
    """A third of a bubble is for what is filled in; help, where nothing is, may take all but a little."""

    def fits(source: str, said: str) -> bool:
        return len(said.encode()) <= (BUBBLE_BYTES * 2 // 3 if fields(source) else BUBBLE_BYTES - 100)

    assert wrong(language, fits) == {}


@languages
def test_no_chinese_is_left_in_it(language):
    left = {han for _, said in said_in(language) for han in HAN.findall(said)}
    assert left - STAY_CHINESE == set()


@languages
def test_what_it_tells_her_to_send_means_what_the_chinese_does(language):
    different = {
        said: (meanings(source, "zh"), meanings(said, language))
        for source, said in said_in(language)
        if meanings(source, "zh") != meanings(said, language)
    }
    assert different == {}
    assert len({one for _, said in said_in(language) for one in commands(said, language)}) > 60


@languages
def test_the_reading_pages_door_says_what_opens_it(language):
    assert meant(translations(language)["网页读"]) == "page"


@languages
def test_choices_she_is_asked_back_with_can_be_told_apart(language):
    labels = [translations(language)[label] for label in LABELS]
    assert len(set(labels)) == len(set(LABELS))
