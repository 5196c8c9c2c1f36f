"""What she is told we can do: all of it in one bubble, and more where she asks."""

import re

import pytest

from bot.bubbles import BUBBLE_BYTES
from handlers import help_pages, root
from language.translation import speaking
from tests.bot.utterances import understanding, utterances

QUOTED = re.compile("「([^」]+)」")
TOPICS = ["", *(f" {names[0]}" for _page, *names in help_pages.PAGES)]

# What nobody types: it stands behind the numbers of a list, or under a code.
NOT_TYPED = {"from_here", "title"}

WORDINGS = 8
SENTENCE = 6  # characters of Chinese; from here on it is no keyword any more
SENTENCES = 3


def commands(words: str) -> list[str]:
    return QUOTED.findall(words)


@pytest.mark.parametrize("topic", TOPICS)
async def test_it_is_one_bubble_and_promises_nothing_we_do_not_do(lin, topic):
    words = await lin.says(f"帮助{topic}")
    assert len(words.encode()) <= BUBBLE_BYTES
    assert len(commands(words)) > 1
    assert [one for one in commands(words) if understanding.best(one) is None] == []


async def test_each_topic_is_another_page(lin):
    assert len({await lin.says(f"帮助{topic}") for topic in TOPICS}) == len(TOPICS)


def test_each_page_is_led_to_from_the_first():
    led_to = {command for command in commands(help_pages.abilities()) if command.startswith("帮助 ")}
    assert led_to == {f"帮助{topic}" for topic in TOPICS if topic}


@pytest.mark.parametrize("language", ["mn", "en"])
def test_it_is_one_bubble_in_every_language(language):
    with speaking(language):
        pages = [help_pages.abilities(), *(help_pages._(page) for page, *_names in help_pages.PAGES)]
    assert [page for page in pages if len(page.encode()) > BUBBLE_BYTES] == []


def test_whatever_we_do_is_on_one_of_its_pages():
    """The list is the router's own, so that a new command without help fails here."""
    pages = [help_pages.abilities(), *help_pages.TOPICS.values()]
    meant = [understanding.best(command) for page in pages for command in commands(page)]
    listed = {meaning.intent.name for meaning in meant if meaning} | {help_pages.HELP.name}
    assert {one.name for one in root.intents()} - listed == NOT_TYPED


@pytest.mark.parametrize("name", sorted({one.name for one in root.intents()} - NOT_TYPED))
def test_whatever_we_do_is_found_by_keywords_and_by_sentences(name):
    han = re.compile("[\u4e00-\u9fff]")
    said = [one for one in utterances() if one.intent == name and han.search(one.text)]
    understood = [one.text for one in said if one.is_met_by(understanding.best(one.text))]
    assert len(understood) >= WORDINGS
    assert sum(len(han.findall(text)) >= SENTENCE for text in understood) >= SENTENCES
