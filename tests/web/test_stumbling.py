"""Pages where we are at fault: words in Chinese, the headers of every page, and a line in the log."""

import logging

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pymongo.errors import AutoReconnect, ServerSelectionTimeoutError
from redis.exceptions import ConnectionError as RedisConnectionError

from web.security import SecurityHeaders
from web.stumbling import Stumbling

PERSON = {"accept": "text/html,*/*"}


@pytest.fixture
async def visitor():
    app = FastAPI()
    app.add_middleware(Stumbling)
    app.add_middleware(SecurityHeaders, https=False)
    troubles = {
        "mongodb": AutoReconnect(),
        "election": ServerSelectionTimeoutError(),
        "redis": RedisConnectionError(),
        "bug": ZeroDivisionError("patron 1234"),
    }

    @app.get("/{name}")
    @app.post("/{name}")
    async def stumble(name: str):
        if name == "halfway":
            return StreamingResponse(halfway())
        raise troubles[name]

    async def halfway():
        yield b"so far so good"
        raise ZeroDivisionError

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        yield http


@pytest.mark.parametrize("away", ["mongodb", "election", "redis"])
async def test_a_server_that_is_away_is_said_in_words_with_the_way_to_try_again(visitor, away):
    answer = await visitor.get(f"/{away}?page=2", headers=PERSON)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "后台暂时连不上" in answer.text
    assert f'href="/{away}?page=2"' in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_a_bug_is_in_the_log_and_not_on_the_page(visitor, caplog):
    with caplog.at_level(logging.ERROR):
        answer = await visitor.get("/bug", headers=PERSON)
    assert answer.status_code == 500
    assert "是我们这边的问题" in answer.text
    assert "1234" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]


async def test_what_was_sent_is_not_sent_again_by_a_link(visitor):
    assert 'href="/"' in (await visitor.post("/bug", headers=PERSON)).text


async def test_a_program_gets_json(visitor):
    answer = await visitor.get("/mongodb")
    assert (answer.status_code, answer.json()) == (503, {"detail": "请稍等一下"})


async def test_an_answer_that_has_begun_is_broken_off(visitor):
    with pytest.raises(ZeroDivisionError):
        await visitor.get("/halfway", headers=PERSON)
