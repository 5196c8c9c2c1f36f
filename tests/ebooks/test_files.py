import hashlib
from pathlib import Path

import pytest

from ebooks.files import AtomicFile, Folder

WORDS = b"words " * 400_000


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "书.epub"
    path.write_bytes(WORDS)
    return path


def everything_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


async def test_bytes_are_kept_under_their_hash(tmp_path: Path, book: Path) -> None:
    store = Folder(tmp_path / "store")
    stored = await store.put(book)
    assert stored.sha256 == hashlib.sha256(WORDS).hexdigest()
    assert stored.size == len(WORDS)
    assert (await store.path(stored.sha256)).read_bytes() == WORDS


async def test_the_same_bytes_are_kept_once(tmp_path: Path, book: Path) -> None:
    store = Folder(tmp_path / "store")
    first = await store.put(book)
    inode = (await store.path(first.sha256)).stat().st_ino
    again = await store.put(book)
    assert again == first
    assert (await store.path(first.sha256)).stat().st_ino == inode
    assert len(everything_in(tmp_path / "store")) == 1


async def test_what_is_not_there_is_said_to_be_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await Folder(tmp_path).path("ab" * 32)


def test_half_a_file_never_was(tmp_path: Path) -> None:
    with AtomicFile(tmp_path) as half:
        half.file.write(b"half")
    assert everything_in(tmp_path) == []
