"""Books and covers in a bucket, with a real server that speaks S3."""

import io
from dataclasses import replace

import httpx
import pytest
from moto.server import ThreadedMotoServer
from PIL import Image

from config.bucket import bucket_of
from config.settings import BucketSettings
from ebooks.book import Picture
from ebooks.bucket import FilesInBucket
from ebooks.covers import Covers
from ebooks.files import Folder
from ebooks.illustrations import Illustrations, NoSuchIllustration
from tests.ebooks.shelving import Library


@pytest.fixture(scope="module")
def store():
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
async def bucket(store):
    settings = BucketSettings(name="books", endpoint=store, key_id="a-key-id", secret="a-secret-key")
    async with httpx.AsyncClient() as http:
        (await http.put(f"{store}/books")).raise_for_status()
    return bucket_of(settings)


async def test_what_one_machine_has_taken_in_every_machine_has(bucket, tmp_path):
    here, there = (FilesInBucket(bucket, Folder(tmp_path / name)) for name in ("here", "there"))
    book = tmp_path / "book.epub"
    book.write_bytes(b"a book" * 1_000_000)
    stored = await here.put(book)
    found = await there.path(stored.sha256)
    assert found.read_bytes() == book.read_bytes()
    assert found.is_relative_to(tmp_path / "there")
    found.unlink()
    assert (await there.path(stored.sha256)).stat().st_size == stored.size, "fetched again"
    assert await here.put(book) == stored, "and again is once"
    assert not list((tmp_path / "there").glob(".half-*"))


async def test_what_nobody_took_in_is_not_there(bucket, tmp_path):
    with pytest.raises(FileNotFoundError):
        await FilesInBucket(bucket, Folder(tmp_path)).path("ab" * 32)


async def test_a_books_own_cover_is_shown_by_every_machine(bucket, database, tmp_path):
    library = await Library(database, tmp_path / "library").open()
    title = await library.take("边城", "沈从文")
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "teal").save(picture, "PNG")
    here, there = (Covers(tmp_path / name, bucket) for name in ("here", "there"))
    assert await here.keep(title.sha256, picture.getvalue())
    own = replace(title, has_cover=True)
    assert (await there.path(own)).read_bytes() == (await here.path(own)).read_bytes()


async def test_the_pictures_of_a_book_are_seen_by_every_machine_until_they_are_discarded(bucket, tmp_path):
    book, other = "ab" * 32, "ac" * 32
    pictures = [Picture(letter * 64, letter.encode()) for letter in "12"]
    here, there = (Illustrations(tmp_path / name, bucket) for name in ("here", "there"))
    for sha256 in (book, other):
        await here.keep(sha256, pictures)
    assert (await there.path(book, pictures[0].name)).read_bytes() == b"1"
    await here.discard(book)
    for picture in pictures[1:]:
        with pytest.raises(NoSuchIllustration):
            await there.path(book, picture.name)
    assert (await there.path(other, pictures[1].name)).read_bytes() == b"2"
