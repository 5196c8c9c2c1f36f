from pathlib import Path
from shutil import rmtree

import pytest
import tantivy
from motor.motor_asyncio import AsyncIOMotorDatabase

from ebooks.search.by_keys import KeySearch
from ebooks.search.search import Search
from ebooks.search.title_index import TitleIndex
from ebooks.search.within import Within
from tests.ebooks.shelving import Library


@pytest.fixture
async def library(database: AsyncIOMotorDatabase, tmp_path: Path) -> Library:
    library = await Library(database, tmp_path / "library").open()
    await library.take("红楼梦", "曹雪芹", "高鹗", subjects=("章回小说",), isbn="9787020002207")
    await library.take("红楼梦魇", "张爱玲")
    await library.take("续红楼梦", "秦子忱")
    await library.take("三国志通俗演义", "罗贯中", subjects=("章回小说", "历史"))
    await library.take("张爱玲传", "余斌")
    await library.take("我的大学", "高尔基")
    await library.take("Alice's Adventures in Wonderland", "Lewis Carroll")
    await library.take("Цагаан сар", "Д. Нацагдорж")
    await library.take("哈姆雷特：丹麦王子", "莎士比亚")
    return library


@pytest.fixture
async def search(library: Library, tmp_path: Path) -> Search:
    """An index over that library, which has caught up."""
    search = Search(library.repository, TitleIndex(tmp_path / "index"))
    assert await search.catch_up() == 9
    return search


async def names(library: Library, words: str) -> list[str]:
    return [title.name for title in (await library.catalogue.search(words)).titles]


async def test_the_name_itself_comes_first_then_what_begins_with_it_then_what_contains_it(
    library: Library,
) -> None:
    assert await names(library, "红楼梦") == ["红楼梦", "红楼梦魇", "续红楼梦"]


async def test_a_name_about_somebody_comes_before_what_she_wrote(library: Library) -> None:
    assert await names(library, "张爱玲") == ["张爱玲传", "红楼梦魇"]


@pytest.mark.parametrize("typed", ["中华经典藏书", "中华经典", "藏书", "zhonghua", "zhjd", "中華經典藏書"])
async def test_a_series_is_found_like_an_author(library: Library, typed: str) -> None:
    for volume in ("2", "1"):
        await library.take(f"论语译注{volume}", "某某", series="中华经典藏书", volume=volume)
    assert await names(library, typed) == ["论语译注1", "论语译注2"]
    assert await names(library, f"{typed} 论语译注2") == ["论语译注2"]


@pytest.mark.parametrize(
    "typed",
    [
        "《红楼梦》",
        "紅樓夢",
        " 红 楼 梦 ",
        "hongloumeng",
        "Hong Lou Meng",
        "HLM",
        "ｈｌｍ",
        "红楼梦 曹雪芹",
        "曹雪芹 红楼梦",
        "曹雪芹《红楼梦》",
        "曹雪芹红楼梦",
        "曹雪芹的红楼梦",
        "红楼梦，高鹗",
        "9787020002207",
        "978-7-02-000220-7",
        "7-02-000220-x",
        "ISBN 702000220X",
    ],
)
async def test_there_are_many_ways_to_ask_for_one_book(library: Library, typed: str) -> None:
    assert (await names(library, typed))[0] == "红楼梦"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("曹雪芹", ["红楼梦"]),
        ("雪芹", ["红楼梦"]),
        ("caoxueqin", ["红楼梦"]),
        ("cxq", ["红楼梦"]),
        ("楼梦", ["红楼梦", "红楼梦魇", "续红楼梦"]),
        ("通俗演义", ["三国志通俗演义"]),
        ("sgz", ["三国志通俗演义"]),
        ("yanyi", ["三国志通俗演义"]),
        ("章回小说", ["红楼梦", "三国志通俗演义"]),
        ("我的大学", ["我的大学"]),
        ("哈姆雷特", ["哈姆雷特：丹麦王子"]),
        ("丹麦王子", ["哈姆雷特：丹麦王子"]),
        ("alice", ["Alice's Adventures in Wonderland"]),
        ("wonderland alice", ["Alice's Adventures in Wonderland"]),
        ("adventures in", ["Alice's Adventures in Wonderland"]),
        ("carroll", ["Alice's Adventures in Wonderland"]),
        ("цагаан САР", ["Цагаан сар"]),
        ("нацагдорж", ["Цагаан сар"]),
        ("红楼梦 罗贯中", []),
        ("西游记", []),
        ("", []),
        ("《》", []),
        ("的", ["我的大学"]),
        (".*", []),
        ("^红(", ["红楼梦", "红楼梦魇", "续红楼梦"]),
        ("$where", []),
    ],
)
async def test_what_is_found(library: Library, search: Search, typed: str, found: list[str]) -> None:
    assert await names(library, typed) == found
    assert [title.name for title in (await search.find(typed, limit=9)).titles] == found, "and by the index"


