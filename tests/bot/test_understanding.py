"""Many wordings, one meaning; and no action where none was meant."""

from collections import defaultdict

import pytest

from bot.understanding import Understanding, choice, intent
from handlers import root
from language.folding import key
from tests.bot.utterances import understanding, utterances


def meant(words):
    meaning = understanding.best(words)
    return meaning and meaning.intent.name


def accuracy(*parts):
    said = utterances(*parts)
    return sum(one.is_met_by(understanding.best(one.text)) for one in said) / len(said)


def test_the_set_is_large_varied_and_says_each_thing_once():
    said = utterances()
    names = {one.intent for one in said} - {""}
    assert len(said) > 1300
    assert len({one.text for one in said}) == len(said)
    assert names == {one.name for one in root.intents()}
    assert 0.33 < sum(not one.intent for one in said) / len(said) < 0.45


def test_most_is_understood_at_once():
    assert accuracy("tune") > 0.97
    assert accuracy("held") > 0.97


def test_wordings_nobody_thought_of_are_understood_or_asked_back():
    said = [one for one in utterances("late") if one.intent]
    offered = [{m.intent.name for m in understanding.meanings(one.text)[:2]} for one in said]
    assert accuracy("late") > 0.6
    assert sum(one.intent in some for one, some in zip(said, offered, strict=True)) / len(said) > 0.7


@pytest.mark.parametrize("one", [one for one in utterances() if one.dangerous], ids=lambda one: one.text)
def test_what_only_looks_like_a_command_is_never_acted_upon(one):
    assert understanding.best(one.text) is None


def test_hardly_any_action_is_a_wrong_one():
    acted = [(one, m) for one in utterances() if (m := understanding.best(one.text))]
    assert sum(one.is_met_by(m) for one, m in acted) / len(acted) > 0.995


def test_what_we_offer_when_asking_back_means_what_it_says():
    for one in root.intents():
        if one.phrases:
            assert meant(one.phrases[0]) == one.name


def test_no_wording_belongs_to_two_intents():
    owners = defaultdict(set)
    for one in root.intents():
        for phrase in one.phrases:
            owners[key(phrase)].add(one.name)
    assert [wording for wording, names in owners.items() if len(names) > 1] == []


@pytest.mark.parametrize(
    "words", ["继续", "繼續", " 继 续 ！", "ＮＥＸＴ", "「继续」", "继续👍", "继续继续继续"]
)
def test_spelling_width_and_marks_do_not_matter(words):
    assert meant(words) == "continue"


@pytest.mark.parametrize("words", ["jixu", "ji xu", "jì xù", "jx", "继序", "urgeljluuleh", "ургэлжлуулэх"])
def test_what_sounds_the_same_is_the_same(words):
    assert meant(words) == "continue"


def test_a_homophone_that_is_a_word_is_meant_as_it_stands():
    assert meant("书加") == "shelf"
    assert meant("暑假") is None
    assert understanding.meanings("暑假")[0].intent.name == "shelf"  # but we may ask


@pytest.mark.parametrize(
    ("slip", "name"), [("nxet", "continue"), ("contineu", "continue"), ("serch", "search")]
)
def test_slips_of_the_finger_are_forgiven(slip, name):
    assert meant(slip) == name


@pytest.mark.parametrize("word", ["text", "self", "black", "precious"])
def test_another_word_is_no_slip(word):
    assert meant(word) is None


def test_a_title_is_no_command_whatever_words_are_in_it():
    meaning = understanding.best("《继续》")
    assert (meaning.intent.name, meaning.slots) == ("search", {"words": "继续"})


def test_what_cannot_be_undone_needs_plain_words():
    assert meant("请取消") == "cancel"
    assert meant("可以取消吗") is None
    assert meant("取削") is None
    assert meant("可以继续吗") == "continue"


def test_near_misses_are_worth_asking_about():
    names = [meaning.intent.name for meaning in understanding.meanings("我的进度条在哪里")]
    assert "progress" in names


def test_the_first_of_two_intents_with_one_wording_wins():
    first, second = intent("first", "", "同一句话"), intent("second", "", "同一句话")
    assert Understanding([first, second]).best("同一句话").intent is first


@pytest.mark.parametrize("words", ["", "😀", "……", "\ufeff", "《", "吧", "我" * 29, "有没有" * 700, "\ud83d"])
def test_nothing_is_made_of_nothing(words):
    assert understanding.best(words) is None


@pytest.mark.parametrize(
    "words", ["3", "３。", "3️⃣", "③", "三", "第三个", "选3", "我要第三本", "三号吧", "3 "]
)
def test_a_choice_from_the_last_list_in_many_wordings(words):
    assert choice(words) == 3


@pytest.mark.parametrize("words", ["第三章", "三体", "3楼怎么走", "", "三三两两", "13812345678号码"])
def test_not_every_number_is_a_choice(words):
    assert choice(words) is None
