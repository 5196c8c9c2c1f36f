"""The calendar of the fields, as almanacs print it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from reader.solar_terms import TERMS, season, term

BEGINNINGS = [
    (date(2024, 2, 4), "立春"), (date(2025, 2, 3), "立春"), (date(2026, 2, 4), "立春"),
    (date(2024, 4, 4), "清明"), (date(2025, 4, 4), "清明"), (date(2026, 4, 5), "清明"),
    (date(2025, 6, 21), "夏至"), (date(2026, 6, 21), "夏至"), (date(2025, 9, 23), "秋分"),
    (date(2026, 11, 22), "小雪"), (date(2025, 12, 21), "冬至"), (date(2026, 12, 22), "冬至"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "name"), BEGINNINGS, ids=str)
def test_a_term_begins_on_the_day_the_almanac_says(day, name):
    assert term(day) == name
    assert term(day - timedelta(days=1)) == TERMS[TERMS.index(name) - 1]


def test_seasons_begin_with_their_terms():
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    begins = {term(day) for before, day in pairwise(year) if season(before) != season(day)}
    assert begins == {"立春", "立夏", "立秋", "立冬"}
    assert [season(date(2026, month, 15)) for month in (1, 4, 7, 10)] == ["冬", "春", "夏", "秋"]
