"""OPDS 2 is held to Readium's schemas and to its text; where they are at hand, to its own schemas too."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import referencing

from tests.web.opds.grammars import HERE, PUBLISHED

OPDS = "https://drafts.opds.io/schema/"

formats = jsonschema.FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@formats.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and _is_plain(value))


@formats.checks("uri-reference", raises=ValueError)
def _is_reference(value: object) -> bool:
    return not isinstance(value, str) or _is_plain(value)


@formats.checks("uri-template")
def _is_template(value: object) -> bool:
    return not isinstance(value, str) or _is_plain(re.sub(r"{\?\w+(,\w+)*}", "", value))


def _is_plain(address: str) -> bool:
    """RFC 3986's letters, and a percent sign only before two digits."""
    return bool(re.fullmatch(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+", address))


def _json(path: Path) -> dict[str, Any]:
    """The patterns are JavaScript's, whose groups are named otherwise."""
    return json.loads(path.read_text().replace("(?<", "(?P<"))


def _named(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    return {schema["$id"]: schema for schema in map(_json, paths)}


def _registry(resources: dict[str, dict[str, Any]]) -> Any:
    known = ((uri, referencing.Resource.from_contents(schema)) for uri, schema in resources.items())
    return referencing.Registry().with_resources(known).crawl()


READIUM = _named((HERE / "readium").rglob("*.schema.json"))
OURS, THEIRS = _json(HERE / "opds-2.json"), _named(PUBLISHED.glob("*.schema.json"))
REGISTRIES = [_registry(READIUM | OURS), *([_registry(READIUM | THEIRS)] if THEIRS else [])]


VALIDATORS = {
    kind: [
        jsonschema.Draft7Validator(
            {"$ref": f"{OPDS}{kind}.schema.json"}, registry=registry, format_checker=formats
        )
        for registry in REGISTRIES
    ]
    for kind in ("feed", "publication")
}


def faults(document: Any, kind: str) -> list[str]:
    """Of a `feed` or a `publication`; by OPDS's own schemas too where they are at hand."""
    found = [fault for validator in VALIDATORS[kind] for fault in validator.iter_errors(document)]
    return [f"{fault.json_path}: {fault.message[:300]}" for fault in found]
