"""Search over 6,000 titles: how long it takes by kind of search, how big the index is, and what it finds.

Goals (issue 5): p95 < 30 ms for titles, < 80 ms for full text.
"""

import asyncio
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from config.indexes import prepare
from config.local_servers import LocalServers
from config.mongodb import DATABASE, connect
from ebooks.book import Direction, Format
from ebooks.repository import TitleRepository
from ebooks.search.by_keys import KeySearch
from ebooks.search.keys import keys
from ebooks.search.search import Search
from ebooks.search.title_index import TitleIndex
from ebooks.titles import Title
from language import segmenting
from language.paragraphs import Paragraph
from reader.passage_index import PassageIndex
from reader.passages import Passages
from reader.repository import ShelfRepository
from reader.repository.passages import PassageRepository
from reader.shelf import Shelf
from tests.ebooks.searches import BOOKS, searches

TITLES, CHAPTERS, TEXTS = 6_000, 2, 6_000
HAN = "春夏秋冬山水风花雪月天地人书红楼梦西游记三国演义边城呐喊彷徨草原蒙古内医药史地理图说新编大全论语诗经"
SUBJECTS = ("小说", "历史", "医学", "地方文献")
SHOWN = 20


def _title(number: int, name: str, author: str, chance: random.Random) -> Title:
    return Title(
        id=f"{number:010}", name=name, authors=(author,), language=chance.choice(("zh", "mn", "en")),
        description="", subjects=(chance.choice(SUBJECTS),), isbn=None, format=Format.EPUB,
        direction=Direction.HORIZONTAL, sha256=f"{number:064x}", size=1, file_name="x.epub", han=1,
        chapters=1, added_at=datetime.now(UTC), has_cover=False,
    )  # fmt: skip


def _titles(chance: random.Random) -> list[Title]:
    made = [
        (
            "".join(chance.choices(HAN, k=chance.randint(3, 9))),
            "".join(chance.choices("王李张刘陈" + HAN, k=3)),
        )
        for _ in range(TITLES - len(BOOKS))
    ]
    return [_title(number, name, author, chance) for number, (name, author) in enumerate((*BOOKS, *made))]


def _text(chance: random.Random) -> list[tuple[str, list[Paragraph]]]:
    def sentence() -> str:
        return "".join(chance.choices(HAN, k=chance.randint(8, 24))) + "。"

    return [
        (f"第{chapter}章", [Paragraph("".join(sentence() for _ in range(6))) for _ in range(8)])
        for chapter in range(CHAPTERS)
    ]


async def _p(name: str, asked: Sequence[str], find: Callable[[str], Awaitable[object]]) -> None:
    spent = []
    for words in asked:
        began = time.perf_counter()
        await find(words)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    middle, most = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
    print(f"| {name} | {len(asked)} | {middle:.1f} | {most:.1f} | {spent[-1]:.1f} |")


def _size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


async def _accuracy(search: Search) -> None:
    asked, first, among = Counter[str](), Counter[str](), Counter[str]()
    for kind, typed, meant in searches():
        found = await search.find(typed, limit=9)
        titles = found.titles or (await search.resembling(typed, limit=9)).titles
        names = [title.name for title in titles]
        asked[kind] += 1
        first[kind] += names[:1] == [meant]
        among[kind] += meant in names
    print("\n| typed | searches | first | among nine |\n|---|--:|--:|--:|")
    for kind, count in asked.items():
        print(f"| {kind} | {count} | {first[kind]} | {among[kind]} |")


async def _measure(folder: Path, uri: str) -> None:
    database, chance = connect(uri)[DATABASE], random.Random(1)
    await prepare(database)
    repository, titles = TitleRepository(database), _titles(chance)
    for title in titles:
        await repository.add(title, (), keys(title), "")
    search = Search(repository, TitleIndex(folder / "titles"))
    before, began = _memory(), time.perf_counter()
    await search.catch_up()
    spent, size = time.perf_counter() - began, _size(folder / "titles")
    more = _memory() - before
    print(f"{TITLES} titles indexed in {spent:.1f} s: {size:.1f} MB on disk, {more:.0f} MB of memory")
    asked = {
        "a name": [one.name for one in chance.sample(titles, 300)],
        "an author": [one.authors[0] for one in chance.sample(titles, 300)],
        "name and author": [f"{one.name} {one.authors[0]}" for one in chance.sample(titles, 300)],
        "one character": list(HAN) * 4,
        "one letter": list("hxsdml") * 30,
        "a subject a quarter has": list(SUBJECTS) * 50,
        "nothing there is": ["壹贰叁肆伍"] * 200,
    }
    for name, engine in (("the index", search), ("MongoDB's keys", KeySearch(repository))):
        print(f"\n| by {name} | searches | p50 ms | p95 ms | most ms |\n|---|--:|--:|--:|--:|")
        for kind, words in asked.items():
            await _p(kind, words, lambda one, engine=engine: engine.find(one, limit=SHOWN))
    print("\n| more by the index | searches | p50 ms | p95 ms | most ms |\n|---|--:|--:|--:|--:|")
    slips = [one.name[:-1] + "鑫" for one in chance.sample(titles, 200)]
    await _p("a wrong character", slips, lambda one: search.resembling(one, limit=SHOWN))
    await _p("facets of a quarter", list(SUBJECTS) * 50, search.facets)
    await _accuracy(search)
    await _full_text(folder, database, titles, chance)


async def _full_text(folder: Path, database: object, titles: Sequence[Title], chance: random.Random) -> None:
    shelf = Shelf(ShelfRepository(database))  # type: ignore[arg-type]
    said = []
    for title in titles[:TEXTS]:
        chapters = _text(chance)
        said.append(chapters[0][1][3].text.split("。")[1][:8])
        await shelf.put(title.id, title.name, chapters)
    passages = Passages(PassageIndex(folder / "passages"), PassageRepository(database))  # type: ignore[arg-type]
    began = time.perf_counter()
    await passages.catch_up()
    count = await database["instalments"].estimated_document_count()  # type: ignore[index]
    print(
        f"\n{count} instalments of {TEXTS} titles indexed in {time.perf_counter() - began:.0f} s: "
        f"{_size(folder / 'passages'):.0f} MB on disk"
    )
    print("\n| full text | searches | p50 ms | p95 ms | most ms |\n|---|--:|--:|--:|--:|")
    known = [one for one in chance.sample(said, 300) if len(one) >= 4]
    await _p("eight characters of a text", known, lambda one: passages.find(one, limit=3))
    common = ["春夏秋冬", "红楼梦西", "天地人书"] * 60
    await _p("words in many texts", common, lambda one: passages.find(one, limit=3))


def main() -> None:
    segmenting.warm_up()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder, LocalServers(Path(folder)) as servers:
        asyncio.run(_measure(Path(folder) / "index", servers.mongodb_uri))


if __name__ == "__main__":
    main()
