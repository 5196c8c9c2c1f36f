"""Files on their way from a librarian's browser to the import: a folder of their own, for a while."""

from contextlib import suppress
from pathlib import Path, PureWindowsPath

from library.identity import new_id

LONGEST_NAME = 200  # characters shown


class Uploads:
    """What lies here has names of ours; those the browser gave are only shown."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, name: str) -> Path:
        """Where a new file of that name may be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        suffix = PureWindowsPath(name).suffix.lower()
        return self._folder / f"{new_id()}{suffix if suffix in {'.epub', '.txt'} else ''}"

    def discard(self, path: Path) -> None:
        """Once its line is written; what lies elsewhere is not ours and stays."""
        if path.parent == self._folder:
            with suppress(FileNotFoundError):
                path.unlink()


def shown_name(written: str) -> str:
    """The last part of a name from a browser or a disk, of which any byte may be anything."""
    last = PureWindowsPath(written).name or "?"
    return last.encode(errors="replace").decode()[:LONGEST_NAME]
