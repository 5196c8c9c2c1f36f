"""docs/security.md names the tests that keep its promises, so none of them goes without a thought."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (?!promise)[^-].*\|$", re.MULTILINE)


def test_each_promise_names_a_test_there_is():
    rows = ROW.findall(PAGE)
    assert len(rows) > 30
    for row in rows:
        named = NAMED.findall(row)
        assert named, row
        for path, name in named:
            assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.M), row
