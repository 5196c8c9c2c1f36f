from datetime import timedelta
from urllib.parse import unquote

import pytest
from httpx import AsyncClient

from ebooks.book import Format
from ebooks.tickets import Tickets
from ebooks.titles import Title
from tests.ebooks.shelving import Library
from tests.web.shelves import Watch
from web.downloads import by_nginx

TEXT = "满纸荒唐言，一把辛酸泪。都云作者痴，谁解其中味？\n" * 4_000
BYTES = TEXT.encode()
IN_WECHAT = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0.50"}


@pytest.fixture
async def title(shelves: Library) -> Title:
    return await shelves.take("红楼梦", "曹雪芹", text=TEXT)


@pytest.fixture
def link(title: Title, watch: Watch) -> str:
    return "/d/" + Tickets(b"only for the tests", now=watch).issue(title.id, life=timedelta(days=7))


async def test_a_ticket_gives_the_very_bytes(visitor: AsyncClient, link: str, title: Title) -> None:
    answer = await visitor.get(link)
    assert (answer.status_code, answer.content) == (200, BYTES)
    assert answer.headers["content-type"] == "application/epub+zip"
    assert answer.headers["content-length"] == str(len(BYTES))
    assert answer.headers["etag"] == f'"{title.sha256}"'
    assert answer.headers["cache-control"] == "private"
    assert answer.headers["accept-ranges"] == "bytes"


async def test_a_download_has_its_chinese_name_and_one_for_old_systems(
    visitor: AsyncClient, link: str
) -> None:
    named = (await visitor.get(link)).headers["content-disposition"]
    plain, full = named.split("; ")[1:]
    assert plain == 'filename="hong-lou-meng.epub"'
    assert unquote(full.removeprefix("filename*=UTF-8''")) == "红楼梦.epub"
    assert named.isascii()


async def test_a_name_cannot_break_out_of_its_header(
    visitor: AsyncClient, shelves: Library, watch: Watch
) -> None:
    title = await shelves.take('a"; filename=evil.exe\r\nX-Evil: 1', format=Format.TXT)
    answer = await visitor.get("/d/" + Tickets(b"only for the tests", now=watch).issue_for_days(title.id, 1))
    assert "x-evil" not in answer.headers
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="a-filename-evil-exe-X-Evil-1.txt"; '
    )


async def test_asking_about_a_file_gives_all_but_the_file(visitor: AsyncClient, link: str) -> None:
    answer = await visitor.head(link, headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(BYTES))


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("Bytes=100-199", 100, 200),
        ("bytes=1000-", 1000, len(BYTES)),
        ("bytes=-500", len(BYTES) - 500, len(BYTES)),
        ("bytes=-99999999", 0, len(BYTES)),
        (f"bytes=5-{len(BYTES) * 9}", 5, len(BYTES)),
    ],
)
async def test_a_broken_download_goes_on_where_it_stopped(
    visitor: AsyncClient, link: str, wanted: str, start: int, end: int
) -> None:
    answer = await visitor.get(link, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (206, BYTES[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(BYTES)}"


async def test_several_parts_come_as_several_parts(visitor: AsyncClient, link: str) -> None:
    answer = await visitor.get(link, headers={"Range": "bytes=0-9,100-109"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert BYTES[0:10] in answer.content
    assert BYTES[100:110] in answer.content


@pytest.mark.parametrize(
    "wanted", ["bytes=99999999-", f"bytes={len(BYTES)}-", "bytes=-0", "bytes=0-9,99999999-"]
)
async def test_a_part_beyond_the_end_cannot_be_had(visitor: AsyncClient, link: str, wanted: str) -> None:
    answer = await visitor.get(link, headers={"Range": wanted})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(BYTES)}"


async def test_parts_not_counted_in_bytes_are_not_parts(visitor: AsyncClient, link: str) -> None:
    answer = await visitor.get(link, headers={"Range": "chapters=1-2"})
    assert (answer.status_code, answer.content) == (200, BYTES)


async def test_going_on_with_another_file_starts_anew(visitor: AsyncClient, link: str, title: Title) -> None:
    same = await visitor.get(link, headers={"Range": "bytes=0-9", "If-Range": f'"{title.sha256}"'})
    other = await visitor.get(link, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (same.status_code, other.status_code) == (206, 200)


@pytest.mark.parametrize(
    ("tags", "status"), [("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x"', 200)]
)
async def test_who_has_the_file_is_not_sent_it_again(
    visitor: AsyncClient, link: str, title: Title, tags: str, status: int
) -> None:
    answer = await visitor.get(link, headers={"If-None-Match": tags.format(f'"{title.sha256}"')})
    assert answer.status_code == status
    assert bool(answer.content) == (status == 200)


async def test_an_expired_ticket_leads_back_to_the_title(
    visitor: AsyncClient, link: str, title: Title, watch: Watch
) -> None:
    watch.forward(days=7)
    answer = await visitor.get(link)
    assert answer.status_code == 410
    assert "下载链接已过期" in answer.text
    assert f'href="/t/{title.id}"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["x", "A" * 31, "红楼梦", "%00", "..%2f..%2fetc%2fpasswd"])
async def test_a_forged_ticket_opens_nothing(visitor: AsyncClient, token: str) -> None:
    answer = await visitor.get(f"/d/{token}")
    assert answer.status_code in (403, 404)
    assert TEXT[:20] not in answer.text


async def test_a_forged_ticket_is_answered_in_words(visitor: AsyncClient, link: str) -> None:
    answer = await visitor.get(link[:-1] + ("A" if link[-1] != "A" else "Q"))
    assert answer.status_code == 403
    assert "这个链接不完整" in answer.text


async def test_inside_wechat_the_way_out_is_shown_and_no_bytes(visitor: AsyncClient, link: str) -> None:
    answer = await visitor.get(link, headers=IN_WECHAT)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "在浏览器打开" in answer.text
    assert "开始 《红楼梦》" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_where_nginx_is_in_front_it_sends_the_file(tmp_path) -> None:
    place = tmp_path / "files" / "ab" / "书.epub"
    place.parent.mkdir(parents=True)
    place.touch()
    answer = by_nginx(tmp_path, "/shutong-data/")(place, {"ETag": '"x"'})
    assert answer.headers["x-accel-redirect"] == "/shutong-data/files/ab/%E4%B9%A6.epub"
    assert (answer.headers["etag"], answer.body) == ('"x"', b"")
    with pytest.raises(ValueError, match="not in the subpath"):
        by_nginx(tmp_path / "files", "/shutong-data/")(tmp_path / "secret.key", {})
