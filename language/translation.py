"""Patron-facing words in the language she speaks; the source is Chinese."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

SOURCE = "zh_CN"
CATALOGUES = Path(__file__).parent / "catalogues"

_speaking = ContextVar("speaking", default=SOURCE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let `_` answer in a language within the block and in tasks started there."""
    before = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(before)


def language() -> str:
    """The language in force."""
    return _speaking.get()


def _(message: str) -> str:
    """The message in the language in force, or as it is where nobody has translated it yet."""
    return translations(_speaking.get()).get(message, message)


def later(message: str) -> str:
    """A message that `_` is to say when it is needed, marked for the catalogues where it is written down."""
    return message


@cache
def translations(language: str) -> dict[str, str]:
    """Translations by source message; `en_GB` and `en-GB` are served by `en`, an unknown language by none."""
    path = CATALOGUES / _main_part(language) / "LC_MESSAGES" / "shutong.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        str(entry.id): str(entry.string)
        for entry in catalogue
        if entry.id and entry.string and not entry.fuzzy  # under no id stands the header
    }


def _main_part(language: str) -> str:
    part = language.replace("-", "_").partition("_")[0]
    return part if part.isalpha() else SOURCE
