"""The protocol, spoken with a server that stands in for a model."""

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from reference.assistant.openai_client import ChatCompletions
from reference.assistant.refusals import TimedOut, Unreachable
from reference.assistant.request import RULES, request
from tests.reference.assistant.stand_in import completion, standing_in
from tests.reference.assistant.test_checking import HOUSE
from tests.running import listening

ROOMS = Path(__file__).parents[3]
SOON, AT_ONCE = timedelta(seconds=20), timedelta(milliseconds=50)


async def said(answers, *, within=SOON, key="sk-house"):
    async with standing_in(answers) as server:
        client = ChatCompletions(server.url, model="little", key=key)
        try:
            return await client.complete(RULES, request("押金？", HOUSE), within=within), server
        finally:
            await client.aclose()


async def test_rules_question_and_passages_are_sent_and_the_words_come_back() -> None:
    words, server = await said(lambda _asked: "普通借阅证免押金。[2]")
    assert words == "普通借阅证免押金。[2]"
    (body,) = server.asked
    assert (body["model"], body["temperature"]) == ("little", 0)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    sent = json.loads(body["messages"][1]["content"])
    assert sent["question"] == "押金？"
    assert [passage["n"] for passage in sent["passages"]] == [1, 2, 3, 4]
    assert server.headers[0]["authorization"] == "Bearer sk-house"


async def test_thoughts_are_not_the_answer() -> None:
    words, _ = await said(lambda _asked: "<think>押金……\n[9]</think>\n普通借阅证免押金。[2]")
    assert words == "普通借阅证免押金。[2]"


async def test_a_slow_server_is_not_waited_for() -> None:
    asked = asyncio.Event()

    async def never(_asked):
        asked.set()
        await asyncio.Event().wait()

    with pytest.raises(TimedOut):
        await said(never, within=AT_ONCE)


@pytest.mark.parametrize(
    "answer",
    [
        JSONResponse({"error": {"message": "busy"}}, status_code=429),
        JSONResponse({"error": {"message": "no such key"}}, status_code=401),
        PlainTextResponse("oops", status_code=500),
        PlainTextResponse("<html>a login page</html>"),
        RedirectResponse("http://127.0.0.1:9/elsewhere", status_code=307),
        JSONResponse({}),
        JSONResponse({"choices": []}),
        JSONResponse({"choices": [{"index": 0}]}),
        JSONResponse([1, 2]),
        completion(None),
    ],
    ids=["429", "401", "500", "html", "elsewhere", "empty", "no-choice", "no-message", "a-list", "null"],
)
async def test_what_is_no_answer_is_a_server_away_and_is_asked_once(answer) -> None:
    with pytest.raises(Unreachable):
        await said(lambda _asked: answer)


async def test_nobody_listens_there() -> None:
    listener, address = listening()
    listener.close()
    client = ChatCompletions(f"{address}/v1", model="little")
    with pytest.raises(Unreachable):
        await client.complete(RULES, "{}", within=SOON)
    await client.aclose()


def test_one_file_knows_their_client_and_nobody_imports_it_by_name() -> None:
    """It takes two seconds to import, which a house without an assistant does not wait."""
    theirs, ours = (
        re.compile(r"^\s*(?:from|import) openai\b", re.M),
        re.compile(r"import.*\bopenai_client\b|from \S*openai_client "),
    )
    for room in ("bot", "config", "handlers", "jobs", "library", "reference", "shutong", "web"):
        for file in (ROOMS / room).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert not theirs.search(text) or file.name == "openai_client.py", file
            assert not ours.search(text), file
