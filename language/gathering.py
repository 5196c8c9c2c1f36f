"""Bring the catalogues up to what is said in the code: `python -m language.gathering` in a checkout."""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from language.translation import CATALOGUES

METHODS = [("**.py", "python"), ("**.html", "jinja2")]
ROOMS = (
    "bot",
    "handlers",
    "reader",
    "ebooks",
    "reference",
    "jobs",
    "library",
    "web",
)  # they speak to patrons
KEYWORDS = {"_": None, "later": None, "intent": (2,)}  # whoever is asked back reads an intent's label
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: shutong\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def messages(checkout: Path) -> dict[str, str]:
    """All that is said to patrons, each with the file that says it first, in the order of the files."""
    said: dict[str, str] = {}
    for name, message in _said(checkout):
        said.setdefault(message, name)
    return said


def catalogue(path: Path) -> Catalog:
    """A catalogue as it stands in its file, `…/mn/LC_MESSAGES/shutong.po`."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def updated(path: Path, said: dict[str, str]) -> bytes:
    """What a catalogue's file holds once it has all that is said, and nothing else.

    New messages are empty, so that they are said in Chinese; what is no longer said is gone. No dates and no
    lines of code are written, because they would change with every commit.
    """
    known, wanted = catalogue(path), Catalog(locale=path.parent.parent.name)
    for message in said:
        entry = known.get(message)
        wanted.add(message, entry.string if entry else "", flags=entry.flags if entry else ())
    written = BytesIO()
    write_po(written, wanted, width=0, omit_header=True)
    header = HEADER.format(language=wanted.locale, plurals=wanted.plural_forms)
    return header.encode() + written.getvalue()


def paths(catalogues: Path = CATALOGUES) -> list[Path]:
    return sorted(catalogues.glob("*/LC_MESSAGES/shutong.po"))


def main() -> None:
    said = messages(Path.cwd())
    for path in paths():
        path.write_bytes(updated(path, said))
        missing = sum(not entry.string for entry in catalogue(path) if entry.id)
        sys.stdout.write(f"{path.parent.parent.name}: {len(said)} messages, {missing} to be translated\n")


def _said(checkout: Path) -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        found = extract_from_dir(checkout / room, method_map=METHODS, keywords=KEYWORDS)
        for name, _line, message, _comments, _context in found:
            if isinstance(message, str) and message:
                yield f"{room}/{name}", message


if __name__ == "__main__":
    main()
