from pathlib import Path

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

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


async def names(library: Library, words: str) -> list[str]:
    return [title.name for title in (await library.catalogue.search(words)).titles]


async def test_the_name_itself_comes_first_then_what_begins_with_it_then_what_contains_it(
    library: Library,
) -> None:
    assert await names(library, "红楼梦") == ["红楼梦", "红楼梦魇", "续红楼梦"]


async def test_a_name_about_somebody_comes_before_what_she_wrote(library: Library) -> None:
    assert await names(library, "张爱玲") == ["张爱玲传", "红楼梦魇"]


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
async def test_what_is_found(library: Library, typed: str, found: list[str]) -> None:
    assert await names(library, typed) == found


async def test_a_page_of_what_is_found_knows_how_many_there_are(library: Library) -> None:
    page = await library.catalogue.search("红楼梦", limit=1, offset=1)
    assert [title.name for title in page.titles] == ["红楼梦魇"]
    assert page.total == 3


async def test_a_search_walks_the_index_and_not_the_shelves(
    library: Library, database: AsyncIOMotorDatabase
) -> None:
    plan = await database["titles"].find({"keys.k": {"$regex": "^楼梦"}}).explain()
    assert plan["executionStats"]["totalDocsExamined"] == 3
