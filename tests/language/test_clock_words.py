"""Hours, days and portions, as people say them in a chat."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.clock_words import EVERY_DAY, WEEKEND, WORKDAYS, Said, minutes, read
from language.day_words import day

TODAY = date(2026, 11, 23)  # a Monday
HAN = "零一二三四五六七八九十"


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("早上8点", time(8)),
        ("早上8点半", time(8, 30)),
        ("八点一刻", time(8, 15)),
        ("八点二十", time(8, 20)),
        ("8点05分", time(8, 5)),
        ("８：３０", time(8, 30)),
        ("晚上九点", time(21)),
        ("晚8点", time(20)),
        ("下午2点半", time(14, 30)),
        ("中午", time(12)),
        ("中午1点", time(13)),
        ("傍晚六点", time(18)),
        ("20:30", time(20, 30)),
        ("8am", time(8)),
        ("at 8:15 pm", time(20, 15)),
        ("өглөө 8 цагт", time(8)),
        ("орой 9 цагт", time(21)),
        ("үдээс хойш 3 цагт", time(15)),
        ("晚上11点", time(23)),
        ("晚上12点", time(0)),
        ("夜里两点", time(2)),
        ("凌晨三点", time(3)),
        ("06:00", time(6)),
    ],
)
def test_an_hour_in_many_wordings(said, at):
    assert read(said).at == at


@pytest.mark.parametrize(("said", "at"), [("3点", time(15)), ("6点", time(18)), ("8点", time(8))])
def test_nobody_is_woken_who_did_not_say_so(said, at):
    assert read(said).at == at


@pytest.mark.parametrize("said", ["早上", "25点", "8点61分", "第八章", "8段", "", "点点滴滴"])
def test_what_is_no_hour(said):
    assert read(said).at is None


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("每天", EVERY_DAY),
        ("天天", EVERY_DAY),
        ("every day", EVERY_DAY),
        ("өдөр бүр", EVERY_DAY),
        ("工作日", WORKDAYS),
        ("周一到周五", WORKDAYS),
        ("weekdays", WORKDAYS),
        ("周末", WEEKEND),
        ("星期六和星期天", WEEKEND),
        ("每周一三五", {0, 2, 4}),
        ("一三五", {0, 2, 4}),
        ("每周二和周四", {1, 3}),
        ("週五至週一", {4, 5, 6, 0}),
        ("礼拜二、礼拜五", {1, 4}),
        ("every monday and thursday", {0, 3}),
        ("даваа, пүрэв гаригт", {0, 3}),
    ],
)
def test_days_in_many_wordings(said, days):
    assert read(said).days == days


@pytest.mark.parametrize("said", ["每周", "第一三五章", "money", "5月", "sunny"])
def test_what_names_no_days(said):
    assert read(said).days is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("周一五点", Said(days=frozenset({0}), at=time(17))),
        ("周二十点", Said(days=frozenset({1}), at=time(10))),
        ("周一三五点半", Said(days=frozenset({0, 2}), at=time(17, 30))),
        ("每天8点两段", Said(days=EVERY_DAY, at=time(8), instalments=2)),
        ("每天晚上9点读10分钟", Said(days=EVERY_DAY, at=time(21), minutes=10)),
        ("weekdays at 8am 2 pages", Said(days=WORKDAYS, at=time(8), instalments=2)),
    ],
)
def test_what_is_said_in_one_breath(said, meant):
    assert read(said) == meant


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from([EVERY_DAY, WORKDAYS, WEEKEND]))
def test_every_minute_of_the_day_can_be_said(hour, minute, days):
    names = {EVERY_DAY: "每天", WORKDAYS: "工作日", WEEKEND: "周末"}
    assert read(f"{names[days]}{hour:02}:{minute:02}送两段") == Said(
        at=time(hour, minute), days=days, instalments=2
    )


@given(st.sets(st.integers(0, 6), min_size=1), st.sampled_from(["", "、", "和周"]))
def test_every_set_of_days_can_be_said(days, between):
    listed = between.join("一二三四五六日"[one] for one in sorted(days))
    assert read(f"每周{listed}晚上8点") == Said(at=time(20), days=frozenset(days))


@given(st.text(alphabet=HAN + "每周星期天日早晚上点半刻分钟段:0123456789 apm工作末到和", max_size=20))
def test_whatever_is_said_makes_sense_or_none(said):
    found = read(said)
    assert found.days is None or (found.days and found.days <= EVERY_DAY)
    on = day(said, TODAY)
    assert on is None or TODAY < on <= TODAY + timedelta(days=366)


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("5分钟", 5), ("十五分钟", 15), ("一刻钟", 15), ("半小时", 30), ("半个钟头", 30), ("一个半小时", 90),
        ("1小时", 60), ("两小时半", 150), ("10 minutes", 10), ("half an hour", 30), ("15 минут", 15),
        ("5分", None), ("小时候", None),
    ],
)  # fmt: skip
def test_spans_of_time(said, span):
    assert minutes(said) == span


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("明天", date(2026, 11, 24)), ("后天", date(2026, 11, 25)), ("下周一", date(2026, 11, 30)),
        ("下下周三", date(2026, 12, 9)), ("周三", date(2026, 11, 25)), ("周一", date(2026, 11, 30)),
        ("3月5日", date(2027, 3, 5)), ("12月1号", date(2026, 12, 1)), ("5号", date(2026, 12, 5)),
        ("三天", date(2026, 11, 26)), ("一周", date(2026, 11, 30)), ("下个月", date(2026, 12, 1)),
        ("next monday", date(2026, 11, 30)), ("маргааш", date(2026, 11, 24)),
        ("今天", None), ("天天", None), ("13月40日", None), ("999天", None), ("以后", None),
    ],
)  # fmt: skip
def test_days_to_come(said, on):
    assert day(said, TODAY) == on