async def test_a_page_of_what_is_found_knows_how_many_there_are(library: Library) -> None:
    page = await library.catalogue.search("红楼梦", limit=1, offset=1)
    assert [title.name for title in page.titles] == ["红楼梦魇"]
    assert page.total == 3


async def test_a_search_walks_the_index_and_not_the_shelves(
    library: Library, database: AsyncIOMotorDatabase
) -> None:
    plan = await database["titles"].find({"keys.k": {"$regex": "^楼梦"}}).explain()
    assert plan["executionStats"]["totalDocsExamined"] == 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("红楼孟", "红楼梦"),  # it sounds the same
        ("三国志通俗眼衣", "三国志通俗演义"),
        ("我得大学", "我的大学"),
        ("红搂梦", "红楼梦"),  # it looks the same
        ("三国志通俗演艺传", "三国志通俗演义"),
        ("hongloumemg", "红楼梦"),
        ("alise", "Alice's Adventures in Wonderland"),
        ("нацагдрож", "Цагаан сар"),
    ],
)
async def test_what_was_mistyped_is_offered(search: Search, typed: str, meant: str) -> None:
    assert not (await search.find(typed, limit=9)).titles
    assert (await search.resembling(typed, limit=9)).titles[0].name == meant


@pytest.mark.parametrize("typed", ["量子力学导论", "xyz", "", "。", "zzzzzz"])
async def test_nothing_is_offered_for_what_resembles_nothing(search: Search, typed: str) -> None:
    assert (await search.resembling(typed, limit=9)).titles == ()


async def test_the_index_keeps_to_what_is_asked_and_says_what_there_is(
    library: Library, search: Search
) -> None:
    for engine in (search, KeySearch(library.repository)):
        kept = await engine.find("章回小说", within=Within(subject="历史"), limit=9)
        assert ([title.name for title in kept.titles], kept.total) == (["三国志通俗演义"], 1)
        assert (await engine.find("红楼梦", within=Within(format="pdf"), limit=9)).total == 0
    facets = (await search.facets("章回小说")).values
    assert dict(facets["subject"]) == {"章回小说": 2, "历史": 1}
    assert (await search.facets("")).values == {}


async def test_every_process_finds_what_another_took_in_changed_and_took_out(
    library: Library, search: Search, tmp_path: Path
) -> None:
    other = Search(library.repository, TitleIndex(tmp_path / "index"))
    assert await other.catch_up() == 0, "what one process has written another reads"
    title = await library.take("边城", "沈从文")
    assert (await other.find("边城", limit=9)).total == 1, "by MongoDB, while the index is behind"
    assert not (await other.resembling("边程", limit=9)).titles
    assert await search.catch_up() == 1
    assert (await other.resembling("边程", limit=9)).titles == (title,)
    await library.catalogue.withdraw(title.id)
    assert (await search.find("边城", limit=9)).total == 0
    assert await other.catch_up() == 1
    assert await search.catch_up(thoroughly=True) == 0
    assert await search.catch_up(anew=True) == 9


async def test_an_index_that_is_being_written_elsewhere_is_left_alone(
    library: Library, search: Search, tmp_path: Path
) -> None:
    await library.take("边城", "沈从文")
    with TitleIndex(tmp_path / "index").writing():
        assert await search.catch_up() == 0
    assert (await search.find("边城", limit=9)).total == 1
    assert await search.catch_up() == 1


async def test_an_index_whose_files_are_gone_or_damaged_is_made_anew_while_the_house_runs(
    library: Library, search: Search, tmp_path: Path
) -> None:
    rmtree(tmp_path / "index")
    await library.take("边城", "沈从文")
    assert (await search.find("边城", limit=9)).total == 1, "by MongoDB"
    assert await search.catch_up() == 10
    (tmp_path / "index" / "meta.json").write_text("{")
    await library.take("长河", "沈从文")
    assert (await search.find("长河", limit=9)).total == 1
    assert await search.catch_up() == 11
    assert (await search.resembling("边程", limit=9)).total == 1


async def test_an_index_that_another_version_made_is_made_anew(library: Library, tmp_path: Path) -> None:
    (folder := tmp_path / "older").mkdir()
    older = tantivy.SchemaBuilder()
    older.add_text_field("title")
    tantivy.Index(older.build(), str(folder))
    assert await Search(library.repository, TitleIndex(folder)).catch_up() == 9
