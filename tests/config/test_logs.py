"""Logs: one line per event, whatever happened."""

import logging
from pathlib import Path

import pytest

from config import logs


@pytest.fixture
def lines(tmp_path: Path):
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.set_up("INFO", tmp_path / "log")
    yield lambda: (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    root.handlers[0].close()
    root.handlers[:], level = before
    root.setLevel(level)


def test_an_event_is_one_line_of_keys(lines) -> None:
    logging.getLogger("bot").info("sent %s", "it", extra={"account": "main"})
    (line,) = lines()
    assert line.endswith('level=info logger=bot message="sent it" account=main')


def test_a_traceback_stays_on_its_line(lines) -> None:
    try:
        raise ValueError("a\nb")
    except ValueError:
        logging.getLogger("bot").exception("trouble")
    (line,) = lines()
    assert "ValueError" in line


def test_a_line_break_in_a_message_forges_no_second_line(lines) -> None:
    logging.getLogger("bot").info("one\ntime=now level=info\u2028three")
    assert len(lines()) == 1


def test_addresses_with_access_tokens_stay_out(lines) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api/send?access_token=hunter2")
    logging.getLogger("uvicorn.access").info("POST /wechat/main?openid=o1")
    assert lines() == []
