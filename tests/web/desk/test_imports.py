"""A librarian brings books to the desk and reads what became of each file."""

import csv
import io
import os
import re
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from reader.spots import Spot
from tests.ebooks.epubs import DAO, write
from tests.ebooks.pictures import bound, drawn
from tests.running import NO_TLS, Running
from tests.waiting import until
from tests.web.desk.conftest import PASSWORD, Browser
from web.desk import uploading

SHAN = "书名：山\n作者：沈从文\n\n第一章 山\n\n我住在山里。\n"
AGAIN = "书名：《山》（珍藏版）\n作者：沈從文 著\n\n第一章 山\n\n我住在山裡，山很高。\n"
EVIL = '=cmd|"<img src=x onerror=alert(1)>.txt'


@pytest.fixture
async def wang(shutong: Running):
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as http:
        staff = shutong.house.staff
        librarian, once = await staff.add("wang", "王老师")
        await staff.change_password(librarian, once, PASSWORD)
        await http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        yield Browser(http, librarian)


@pytest.fixture
def arrivals(tmp_path: Path) -> Path:
    return tmp_path / "arrivals"


async def brings(wang: Browser, *files: tuple[str, str | bytes], csrf: str | None = None) -> httpx.Response:
    await wang.looks("/desk/imports")
    parts = [("files", (name, text if isinstance(text, bytes) else text.encode())) for name, text in files]
    return await wang.http.post(
        "/desk/imports", data={"csrf": wang.csrf if csrf is None else csrf}, files=parts
    )


async def finished(shutong: Running, address: str) -> str:
    job = address.rpartition("/")[2]

    async def done() -> bool:
        return (await shutong.house.imports.get(job)).is_done

    await until(done)
    return address


async def emptied(arrivals: Path) -> None:
    """What was kept or refused lies here no longer: a moment after its line is written."""

    async def is_empty() -> bool:
        return not os.listdir(arrivals)  # noqa: PTH208

    await until(is_empty)


async def test_every_file_has_its_line_and_every_line_its_reason(shutong: Running, wang, arrivals):
    assert "还没有导入过图书" in await wang.looks("/desk/imports")
    answer = await brings(wang, ("shan.txt", SHAN))
    assert answer.status_code == 303
    await finished(shutong, answer.headers["location"])
    answer = await brings(
        wang, ("shan.txt", SHAN), ("again.txt", AGAIN), ("empty.txt", ""), ("a.mp3", "x"), (EVIL, "水。")
    )
    page = await wang.looks(await finished(shutong, answer.headers["location"]))
    for words in (
        "收下 2",
        "已有 1",
        "拒收 1",
        "跳过 1",
        "可能重复 1",
        "文件是空的。",
        "不是 .epub、.txt 或 .pdf",
    ):
        assert words in page
    assert re.search(r'可能与<a href="/t/\w{10}">《山》</a>相同（书名和作者）', page)
    assert "<img src=x" not in page
    only = await wang.looks(f"{answer.headers['location']}?only=alike")
    assert "again.txt" in only
    assert "empty.txt" not in only
    assert "王老师上传" in await wang.looks("/desk/imports")
    await emptied(arrivals)


async def test_what_may_be_a_title_we_have_is_decided_once(shutong: Running, wang, arrivals):
    house = shutong.house
    address = await finished(shutong, (await brings(wang, ("山.txt", SHAN))).headers["location"])
    again = await finished(shutong, (await brings(wang, ("山2.txt", AGAIN))).headers["location"])
    shown = await wang.looks(f"{again}?only=alike")
    assert "可能与" in shown
    decide = re.search(r'action="(/desk/imports/\w+/\w+)"', shown)[1]
    old, new = [
        (await house.imports.files(one.rpartition("/")[2]))[0].settled.title_id for one in (address, again)
    ]
    assert (await wang.does(decide, decision="everything")).status_code == 422
    for decision in ("new_out", "old_out"):  # a colleague comes second
        assert (await wang.does(decide, decision=decision)).status_code == 303
    assert "王老师决定：下架了新的" in await wang.looks(f"{again}?only=alike")
    assert [title.id for title in (await house.catalogue.page(limit=9)).titles] == [old]
    assert not await house.shelf.holds(new)
    assert await house.shelf.holds(old)


async def test_the_report_as_a_table_runs_no_formula(shutong: Running, wang):
    answer = await brings(wang, (EVIL, "水。"), ("empty.txt", ""))
    address = await finished(shutong, answer.headers["location"])
    report = await wang.http.get(f"{address}.csv")
    assert "attachment" in report.headers["content-disposition"]
    head, *rows = list(csv.reader(io.StringIO(report.text.removeprefix("\ufeff"))))
    assert head[:4] == ["文件", "字节", "结果", "说明"]
    assert {row[0]: row[2:4] for row in rows}["empty.txt"] == ["拒收", "文件是空的。"]
    assert all(not cell.startswith("=") for row in rows for cell in row)


