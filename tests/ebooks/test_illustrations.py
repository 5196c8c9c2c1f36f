"""Pictures of books on disk: each book's own, and gone with it."""

from pathlib import Path

import pytest

from ebooks.book import Picture
from ebooks.illustrations import Illustrations, NoSuchIllustration
from tests.ebooks.shelving import Library, book

DAO, DE = "ab" * 32, "cd" * 32
MAP, SEAL = (Picture(letter * 64, letter.encode()) for letter in "12")


@pytest.fixture
def illustrations(tmp_path: Path) -> Illustrations:
    return Illustrations(tmp_path / "illustrations")


async def test_a_picture_is_its_books_own(illustrations: Illustrations) -> None:
    await illustrations.keep(DAO, [MAP, SEAL])
    assert (await illustrations.path(DAO, MAP.name)).read_bytes() == MAP.content
    with pytest.raises(NoSuchIllustration):
        await illustrations.path(DE, MAP.name)


async def test_what_is_there_is_left(illustrations: Illustrations) -> None:
    await illustrations.keep(DAO, [MAP])
    before = (await illustrations.path(DAO, MAP.name)).stat()
    await illustrations.keep(DAO, [MAP])
    assert (await illustrations.path(DAO, MAP.name)).stat().st_ino == before.st_ino


@pytest.mark.parametrize("name", ["", "../../secret", "1" * 63, "G" * 64, "1" * 64 + "\n"])
async def test_no_other_file_can_be_asked_for(
    illustrations: Illustrations, tmp_path: Path, name: str
) -> None:
    (tmp_path / "secret.webp").write_bytes(b"secret")
    await illustrations.keep(DAO, [MAP])
    with pytest.raises(NoSuchIllustration):
        await illustrations.path(DAO, name)


async def test_all_of_a_book_are_discarded_together(illustrations: Illustrations) -> None:
    for sha256 in (DAO, DE):
        await illustrations.keep(sha256, [MAP, SEAL])
    await illustrations.discard(DAO)
    await illustrations.discard(DAO)
    for picture in (MAP, SEAL):
        with pytest.raises(NoSuchIllustration):
            await illustrations.path(DAO, picture.name)
        assert await illustrations.path(DE, picture.name)


async def test_a_title_that_becomes_another_file_loses_the_old_ones_pictures(database, tmp_path) -> None:
    library = await Library(database, tmp_path / "library").open()
    before = await library.take("道德经", pictures=(MAP,))
    old = await library.catalogue.illustration(before, MAP.name)
    same = await library.catalogue.revise(
        before.id, book("道德经", pictures=(MAP,)), library.write("道德经 ()")
    )
    assert same.sha256 == before.sha256
    assert old.is_file()
    after = await library.catalogue.revise(
        before.id, book("道德经", pictures=(SEAL,)), library.write("another file")
    )
    assert not old.exists()
    assert (await library.catalogue.illustration(after, SEAL.name)).read_bytes() == SEAL.content
