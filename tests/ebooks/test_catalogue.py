import asyncio
import io
from pathlib import Path

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase
from PIL import Image

from ebooks.book import Chapter, Direction, Format
from ebooks.titles import Heading, NoSuchTitle
from language.paragraphs import Paragraph
from tests.ebooks.shelving import Library, book


@pytest.fixture
async def library(database: AsyncIOMotorDatabase, tmp_path: Path) -> Library:
    return await Library(database, tmp_path / "library").open()


async def test_a_title_is_what_the_book_says(library: Library) -> None:
    chapters = (
        Chapter(title="序", paragraphs=(Paragraph("言简意赅。"),)),
        Chapter(title="第一节", level=2, paragraphs=(Paragraph("ABC 甲"), Paragraph("乙"))),
    )
    added = await library.take(
        "草枕",
        "夏目漱石",
        language="ja",
        isbn="9787020002207",
        direction=Direction.VERTICAL_RL,
        chapters=chapters,
    )
    title = await library.catalogue.get(added.id)
    assert title == added
    assert (title.name, title.authors, title.language) == ("草枕", ("夏目漱石",), "ja")
    assert (title.format, title.direction) == (Format.EPUB, Direction.VERTICAL_RL)
    assert (title.han, title.chapters, title.file_name) == (6, 2, "草枕.epub")
    assert await library.catalogue.contents(title) == (Heading("序", 1), Heading("第一节", 2))


async def test_the_bytes_that_came_in_are_the_bytes_that_go_out(library: Library) -> None:
    title = await library.take("红楼梦", text="满纸荒唐言")
    path = await library.catalogue.path(title)
    assert path.read_text() == "满纸荒唐言"
    assert title.size == len(path.read_bytes())


async def test_the_same_file_twice_is_one_title(library: Library) -> None:
    path = library.write("一把辛酸泪")
    first, is_new = await library.catalogue.add(book("红楼梦"), path)
    again, is_new_again = await library.catalogue.add(book("石头记"), path)
    assert again == first
    assert (is_new, is_new_again) == (True, False)
    assert (await library.catalogue.page(limit=9)).total == 1


async def test_the_same_file_imported_ten_times_at_once_is_one_title(library: Library) -> None:
    path = library.write("都云作者痴")
    results = await asyncio.gather(*(library.catalogue.add(book("红楼梦"), path) for _ in range(10)))
    assert len({title.id for title, _ in results}) == 1
    assert sum(is_new for _, is_new in results) == 1


async def test_two_files_whose_codes_meet_get_different_ones(
    library: Library, database: AsyncIOMotorDatabase
) -> None:
    meets = await library.take("先来", text="same beginning")
    document = await database["titles"].find_one_and_delete({"_id": meets.id})
    await database["titles"].insert_one(document | {"sha256": "0" * 64})
    second = await library.take("后到", text="same beginning")
    assert second.id != meets.id
    assert (await library.catalogue.get(meets.id)).name == "先来"
    assert (await library.catalogue.get(second.id)).name == "后到"


async def test_a_title_is_found_by_the_code_under_its_qr(library: Library) -> None:
    title = await library.take("红楼梦")
    assert await library.catalogue.find(title.code.lower()) == title
    assert await library.catalogue.find("00000-00000") is None
    assert (await library.catalogue.search(title.code)).titles == (title,)


async def test_an_unknown_title_is_named(library: Library) -> None:
    with pytest.raises(NoSuchTitle) as refusal:
        await library.catalogue.get("0000000000")
    assert refusal.value.title_id == "0000000000"


async def test_pages_go_from_the_newest_to_the_oldest(library: Library) -> None:
    names = ["甲", "乙", "丙", "丁", "戊"]
    for name in names:
        await library.take(name)
    pages = [await library.catalogue.page(limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [[title.name for title in page.titles] for page in pages] == [["戊", "丁"], ["丙", "乙"], ["甲"]]
    assert {page.total for page in pages} == {5}
    assert [title.name for title in await library.catalogue.newest(3)] == ["戊", "丁", "丙"]


async def test_a_book_with_a_cover_shows_it_and_another_is_given_one(library: Library) -> None:
    red = io.BytesIO()
    Image.new("RGB", (900, 1600), "#c00000").save(red, "JPEG")
    own, drawn = await library.take("有", cover=red.getvalue()), await library.take("无")
    assert (own.has_cover, drawn.has_cover) == (True, False)
    with Image.open(await library.catalogue.cover(own)) as cover:
        assert (cover.format, cover.size) == ("WEBP", (506, 900))
        red_part, _green, blue = cover.convert("RGB").getpixel((250, 450))
        assert red_part > 180 > 20 > blue
    with Image.open(await library.catalogue.cover(drawn)) as cover:
        assert (cover.format, cover.size) == ("WEBP", (600, 800))


async def test_those_asked_for_which_there_are(library: Library) -> None:
    titles = [await library.take(name, text=name) for name in ("边城", "呐喊")]
    found = await library.catalogue.those([*(title.id for title in titles), "NOSUCHBOOK", titles[0].id])
    assert {title.id for title in found} == {title.id for title in titles}


async def test_titles_concerning_a_word_are_found_in_no_order(library: Library) -> None:
    ours = await library.take("雪国", "川端康成", text="1"), await library.take("林海雪原", "曲波", text="2")
    await library.take("边城", "沈从文", text="3")
    assert {title.id for title in await library.catalogue.concerning("雪", limit=9)} == {
        one.id for one in ours
    }
    assert await library.catalogue.concerning("曲波", limit=9) == (ours[1],)
    assert len(await library.catalogue.concerning("雪", limit=1)) == 1
    assert await library.catalogue.concerning("《》", limit=9) == ()


async def test_some_of_all_are_the_same_for_the_same_seed_and_none_twice(library: Library) -> None:
    titles = {(await library.take(f"第{number}本", text=f"{number}")).id for number in range(12)}
    some = [await library.catalogue.some(4, seed=f"{number % 20}") for number in range(40)]
    assert all(len({title.id for title in few}) == 4 for few in some)
    assert some[:20] == some[20:]
    assert {title.id for few in some for title in few} == titles
    assert len(await library.catalogue.some(50, seed="a")) == 12
