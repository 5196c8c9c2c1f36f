"""A title as the index takes it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`revision` changes whenever anything of the title does; `keys` are those of `ebooks.search.keys`."""

    id: str
    revision: str
    name: str
    keys: Sequence[Mapping[str, Any]]
    facets: Mapping[str, Sequence[str]]
