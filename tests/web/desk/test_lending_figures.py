"""What few people did is not told, and cannot be reckoned from what is told."""

from datetime import date

from ebooks.lending.tallies import Tally
from web.desk.lending_figures import FEW, _place, _protected, _span, _sums


def tally(day: int, title: str, venue: str = "", **counts: int) -> Tally:
    return Tally(day=date(2026, 11, day), title_id=title, venue=venue, **counts)


def test_days_become_a_month_and_few_become_fewer_than_five():
    sums = _sums([tally(1, "甲", loans=4, holds=1), tally(2, "甲", loans=3)], _place)
    place = ("2026-11", "甲", "")
    assert _protected(sums)[place] == {
        "loans": 7, "renewals": 0, "returns": 0, "expiries": 0, "holds": FEW, "lapses": 0,
    }  # fmt: skip


def test_one_hidden_part_of_a_sum_hides_another():
    sums = _sums(
        [tally(1, "甲", loans=3), tally(1, "甲", "机场", loans=6), tally(1, "甲", "大厅", loans=9)], _place
    )
    assert [one["loans"] for one in _protected(sums).values()] == [FEW, FEW, 9]


def test_months_asked_the_wrong_way_round_are_put_right():
    assert _span("2026-11", "2026-09") == ("2026-09", "2026-11")
    first, last = _span("", "")
    assert first < last
