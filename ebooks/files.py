"""The files themselves, each stored once under the SHA-256 of its bytes."""

import asyncio
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    sha256: str
    size: int


async def sha256_of(path: Path) -> str:
    """Raises OSError."""
    return await asyncio.to_thread(_sha256_of, path)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class FileStore(Protocol):
    """Where the bytes are: a folder, or a bucket with a folder in front."""

    async def put(self, source: Path) -> Stored:
        """Keep a copy of `source`; the same bytes twice are kept once."""
        ...

    async def path(self, sha256: str) -> Path:
        """A local path with these bytes. Raises FileNotFoundError."""
        ...


class Folder:
    """A FileStore on disk: `ab/abcdef…`, complete or absent, never half."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def put(self, source: Path) -> Stored:
        return await asyncio.to_thread(self._put, source)

    async def path(self, sha256: str) -> Path:
        place = self.place(sha256)
        if not await asyncio.to_thread(place.is_file):
            raise FileNotFoundError(place)
        return place

    def _put(self, source: Path) -> Stored:
        with source.open("rb") as file:
            known = self.place(hashlib.file_digest(file, "sha256").hexdigest())
            if known.is_file():
                return Stored(known.name, known.stat().st_size)
            file.seek(0)
            return self._copy(file)

    def _copy(self, file: BinaryIO) -> Stored:
        """Named by the hash of what was written, so that a source changing meanwhile cannot lie."""
        digest = hashlib.sha256()
        with AtomicFile(self.root) as copy:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                copy.file.write(chunk)
            copy.rename(place := self.place(digest.hexdigest()))
        return Stored(place.name, place.stat().st_size)

    def place(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256


class AtomicFile:
    """A file that appears under its name only when whole, and on disk; without `rename` it never was."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".half-")
        self.file, self._path = os.fdopen(handle, "wb"), Path(name)

    def __enter__(self) -> "AtomicFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        with suppress(FileNotFoundError):
            self._path.unlink()

    def rename(self, place: Path) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        place.parent.mkdir(parents=True, exist_ok=True)
        self._path.chmod(0o644)
        self._path.replace(place)
