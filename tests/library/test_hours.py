"""Opening hours, against a model that looks at every minute."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.hours import BEIJING, MIDNIGHT, Different, Hours, Span
from library.hours_notation import CannotReadHours, read_hours, write_hours
from library.working_days import DayKind, kind_of

SPRING = datetime(
    2026, 2, 12, tzinfo=BEIJING
)  # two days before a Saturday worked in exchange for the festival
MINUTE = timedelta(minutes=1)


@st.composite
def spans(draw):
    edges = sorted(draw(st.lists(st.integers(0, MIDNIGHT), max_size=6, unique=True)))
    return tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))


hours = st.builds(
    Hours,
    week=st.tuples(*[spans()] * 7),
    kinds=st.dictionaries(st.sampled_from(DayKind), spans()),
    exceptions=st.dictionaries(
        st.dates(date(2026, 2, 12), date(2026, 2, 20)), st.builds(Different, spans(), st.just("春节"))
    ),
)
moments = st.integers(0, 8 * MIDNIGHT).map(lambda minute: (SPRING + minute * MINUTE).astimezone(UTC))


def open_minutes(hours, start, end):
    """The model: every minute by itself."""
    count = 0
    while start < end:
        count += is_open(hours, start)
        start += MINUTE
    return count


def is_open(hours, moment):
    local = moment.astimezone(BEIJING)
    minute = local.hour * 60 + local.minute
    return any(span.opens <= minute < span.closes for span in hours.on(local.date()))


@given(hours, moments, moments)
def test_open_time_between_two_moments_is_that_of_their_minutes(hours, one, other):
    start, end = sorted([one, other])
    assert hours.is_open(start) == is_open(hours, start)
    assert hours.between(start, end) == open_minutes(hours, start, end) * MINUTE


@given(hours, moments, st.integers(1, 3000))
def test_a_due_time_is_as_many_open_minutes_away(hours, start, minutes):
    due = hours.after(start, minutes * MINUTE)
    if due is not None:
        assert hours.between(start, due) == minutes * MINUTE
        assert hours.between(start, due - MINUTE) == (minutes - 1) * MINUTE


@given(hours, moments)
def test_until_the_next_opening_it_is_closed(hours, moment):
    opens = hours.next_opening(moment)
    if opens is not None:
        assert hours.is_open(opens)
        assert hours.between(moment, opens) == timedelta()


@given(hours, moments)
def test_a_closing_time_ends_what_is_open(hours, moment):
    closes = hours.closing(moment)
    assert (closes is not None) == hours.is_open(moment)
    if closes is not None and closes - moment < timedelta(days=1):
        assert not hours.is_open(closes)
        assert hours.between(moment, closes) == closes - moment


@given(hours)
def test_what_is_written_is_read_again(hours):
    assert read_hours(write_hours(hours)) == hours


def test_the_states_calendar():
    kinds = [kind_of(date(2026, 2, day)) for day in (13, 14, 15, 17, 24)]
    working, holiday = DayKind.WORKING, DayKind.HOLIDAY
    assert kinds == [working, working, holiday, holiday, working]  # the 14th is a Saturday worked in exchange
    assert kind_of(date(2026, 11, 21)) is DayKind.RESTING
    assert kind_of(date(2199, 1, 5)) is DayKind.RESTING, "a year nobody has told of follows the week"


def test_a_desk_that_works_when_the_state_does():
    desk = read_hours("工作日 8:30-12:00 14:30-17:30")
    friday = datetime(2026, 2, 13, 17, tzinfo=BEIJING)
    assert desk.closing(friday) == friday.replace(minute=30)
    assert desk.next_opening(friday.replace(hour=18)) == datetime(2026, 2, 14, 8, 30, tzinfo=BEIJING)
    evening = datetime(2026, 2, 14, 18, tzinfo=BEIJING)
    assert desk.next_opening(evening) == datetime(2026, 2, 24, 8, 30, tzinfo=BEIJING)
    assert desk.after(friday, timedelta(hours=1)) == datetime(2026, 2, 14, 9, tzinfo=BEIJING)


def test_a_hall_as_libraries_write_it():
    hall = read_hours(
        """
        周二至周日 9：00—21:00
        周一 闭馆
        周五 9:00-12:00，14:00~21:00
        2026-02-16至2026-02-17 闭馆 除夕、春节
        2026-02-18 10:00-16:00 春节
        """
    )
    assert hall.on(date(2026, 3, 2)) == ()
    assert hall.on(date(2026, 3, 6)) == (Span(540, 720), Span(840, 1260))
    assert hall.on(date(2026, 2, 17)) == ()
    assert hall.why(date(2026, 2, 17)) == "除夕、春节"
    assert write_hours(hall).splitlines() == [
        "周一 闭馆",
        "周二至周四 9:00-21:00",
        "周五 9:00-12:00 14:00-21:00",
        "周六至周日 9:00-21:00",
        "2026-02-16 闭馆 除夕、春节",
        "2026-02-17 闭馆 除夕、春节",
        "2026-02-18 10:00-16:00 春节",
    ]


def test_always_open_and_never():
    assert read_hours("每天 全天").closing(SPRING) == SPRING + timedelta(days=2), "as far as anybody looks"
    assert Hours().next_opening(SPRING) is None
    assert Hours().after(SPRING, MINUTE) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("九点到五点", "开头写周几"),
        ("周一", "后面写时间"),
        ("周一 9-17", "后面写时间"),
        ("周一 9:00-8:00", "先早后晚"),
        ("周一 9:00-25:00", "24:00"),
        ("周一 9:00-12:70", "24:00"),
        ("周一 9:00-12:00 11:00-13:00", "不能重叠"),
        ("周一 9:00-12:00 左右", "看不懂「左右」"),
        ("2026-02-30 闭馆", "没有这一天"),
        ("2026-02-20至2026-02-10 闭馆", "后一个日期"),
    ],
)
def test_what_nobody_can_follow_says_what_to_write(line, says):
    with pytest.raises(CannotReadHours) as refused:
        read_hours(f"周二 9:00-17:00\n{line}")
    assert refused.value.line == line
    assert says in refused.value.why
