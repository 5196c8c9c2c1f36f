"""What was made once is there for the next process, unless somebody else may have put it there."""

import marshal
from pathlib import Path

import pytest

from language.keeping import kept


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "shutong"


def test_it_is_made_once():
    assert kept("words", lambda: {"书": 1}) == {"书": 1}
    assert kept("words", lambda: pytest.fail("made twice")) == {"书": 1}
    assert kept("others", lambda: ["童"]) == ["童"]


def test_nobody_else_may_read_or_write_it(cache):
    kept("words", lambda: 1)
    assert [path.stat().st_mode & 0o077 for path in (cache, cache / "words.marshal")] == [0, 0]


@pytest.mark.parametrize("open_to_all", ["", "words.marshal"])
def test_what_somebody_else_may_have_written_is_not_read(cache, open_to_all):
    kept("words", lambda: "ours")
    (cache / "words.marshal").write_bytes(marshal.dumps("theirs"))
    assert kept("words", lambda: "ours") == "theirs", "the test would prove nothing otherwise"
    (cache / open_to_all).chmod(0o777)
    assert kept("words", lambda: "ours") == "ours"


@pytest.mark.parametrize("broken", [b"", b"nonsense", b"\xff" * 20])
def test_a_broken_file_is_made_again(cache, broken):
    kept("words", lambda: "ours")
    (cache / "words.marshal").write_bytes(broken)
    assert kept("words", lambda: "ours") == "ours"
    assert kept("words", lambda: "again") == "ours"


def test_without_a_place_to_keep_it_it_is_made_each_time(cache):
    cache.write_text("a file where the folder should be")
    assert [kept("words", lambda: "ours") for _ in range(2)] == ["ours", "ours"]
