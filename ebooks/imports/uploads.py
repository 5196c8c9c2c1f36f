"""Files on their way from a librarian's browser to the import: a folder of their own, for a while."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PureWindowsPath

from ebooks.titles import file_name
from library.identity import new_id

BOOKS = {".epub", ".txt", ".pdf"}
LONGEST_NAME = 200  # characters shown


class Uploads:
    """Each lies in a folder of its own, under what is left of its name: a text may have no other title."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, name: str) -> Path:
        """Where a new file of that name may be written."""
        written = PureWindowsPath(name)
        own = self._folder / new_id()
        own.mkdir(parents=True)
        return own / _kept_name(written)

    def place_of(self, address: str, name: str) -> Path:
        """Where what comes from this address is to lie, always the same."""
        return self._folder / sha256(address.encode()).hexdigest()[:26] / _kept_name(PureWindowsPath(name))

    def discard(self, path: Path) -> None:
        """Once its line is written; what lies elsewhere is not ours and stays."""
        if path.parent.parent == self._folder:
            with suppress(FileNotFoundError):
                path.unlink()
            with suppress(FileNotFoundError):
                path.parent.rmdir()


def _kept_name(written: PureWindowsPath) -> str:
    suffix = written.suffix.lower()
    return file_name(written.stem, suffix[1:] if suffix in BOOKS else "other")


def shown_name(written: str) -> str:
    """The last part of a name from a browser or a disk, of which any byte may be anything."""
    last = PureWindowsPath(written).name or "?"
    return last.encode(errors="replace").decode()[:LONGEST_NAME]