async def test_a_form_too_heavy_is_refused_and_leaves_nothing(wang, arrivals, monkeypatch):
    monkeypatch.setattr(uploading, "MOST_BYTES", 2000)
    answer = await brings(wang, ("one.txt", "山" * 500), ("two.txt", "山" * 500))
    assert answer.status_code == 413
    assert "请分几次传" in answer.text

    async def unannounced():
        """Without a length in its head, and more than a form may have."""
        yield b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + wang.csrf.encode()
        yield b'\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(4):
            yield b"." * 1000

    head = {"content-type": "multipart/form-data; boundary=x"}
    answer = await wang.http.post("/desk/imports", content=unannounced(), headers=head)
    assert answer.status_code == 413
    assert not arrivals.exists() or not list(arrivals.iterdir())


async def test_a_file_too_large_has_its_line_and_the_others_are_taken(
    shutong: Running, wang, arrivals, monkeypatch
):
    monkeypatch.setattr(uploading, "LARGEST", 1000)
    answer = await brings(wang, ("large.txt", "山" * 500), ("shan.txt", SHAN))
    page = await wang.looks(await finished(shutong, answer.headers["location"]))
    assert "文件超过了" in page
    assert "收下 1" in page
    await emptied(arrivals)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not a form at all", 400),
        (b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nCSRF\r\n--x--\r\n', 400),
        (b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nguess\r\n--x--\r\n', 403),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nx\r\n--x--\r\n', 403),
        (
            b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nCSRF\r\n'
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nbroken off',
            400,
        ),
    ],
    ids=["empty", "no form", "no file", "forged", "a file before the token", "broken off"],
)
async def test_what_is_no_form_of_ours(wang, arrivals, body, status):
    await wang.looks("/desk/imports")
    head = {"content-type": "multipart/form-data; boundary=x"}
    content = body.replace(b"CSRF", wang.csrf.encode())
    answer = await wang.http.post("/desk/imports", content=content, headers=head)
    assert answer.status_code == status
    assert not arrivals.exists() or not list(arrivals.iterdir())


async def test_only_librarians(shutong: Running, wang):
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as stranger:
        for ask in (
            stranger.get("/desk/imports"),
            stranger.get("/desk/imports/X.csv"),
            stranger.post("/desk/imports", data={"csrf": "x"}, files={"files": ("a.txt", b"x")}),
        ):
            assert "/desk/sign-in" in (await ask).headers["location"]
    assert (await brings(wang, ("a.txt", SHAN), csrf="guess")).status_code == 403
    assert (await wang.http.get("/desk/imports/NOSUCH")).status_code == 404
    assert (await wang.http.get("/desk/imports/NOSUCH.csv")).status_code == 404
    assert await shutong.house.imports.newest(9) == ()


@pytest.mark.browser
async def test_bringing_books_by_hand(shutong: Running, wang, browser, tmp_path: Path):
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, text in {
        "山.txt": SHAN,
        "山-珍藏版.txt": AGAIN,
        "空.txt": "",
        "水.txt": "水在山下。" * 60,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    for viewport, scheme in (
        ({"width": 390, "height": 844}, "dark"),
        ({"width": 1440, "height": 900}, "light"),
    ):
        context = await browser.new_context(viewport=viewport, color_scheme=scheme)
        page = await context.new_page()
        await page.goto(f"{shutong.base_url}/desk/imports")
        await page.get_by_label("账号").fill("wang")
        await page.get_by_label("密码").fill(PASSWORD)
        await page.get_by_role("button", name="登录").click()
        await page.get_by_label("选择图书文件").set_input_files(sorted(folder.iterdir()))
        await page.get_by_role("button", name="上传").click()
        await expect(page.locator("h2")).to_have_text("王老师上传")
        await expect(page.locator(".plan-head .state")).to_have_text("完成")
        for path in (page.url, f"{shutong.base_url}/desk/imports"):
            await page.goto(path)
            found = await Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert width <= viewport["width"], "nothing is to be found only by scrolling sideways"
        await context.close()


async def brought_with_a_picture(shutong: Running, wang: Browser, path: Path) -> tuple[str, Path]:
    """The import of a book that shows one, another for another path, and where its picture lies."""
    book = write(path, bound({"map.png": drawn(seed=path.name)}, f'<p>{DAO}</p><img src="map.png"/>'))
    address = await finished(
        shutong, (await brings(wang, (path.name, book.read_bytes()))).headers["location"]
    )
    (file,) = await shutong.house.imports.files(address.rpartition("/")[2])
    title = await shutong.house.catalogue.get(file.settled.title_id)
    stretch = await shutong.house.chapters.stretch(title.id, Spot(1, 1))
    return address, await shutong.house.catalogue.illustration(title, stretch.first.illustrations[0].name)


async def test_the_pictures_of_a_title_go_with_its_text(shutong: Running, wang, tmp_path: Path):
    _, old = await brought_with_a_picture(shutong, wang, tmp_path / "old.epub")
    address, new = await brought_with_a_picture(shutong, wang, tmp_path / "new.epub")
    assert (old.is_file(), new.is_file()) == (True, True)
    decide = re.search(r'action="(/desk/imports/\w+/\w+)"', await wang.looks(f"{address}?only=alike"))[1]
    await wang.does(decide, decision="old_out")
    assert (old.exists(), new.is_file()) == (False, True)
