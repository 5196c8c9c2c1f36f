"""An instalment as MongoDB has it."""

from dataclasses import asdict, fields
from typing import Any

from language.illustration import Illustration
from reader.places import Instalment

Document = dict[str, Any]

ILLUSTRATIONS = "illustrations"  # only where there are any
PLAIN = tuple(field.name for field in fields(Instalment) if field.name != ILLUSTRATIONS)


def write_piece(instalment: Instalment) -> Document:
    """As `asdict` would make it, without the copy of every value."""
    document = {("_id" if name == "id" else name): getattr(instalment, name) for name in PLAIN}
    if instalment.illustrations:
        document[ILLUSTRATIONS] = [asdict(one) for one in instalment.illustrations]
    return document


def read_piece(document: Document) -> Instalment:
    known = {("id" if name == "_id" else name): value for name, value in document.items()}
    if ILLUSTRATIONS in known:
        known[ILLUSTRATIONS] = tuple(Illustration(**one) for one in known[ILLUSTRATIONS])
    return Instalment(**known)
