"""A secret of our own making, where nobody gave us one."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from config.settings import Settings


def secrets_of(settings: Settings) -> tuple[bytes, ...]:
    """The one that signs, then those that are still believed."""
    former = settings.former_secret_keys
    return secret_of(settings), *(former.get_secret_value().encode().split() if former else ())


def secret_of(settings: Settings) -> bytes:
    """The given secret, or the one in the data folder: made at first use, the same for all processes."""
    if settings.secret_key:
        return settings.secret_key.get_secret_value().encode()
    place = settings.data_dir / "secret.key"
    if not place.exists():
        _make(place)
    return place.read_bytes()


def _make(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=".secret-")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    # A link, unlike a rename, never replaces the secret another process made meanwhile.
    with suppress(FileExistsError):
        os.link(draft, place)
    Path(draft).unlink()
