"""In the chat, over signed XML: dossiers are listed, one is chosen, read and taken along, and counted."""

import re

import pytest

from bot.messages import Scan
from ebooks.book import Chapter
from ebooks.dossiers.dossier import Words
from ebooks.kiosks import scenes
from language.paragraphs import Paragraph
from library.clock import utc_now
from tests.handlers.lin import Lin
from tests.running import Running
from tests.web.dossiers import publishes, shelves

ROAD = Chapter(title="第一章 路", paragraphs=(Paragraph("公路修到了门口，孩子们上学不用骑马了。"),))


@pytest.fixture
async def title(shutong: Running, tmp_path):
    return await shelves(shutong.house, tmp_path, "草原公路志", chapters=(ROAD,))


async def test_lin_reads_a_dossier_for_the_session(shutong, title):
    lin = await shutong.patron("林")
    assert "还没有编好" in await lin.says("有两会的资料汇编吗？")
    await publishes(shutong.house, "生态保护资料汇编", title)
    dossier = await publishes(shutong.house, "乡村振兴资料汇编", title)
    listed = await lin.says("专题")
    assert "1. 乡村振兴资料汇编（2027年两会）\n2. 生态保护资料汇编" in listed
    assert f"{shutong.base_url}/dossiers" in listed
    assert "2. " not in await lin.says("有没有生态保护的专题资料")
    assert "没有关于「航天」的专题" in await lin.says("有没有航天的专题资料")
    await lin.says("专题资料")
    assert "乡村振兴资料汇编" in await lin.says("1")
    assert "乡村振兴资料汇编的编者的话。" in await lin.says("开始")
    assert "会前请看。" in await lin.says("继续")
    assert "公路修到了门口" in await lin.says("继续")
    link = re.search(r'href="([^"]+/d/[^"]+)"', await lin.says("下载"))[1]
    for headers in ({"range": "bytes=9-"}, {}, {"range": "bytes=0-"}):
        answer = await shutong.http.get(link, headers=headers)
    assert answer.content.startswith(b"PK")
    await shutong.http.head(link)
    scanner = Lin(shutong.house, "o-bao")
    await scanner.sends(Scan, scene=scenes.scene("none", dossier.title_id, utc_now().date()), first=False)
    [given] = await shutong.house.dossiers.given(dossier)
    assert (given.chat, given.download, given.scan) == (1, 2, 1)


async def test_the_pages_name_sources_and_versions(shutong, title):
    house, http = shutong.house, shutong.http
    assert "很快就有" in (await http.get(f"{shutong.base_url}/dossiers")).text
    dossier = await publishes(house, "乡村<振兴>资料", title)
    changed = await house.editing.note(dossier.id, "新添的", "会前又添了这些。", "宝音")
    await house.publishing.publish(dossier.id, changed.revision, "宝音")
    page = (await http.get(f"{shutong.base_url}/dossiers")).text
    assert "乡村&lt;振兴&gt;资料" in page
    assert "第 2 版" in page
    answer = await http.get(f"{shutong.base_url}/dossiers/{dossier.code.lower()}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/dossiers/{dossier.title_id}")
    page = (await http.get(f"{shutong.base_url}/dossiers/{dossier.title_id}")).text
    assert f'<a href="/t/{title.id}">《草原公路志》</a>' in page
    assert "第 1 版" in page
    assert (await http.get(f"{shutong.base_url}/dossiers/{title.id}")).status_code == 404
    words = Words(name="还没发布的名称")
    await house.editing.describe(dossier.id, words, (await house.editing.get(dossier.id)).described, "宝音")
    for path in ("/dossiers", f"/dossiers/{dossier.title_id}"):
        assert "还没发布" not in (await http.get(f"{shutong.base_url}{path}")).text
    assert "乡村<振兴>资料" in await Lin(house, "o-lin").says("专题")
    await house.publishing.withdraw(dossier.id)
    assert "不再列出" in (await http.get(f"{shutong.base_url}/dossiers/{dossier.title_id}")).text
    assert (await http.get(f"{shutong.base_url}/t/{dossier.title_id}")).status_code == 200
