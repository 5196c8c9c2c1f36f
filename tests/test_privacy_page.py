"""docs/privacy.md names every place where something is kept, so that nobody adds one without a thought."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "ebooks", "library", "reader", "reference")
NAMED = re.compile(r'(?:\bdatabase\[|get_collection\(|durable\(database, )"([a-z_]+)"')


def collections() -> set[str]:
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return {name for path in sources for name in NAMED.findall(path.read_text(encoding="utf-8"))}


def test_each_collection_of_the_house_stands_in_it():
    told = set(re.findall("`([a-z_]+)`", (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")))
    assert len(collections()) > 30
    assert sorted(collections() - told) == []
