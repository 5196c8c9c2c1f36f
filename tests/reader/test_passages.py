"""A patron remembers a line, and the shelf knows where it stands."""

from itertools import pairwise

import pytest

from language.paragraphs import Paragraph
from reader.passage_index import PassageIndex, WriterBusy
from reader.passages import Passages, TooShort
from reader.repository import ShelfRepository
from reader.repository.passages import PassageRepository
from reader.shelf import Shelf

DREAM, MOUNTAIN = "AAAAAAAAAA", "BBBBBBBBBB"
POEM = "满纸荒唐言，一把辛酸泪！都云作者痴，谁解其中味？"
FILLING = "".join(f"这一天是第{n}天，天气和昨天没有什么两样。" for n in range(60))


@pytest.fixture
def shelf(database) -> Shelf:
    return Shelf(ShelfRepository(database))


@pytest.fixture
async def passages(database, shelf, tmp_path) -> Passages:
    await shelf.put(
        DREAM, "石头的故事", [("第一回", [Paragraph(FILLING), Paragraph(POEM), Paragraph(FILLING)])]
    )
    await shelf.put(MOUNTAIN, "山行", [("一", [Paragraph("远上寒山石径斜，白云生处有人家。")])])
    passages = Passages(PassageIndex(tmp_path / "index"), PassageRepository(database))
    assert await passages.catch_up() == 2
    return passages


async def test_a_line_is_found_where_it_stands(passages):
    (found,) = await passages.find("满纸荒唐言")
    assert found.exact
    assert found.instalment.title_name == "石头的故事"
    assert "满纸荒唐言" in found.instalment.text
    assert found.sentence == "满纸荒唐言，一把辛酸泪！"


@pytest.mark.parametrize(
    "words",
    ["满纸荒唐言一把辛酸泪", "滿紙荒唐言", "荒唐言，一把", "一把辛酸泪!都云作者痴", "谁解其中味"],
)
async def test_punctuation_and_script_do_not_matter(passages, words):
    (found,) = await passages.find(words)
    assert found.exact
    assert found.instalment.title_id == DREAM


async def test_words_half_remembered_lead_to_the_line_and_say_so(passages):
    first, *_ = await passages.find("远上寒山石径歪")
    assert not first.exact
    assert first.sentence == "远上寒山石径斜，白云生处有人家。"


async def test_what_stands_nowhere_is_not_found(passages):
    assert await passages.find("量子计算机的退相干时间") == ()


@pytest.mark.parametrize("words", ["", "的", "山行", "，，，，，，"])
async def test_a_word_or_two_stand_everywhere(passages, words):
    with pytest.raises(TooShort):
        await passages.find(words)


async def test_a_line_across_a_cut_is_found_once_where_it_begins(passages, shelf):
    long = [f"甲乙丙丁第{n}句说的是另一件小事情。" for n in range(200)]
    await shelf.put("CCCCCCCCCC", "长书", [("一", [Paragraph("".join(long))])])
    await passages.catch_up()
    for first, second in pairwise(long):
        found = await passages.find(first + second)
        assert [one.instalment.text.count(first) for one in found if one.exact] == [1]


async def test_a_new_edition_takes_the_place_of_the_old_one(passages, shelf):
    await shelf.put(MOUNTAIN, "山行", [("一", [Paragraph("停车坐爱枫林晚，霜叶红于二月花。")])])
    assert await passages.catch_up() == 2  # one came, one went
    assert (await passages.find("霜叶红于二月花"))[0].exact
    assert await passages.find("白云生处有人家") == ()
    assert await passages.catch_up() == 0


async def test_a_withdrawn_title_is_not_found_even_before_the_index_knows(passages, shelf):
    await shelf.withdraw(MOUNTAIN)
    assert await passages.find("白云生处有人家") == ()
    assert await passages.catch_up() == 1


async def test_a_second_process_reads_what_the_first_has_written(passages, database, tmp_path):
    second = Passages(PassageIndex(tmp_path / "index"), PassageRepository(database))
    assert (await second.find("谁解其中味"))[0].exact
    assert await second.catch_up() == 0


async def test_one_writes_at_a_time(passages, database, shelf, tmp_path):
    index = PassageIndex(tmp_path / "index")
    await shelf.withdraw(MOUNTAIN)
    with index.writing(), pytest.raises(WriterBusy), PassageIndex(tmp_path / "index").writing():
        pass
    with index.writing():
        assert await passages.catch_up() == 0
    assert await passages.catch_up() == 1


async def test_a_broken_write_leaves_the_index_as_it_was(tmp_path):
    index = PassageIndex(tmp_path / "index")
    texts = [("T/E/0001/0001", "云深不知处"), ("T/E/0001/0002", None)]
    with pytest.raises(TypeError), index.writing() as writing:
        writing.add("T/E", texts)
    assert index.search("云深不知处", 5) == []
    assert index.editions() == set()


def test_an_index_nobody_can_read_is_made_anew_instead_of_stopping_the_start(tmp_path):
    PassageIndex(tmp_path / "index")
    (tmp_path / "index" / "meta.json").write_text("{")
    assert PassageIndex(tmp_path / "index").editions() == set()
