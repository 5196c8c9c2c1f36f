"""What a body says, field by field: in XML or in JSON, as the account's console is set."""

import json
from collections.abc import Mapping
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

Fields = dict[str, Any]  # a name's value is text, or fields again, or a list of either


class BadMessage(Exception):
    """A body that is no message: neither XML nor JSON, or without what every message has."""


def is_json(body: bytes) -> bool:
    return body.lstrip()[:1] == b"{"


def fields_of(body: bytes) -> Fields:
    """The fields of a body, without blanks around their texts. Raises BadMessage."""
    fields = _from_json(body) if is_json(body) else _from_xml(body)
    if not isinstance(fields, dict):
        raise BadMessage("no fields")
    return fields


def field(fields: Fields, name: str, default: str | None = None) -> str:
    """One field's text; BadMessage where it is not text, or missing without a default."""
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise BadMessage(name)
    return value


def inside(fields: Fields, name: str) -> Fields:
    """The fields within a field; an empty one has none."""
    value = fields.get(name) or {}
    if not isinstance(value, dict):
        raise BadMessage(name)
    return value


def each(fields: Fields, name: str) -> list[Fields]:
    """A repeated field. One alone is one of one, and in JSON an empty list may stand for none."""
    value = fields.get(name) or []
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _from_json(body: bytes) -> Any:
    try:
        return _texts(json.loads(body, parse_int=str, parse_float=str))
    except (ValueError, RecursionError) as error:
        raise BadMessage(type(error).__name__) from None


def _texts(value: Any) -> Any:
    """JSON as XML would have said it; halves of surrogate pairs, which nothing can store, become "?"."""
    match value:
        case str():
            return value.encode(errors="replace").decode().strip()
        case dict():
            return {name: _texts(one) for name, one in value.items()}
        case list():
            return [_texts(one) for one in value]
        case _:
            return "" if value is None else str(value)


def _from_xml(body: bytes) -> Any:
    """Expat's events rather than a tree: nothing is expanded or fetched, and no depth is too deep."""
    tree = _Tree()
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler = tree.text.append
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(body, True)
    except ExpatError as error:
        raise BadMessage(type(error).__name__) from None
    (root,) = tree.open[0].values()
    return root


class _Tree:
    """The elements that are open, outermost first, and the text since the last tag."""

    __slots__ = ("open", "text")

    def __init__(self) -> None:
        self.open: list[Fields] = [{}]
        self.text: list[str] = []

    def start(self, _name: str, _attributes: Mapping[str, str]) -> None:
        self.open.append({})
        self.text.clear()

    def end(self, name: str) -> None:
        value = self.open.pop() or "".join(self.text).strip()
        self.text.clear()
        around = self.open[-1]
        if name not in around:
            around[name] = value
        elif isinstance(around[name], list):
            around[name].append(value)
        else:
            around[name] = [around[name], value]


def _no_doctype(*_declared: object) -> None:
    raise BadMessage("DOCTYPE")
