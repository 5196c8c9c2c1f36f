"""Days and weeks in a row, counted kindly."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reader.days import Day
from reader.streaks import ENOUGH, Streak, streak

SUNDAY = date(2026, 3, 1)
A_DAY = timedelta(days=1)

dates = st.dates(date(2025, 12, 1), SUNDAY)
some_days = st.sets(dates, max_size=90)


def read_on(*when: date) -> list[Day]:
    return [Day(date=one, instalments=1, han=400, words=0, seconds=60, titles=("A",)) for one in when]


def ago(*days: int) -> list[Day]:
    return read_on(*(SUNDAY - day * A_DAY for day in days))


def test_who_has_not_begun_has_nothing_to_lose():
    assert streak([], SUNDAY) == Streak(days=0, weeks=0, today=False)


def test_days_in_a_row_with_today():
    assert streak(ago(0, 1, 2), SUNDAY) == Streak(days=3, weeks=1, today=True)


def test_today_is_not_over():
    assert streak(ago(1, 2, 3), SUNDAY).days == 3


def test_one_day_off_in_a_week_is_forgiven_and_not_counted():
    assert streak(ago(0, 1, 3, 4), SUNDAY).days == 4


def test_two_days_off_in_one_week_end_it():
    assert streak(ago(0, 1, 4, 5), SUNDAY).days == 2


def test_each_week_forgives_anew():
    assert streak(ago(0, 1, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13), SUNDAY).days == 12


def test_a_week_is_three_days_and_the_running_one_breaks_nothing():
    assert streak(ago(7, 8, 9, 14, 15, 16), SUNDAY).weeks == 2
    assert streak(ago(0, 7, 8, 9), SUNDAY).weeks == 1
    assert streak(ago(0, 1, 2, 7, 8, 9), SUNDAY).weeks == 2
    assert streak(ago(0, 1, 2, 7, 8), SUNDAY).weeks == 1


@given(some_days)
def test_a_streak_is_never_longer_than_what_was_read(days):
    found = streak(read_on(*days), SUNDAY)
    assert 0 <= found.days <= len(days)
    assert found.weeks * ENOUGH <= len(days)
    assert found.today == (SUNDAY in days)


@given(some_days, dates)
def test_to_read_on_one_day_more_never_costs_anything(days, more):
    before, after = streak(read_on(*days), SUNDAY), streak(read_on(*days, more), SUNDAY)
    assert after.days >= before.days
    assert after.weeks >= before.weeks


@given(some_days)
def test_reading_each_day_counts_one_day_more_each_day(days):
    tomorrow = SUNDAY + A_DAY
    today, then = streak(read_on(*days, SUNDAY), SUNDAY), streak(read_on(*days, SUNDAY, tomorrow), tomorrow)
    assert then.days == today.days + 1


@given(some_days)
def test_a_day_not_over_loses_nothing(days):
    late, early = streak(read_on(*days), SUNDAY + A_DAY), streak(read_on(*days, SUNDAY), SUNDAY)
    assert late.days <= early.days
    assert streak(read_on(*days, SUNDAY), SUNDAY + A_DAY).days == early.days
