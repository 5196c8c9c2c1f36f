"""Tables to take along."""

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi import Response

# With these a table's cell would be a formula; the wide ones are what a Chinese keyboard types (OWASP).
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Row = Sequence[object]


def table(name: str, head: Row, rows: Iterable[Row]) -> Response:
    """With the mark by which spreadsheets know UTF-8."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(head)
    lines.writerows([_cell(one) for one in row] for row in rows)
    return Response(
        "\ufeff" + written.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="shutong-{name}.csv"'},
    )


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(RISKY) else text
