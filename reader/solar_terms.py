"""The solar term (节气) of a day, from where the sun stands: no table, no lunar calendar."""

from datetime import UTC, date, datetime, time, timedelta
from math import radians, sin

from language.translation import later

TERMS = (
    later("春分"), later("清明"), later("谷雨"), later("立夏"), later("小满"), later("芒种"),
    later("夏至"), later("小暑"), later("大暑"), later("立秋"), later("处暑"), later("白露"),
    later("秋分"), later("寒露"), later("霜降"), later("立冬"), later("小雪"), later("大雪"),
    later("冬至"), later("小寒"), later("大寒"), later("立春"), later("雨水"), later("惊蛰"),
)  # fmt: skip
SEASONS = "春夏秋冬"
DEGREES = 360 // len(TERMS)
EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
MIDNIGHT = time(16, tzinfo=UTC)  # in Beijing, where a day of the calendar ends


def term(day: date) -> str:
    """The term in which a day lies; the first of its days is the one in which it begins."""
    return TERMS[_number(day)]


def season(day: date) -> str:
    """Of the four, as the terms have it: spring from 立春 on."""
    return SEASONS[(_number(day) + 3) % len(TERMS) // 6]


def _number(day: date) -> int:
    return int(_longitude(datetime.combine(day, MIDNIGHT) - EPOCH) // DEGREES)


def _longitude(since: timedelta) -> float:
    """The sun's, in degrees: good to a hundredth, which is a quarter of an hour, until 2050."""
    days = since / timedelta(days=1)
    anomaly = radians(357.528 + 0.9856003 * days)
    return (280.460 + 0.9856474 * days + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly)) % 360
