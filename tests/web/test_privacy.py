"""The public page says what the settings do."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from config.settings import Settings
from library.retention import Retention
from tests.running import NO_TLS
from web.joining import join
from web.privacy import Privacy, kinds, span


async def read(retention: Retention, assistant: str = "", *, for_patrons: bool = False) -> str:
    app = FastAPI()
    privacy = Privacy(retention, assistant=assistant, for_patrons=for_patrons, library="青城图书馆")
    join(app.router, privacy.routes())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://library", verify=NO_TLS) as http:
        return (await http.get("/privacy")).text


async def test_it_says_what_is_set():
    settings = Settings(_env_file=None, keep_questions_days=180, keep_reading_days=400, keep_unsent_days=14)
    page = await read(settings.retention)
    assert "问题结束后 180 天" in page
    assert "一本书 400 天没有碰过" in page
    assert "最长 14 天" in page
    assert "<script" not in page


async def test_and_how_to_have_it_all_deleted():
    page = await read(Settings(_env_file=None).retention)
    assert "「删除我的数据」" in page
    assert "问题结束后 1 年" in page
    assert "一本书 2 年没有碰过" in page


async def test_it_names_the_machine_that_helps_to_draft_where_there_is_one():
    assert "模型" not in await read(Retention())
    page = await read(Retention(), "https://key:secret@models.library.cn:8443/v1")
    assert "models.library.cn 上的模型" in page
    assert "secret" not in page
    assert "机器回答" not in page


async def test_and_that_it_answers_patrons_where_it_does():
    page = await read(Retention(), "https://models.library.cn/v1", for_patrons=True)
    assert "可能先由这台机器照馆里的资料回答" in page
    assert "每天最多答 10 次" in page


def test_each_kind_says_what_why_and_how_long():
    told = kinds(Retention())
    assert len({kind.name for kind in told}) == len(told)
    assert all(kind.what and kind.why and kind.kept and kind.left for kind in told)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (timedelta(days=365), "1 年"),
        (timedelta(days=366), "366 天"),
        (timedelta(hours=12), "12 小时"),
        (timedelta(minutes=10), "10 分钟"),
        (timedelta(minutes=90), "90 分钟"),
    ],
)
def test_a_span_is_said_in_the_largest_unit_without_a_rest(kept, said):
    assert span(kept) == said
