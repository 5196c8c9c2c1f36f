"""What stands where a file should be: pipes, folders, circles, names that are no text, files that vanish."""

import asyncio
import json
import os
import socket
from pathlib import Path

import pytest

from jobs.importing import find_files
from jobs.readers import Readers
from jobs.trials import Judgement, Trial, try_files
from tests.ebooks.hostile.case import book, zipped

AS_ROOT = os.geteuid() == 0


async def tried(*paths: Path) -> dict[str, Trial]:
    async with asyncio.timeout(20), Readers(1) as readers:
        return {Path(one.file).name: one async for one in try_files(find_files(paths), readers)}


async def test_what_is_no_file_has_a_line_and_stops_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.epub")
    (tmp_path / "circle.epub").symlink_to("circle.epub")
    (tmp_path / "gone.epub").symlink_to("nowhere.epub")
    (tmp_path / "zero.epub").symlink_to("/dev/zero")
    (tmp_path / "folder.epub" / "META-INF").mkdir(parents=True)
    (tmp_path / "shelf" / "empty").mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.epub"))
        (tmp_path / "shelf" / "sound.epub").write_bytes(zipped(book()))
        trials = await tried(tmp_path)
    assert {name: trial.reason for name, trial in trials.items() if trial.verdict is Judgement.REFUSED} == {
        "pipe.epub": (strange := "这不是普通文件（而是管道、设备或套接字），无法读取。"),
        "socket.epub": strange,
        "zero.epub": strange,
        "circle.epub": "文件无法打开：符号链接绕成了圈。",
        "gone.epub": "文件无法打开：文件不存在。",
        "folder.epub": "这是文件夹，不是文件。如果是解开了的 EPUB，请先压缩成 .epub。",
    }
    assert trials["sound.epub"].title == "道德经"


@pytest.mark.skipif(AS_ROOT, reason="root may read everything")
async def test_a_file_nobody_may_read(tmp_path: Path) -> None:
    (closed := tmp_path / "closed.epub").write_bytes(zipped(book()))
    closed.chmod(0)
    assert "权限" in (await tried(closed))["closed.epub"].reason


async def test_names_that_are_no_text(tmp_path: Path) -> None:
    names = (b"\xb5\xc0\xb5\xc2\xbe\xad.epub", b"\xff\xfe\n.epub", "é道 '\"$(x);.epub".encode(), b"-rf.epub")
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(zipped(book()))
    trials = await tried(tmp_path)
    assert [trial.verdict for trial in trials.values()] == [Judgement.ACCEPTED] * len(names)
    for trial in trials.values():
        line = trial.to_json(with_text=True)
        assert "\n" not in line
        assert json.loads(line.encode())["title"] == "道德经"


async def test_a_file_that_vanishes_or_empties_meanwhile(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("gone.epub", "emptied.epub", "last.epub")]
    for file in files:
        file.write_bytes(zipped(book()))
    found = find_files([tmp_path])
    files[0].unlink()
    files[1].write_bytes(b"")
    trials = await tried(*found)
    assert "不存在" in trials["gone.epub"].reason
    assert "空" in trials["emptied.epub"].reason
    assert trials["last.epub"].verdict is Judgement.ACCEPTED
