"""What takes seconds to make is kept in a folder of our own for the next process."""

import marshal
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

OTHERS = 0o077


def kept(name: str, make: Callable[[], Any]) -> Any:
    """What `make` returns, made once for all processes of this user; `name` must change when that would.

    Kept with marshal, which is fast and trusts its file: one that anybody else may write to is not read.
    """
    file = _folder() / f"{name}.marshal"
    if (found := _read(file)) is None:
        found = make()
        _write(file, found)
    return found


def _folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "shutong"


def _read(file: Path) -> Any | None:
    try:
        if not (_is_ours(file.parent) and _is_ours(file)):
            return None
        return marshal.loads(file.read_bytes())  # noqa: S302 - only we can have written it
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(file: Path, made: Any) -> None:
    """Whole or not at all; where there is no place for it, the next process makes it again."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(file.parent):
            return
        with NamedTemporaryFile(dir=file.parent, delete=False) as new:
            new.write(marshal.dumps(made))
        Path(new.name).replace(file)
    except OSError:
        return


def _is_ours(path: Path) -> bool:
    found = path.stat()
    return found.st_uid == os.getuid() and not found.st_mode & OTHERS
