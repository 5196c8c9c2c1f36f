"""Where the pictures of books are: a folder for each book, in it a file for each picture."""

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from shutil import rmtree

from ebooks.book import Picture
from ebooks.bucket import Bucket
from ebooks.files import AtomicFile
from ebooks.titles import CannotFind

NAME = re.compile("[0-9a-f]{64}")


class NoSuchIllustration(CannotFind):
    def __init__(self, name: str) -> None:
        super().__init__(f"no illustration {name}")


class Illustrations:
    """WebP files by the hash of their book and their own, so that none is reached through another book.

    They go into the bucket, too, if there is one.
    """

    def __init__(self, root: Path, bucket: Bucket | None = None) -> None:
        self._root, self._bucket = root, bucket

    async def keep(self, sha256: str, pictures: Iterable[Picture]) -> None:
        """Of a book; what is there already is left."""
        for picture in pictures:
            place = self._place(sha256, picture.name)
            await asyncio.to_thread(self._save, place, picture.content)
            if self._bucket:
                await self._bucket.push(_name(sha256, picture.name), place)

    async def path(self, sha256: str, name: str) -> Path:
        """Raises NoSuchIllustration."""
        if not NAME.fullmatch(name):
            raise NoSuchIllustration(name)
        place = self._place(sha256, name)
        if await asyncio.to_thread(place.is_file):
            return place
        if self._bucket and await self._bucket.pull(_name(sha256, name), place, folder=self._root):
            return place
        raise NoSuchIllustration(name)

    async def discard(self, sha256: str) -> None:
        """All of a book. Another machine that has fetched some keeps them until it is cleared."""
        await asyncio.to_thread(rmtree, self._folder(sha256), ignore_errors=True)
        if self._bucket:
            await self._bucket.clear(_name(sha256, ""))

    def _save(self, place: Path, content: bytes) -> None:
        if not place.is_file():
            with AtomicFile(self._root) as file:
                file.file.write(content)
                file.rename(place)

    def _place(self, sha256: str, name: str) -> Path:
        return self._folder(sha256) / f"{name}.webp"

    def _folder(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256


def _name(sha256: str, name: str) -> str:
    """Without a picture's name, what all of a book begin with."""
    return f"illustrations/{sha256[:2]}/{sha256}/" + (f"{name}.webp" if name else "")
