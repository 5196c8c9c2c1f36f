"""What has many names is found by each of them."""

import pytest

from reference.knowledge import KnowledgeBase, KnowledgeEntry
from reference.repository.knowledge import KnowledgeRepository
from reference.synonyms import InAnotherGroup, Synonyms, Thesaurus, TooFew, TooMany


@pytest.fixture
def thesaurus(database, clock) -> Thesaurus:
    return Thesaurus(KnowledgeRepository(database), now=clock)


@pytest.fixture
async def knowledge(database) -> KnowledgeBase:
    base = KnowledgeBase(KnowledgeRepository(database))
    for name, asked in (
        ("bicycle", "电动车停在哪里"),
        ("card", "借书证丢了怎么办"),
        ("wifi", "WIFI 密码是多少"),
    ):
        await base.add(KnowledgeEntry(id=name, wordings=(asked,), answer=name))
    return base


async def test_another_name_is_understood_from_then_on_in_every_process(knowledge, thesaurus, wang):
    assert await knowledge.answer("小电驴停在哪里") is None
    group = await thesaurus.add(["电动车", "小电驴", "电瓶车"], wang)
    assert (await knowledge.answer("小电驴停在哪里")).entry == "bicycle"
    assert (await knowledge.answer("電瓶車停在哪裡")).entry == "bicycle"
    await thesaurus.remove(group.id)
    assert await knowledge.answer("小电驴停在哪里") is None


async def test_who_put_it_there(thesaurus, wang, clock):
    await thesaurus.add(["电动车", " 小电驴 ", "小电驴"], wang)
    [group] = await thesaurus.all()
    assert (group.words, group.by, group.at) == (("电动车", "小电驴"), "王馆员", clock())


async def test_what_is_no_synonym(thesaurus, wang):
    for words in ([], ["电动车"], ["电动车", "车"], ["电动车", "电动车"]):
        with pytest.raises(TooFew):
            await thesaurus.add(words, wang)
    for words in (["电动车", "长" * 21], [f"车{number}" for number in range(13)]):
        with pytest.raises(TooMany):
            await thesaurus.add(words, wang)
    await thesaurus.add(["电动车", "小电驴"], wang)
    with pytest.raises(InAnotherGroup) as refusal:
        await thesaurus.add(["電動車", "电摩"], wang)
    assert refusal.value.word == "電動車"


def test_the_longest_name_wins_and_latin_words_are_whole():
    synonyms = Synonyms([["借书证", "书证"], ["vip", "贵宾"]])
    assert synonyms.plain("我的借书证") == "我的借书证"
    assert synonyms.plain("书证丢了") == "借书证丢了"
    assert synonyms.plain("贵宾 VIP viper") == "vip vip viper"
    assert Synonyms().plain("ＶＩＰ") == "vip"
