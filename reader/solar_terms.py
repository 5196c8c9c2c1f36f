"""The solar term (节气) of a day, from where the sun stands: no table, no lunar calendar."""

from datetime import UTC, date, datetime, time, timedelta
from math import radians, sin

TERMS = (
    "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑", "白露",
    "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒", "立春", "雨水", "惊蛰",
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
