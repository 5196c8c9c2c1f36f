"""An S3-compatible bucket behind our folders, so that many machines have the same files."""

from pathlib import Path

from obstore import delete_async, get_async, head_async, put_async
from obstore import list as listed
from obstore.store import ObjectStore

from ebooks.files import CHUNK, AtomicFile, Folder, Stored


class Bucket:
    """Objects bear the names of files. What is fetched is put in its place whole or not at all."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def push(self, name: str, path: Path) -> None:
        """Keep a file; what is there under that name already is the same, and is left."""
        if not await self._has(name):
            await put_async(self._store, name, path)

    async def pull(self, name: str, place: Path, *, folder: Path) -> bool:
        """Fetch a file to its place, by way of its folder; False where the bucket has none of that name."""
        try:
            found = await get_async(self._store, name)
        except FileNotFoundError:
            return False
        with AtomicFile(folder) as copy:
            async for part in found.stream(min_chunk_size=CHUNK):
                copy.file.write(part)
            copy.rename(place)
        return True

    async def clear(self, beginning: str) -> None:
        """Delete all whose names begin so, up to a slash."""
        async for found in listed(self._store, beginning):
            await delete_async(self._store, [one["path"] for one in found])

    async def _has(self, name: str) -> bool:
        try:
            await head_async(self._store, name)
        except FileNotFoundError:
            return False
        return True


class FilesInBucket:
    """A FileStore: the bucket has all files, the folder those that this machine has needed.

    Whatever is deleted from the folder is fetched again when it is wanted.
    """

    def __init__(self, bucket: Bucket, folder: Folder) -> None:
        self._bucket, self._folder = bucket, folder

    async def put(self, source: Path) -> Stored:
        stored = await self._folder.put(source)
        place = await self._folder.path(stored.sha256)
        await self._bucket.push(_name(stored.sha256), place)
        return stored

    async def path(self, sha256: str) -> Path:
        """Raises FileNotFoundError."""
        place = self._folder.place(sha256)
        if not place.is_file():
            await self._bucket.pull(_name(sha256), place, folder=self._folder.root)
        return await self._folder.path(sha256)


def _name(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}"
