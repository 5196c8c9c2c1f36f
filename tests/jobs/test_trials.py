"""`shutong import --check`: what an import would say, without a server and with nothing kept."""

import json
import re
from pathlib import Path

import pytest

from shutong.trying import try_books

FIELDS = [
    "file",
    "verdict",
    "reason",
    "warnings",
    "title",
    "authors",
    "language",
    "chapters",
    "characters",
    "drm",
    "seconds",
]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    (tmp_path / "山.txt").write_text(
        "第一章 山\n\n我住在山里。\n\n第二章 水\n\n水在山下。\n", encoding="utf-8"
    )
    (tmp_path / "notes.docx").write_bytes(b"\xd0\xcf\x11\xe0")
    return tmp_path


def tried(paths: list[Path], capfdbinary: pytest.CaptureFixture[bytes], *, text: bool = False) -> list[dict]:
    try_books(paths, as_json=True, with_text=text)
    return sorted(map(json.loads, capfdbinary.readouterr().out.splitlines()), key=lambda one: one["file"])


def test_each_file_has_a_line(books: Path, capfdbinary) -> None:
    refused, accepted = tried([books], capfdbinary)
    assert list(accepted) == list(refused) == FIELDS
    assert accepted | {"seconds": 0} == {
        "file": str(books / "山.txt"),
        "verdict": "accepted",
        "reason": "",
        "warnings": ["没有作者。"],
        "title": "山",
        "authors": [],
        "language": accepted["language"],
        "chapters": 2,
        "characters": len("第一章 山\n我住在山里。\n第二章 水\n水在山下。"),
        "drm": "",
        "seconds": 0,
    }
    assert (refused["verdict"], refused["title"]) == ("refused", "")
    assert "Word" in refused["reason"]


def test_the_text_comes_when_asked_for(books: Path, capfdbinary) -> None:
    (book,) = tried([books / "山.txt"], capfdbinary, text=True)
    assert book["text"] == "第一章 山\n我住在山里。\n第二章 水\n水在山下。"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capfdbinary) -> None:
    (nothing,) = tried([tmp_path / "nothing.epub"], capfdbinary)
    assert nothing["verdict"] == "refused"
    assert "无法打开" in nothing["reason"]


def test_people_read_lines_and_scripts_an_exit_code(books: Path, capsys) -> None:
    assert try_books([books], as_json=False, with_text=False) == 1
    said = capsys.readouterr().out
    assert re.search(r"accepted +山.txt +《山》 2 chapters", said)
    assert "2 files: 1 accepted, 1 refused" in said
    assert try_books([books / "山.txt"], as_json=False, with_text=False) == 0


@pytest.mark.corpus
def test_drm_is_named(corpus: Path, capfdbinary) -> None:
    broken = corpus / "broken"
    adept, lcp = tried([broken / "15-drm-adept.epub", broken / "14-drm-lcp.epub"], capfdbinary)[::-1]
    assert "ADEPT" in adept["drm"]
    assert "LCP" in lcp["drm"]
