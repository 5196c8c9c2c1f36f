"""Opening hours as librarians write them: a line per kind of day, 「周二至周日 8:30-12:00 14:00-17:30」."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from library.hours import CLOSED, MIDNIGHT, Different, Hours, Span, Spans
from library.working_days import DayKind

DAYS = "一二三四五六日"
KINDS = {"工作日": DayKind.WORKING, "休息日": DayKind.RESTING, "节假日": DayKind.HOLIDAY}
SHUT = ("闭馆", "休息", "不开放")
TO = r"\s*(?:-|~|～|－|–|—|至|到)+\s*"
CLOCK = r"(\d{1,2})[:：](\d{2})"
SPAN = re.compile(rf"{CLOCK}{TO}{CLOCK}|(全天)")
DATES = re.compile(rf"(\d{{4}}-\d{{1,2}}-\d{{1,2}})(?:{TO}(\d{{4}}-\d{{1,2}}-\d{{1,2}}))?")
WEEKDAYS = re.compile(rf"(?:周|星期)([一二三四五六日天])(?:{TO}(?:周|星期)?([一二三四五六日天]))?")
LONGEST = 366  # days one line may speak of


class CannotReadHours(Exception):
    """A `line` nobody can follow; `why` is a Chinese sentence that says what to write."""

    def __init__(self, line: str, why: str) -> None:
        super().__init__(f"{line}: {why}")
        self.line, self.why = line, why


def read_hours(text: str) -> Hours:
    """Hours from lines; a later line wins over an earlier one. Raises CannotReadHours.

    A line begins with weekdays (周一、周三 or 周二至周日), 每天, 工作日, 休息日, 节假日, or a date or two
    (2026-02-16至2026-02-22), goes on with spans or 闭馆, and a date's line may end with a reason.
    """
    week, kinds, exceptions = [CLOSED] * 7, dict[DayKind, Spans](), dict[date, Different]()
    for line in filter(None, (line.strip() for line in re.split(r"[\n;；]", text))):
        if dates := DATES.match(line):
            what = Different(*_spans_and_reason(line, line[dates.end() :]))
            exceptions |= dict.fromkeys(_dates(line, dates), what)
        elif kind := next((kind for kind in KINDS if line.startswith(kind)), None):
            kinds[KINDS[kind]] = _spans(line, line[len(kind) :])
        else:
            days, rest = _weekdays(line)
            spans = _spans(line, rest)
            week = [spans if day in days else week[day] for day in range(7)]
    return Hours(week=tuple(week), kinds=kinds, exceptions=exceptions)


def write_hours(hours: Hours) -> str:
    """Lines that read_hours understands as the same hours."""
    lines = [f"{_run(first, last)} {spell(spans)}" for first, last, spans in _runs(hours.week)]
    lines += [f"{name} {spell(hours.kinds[kind])}" for name, kind in KINDS.items() if kind in hours.kinds]
    for day, different in sorted(hours.exceptions.items()):
        lines.append(f"{day.isoformat()} {spell(different.spans)} {different.reason}".strip())
    return "\n".join(lines)


def spell(spans: Spans) -> str:
    """「8:30-12:00 14:00-17:30」, 「全天」, 「闭馆」."""
    if spans == (Span(0, MIDNIGHT),):
        return "全天"
    return " ".join(f"{clock(span.opens)}-{clock(span.closes)}" for span in spans) or SHUT[0]


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _runs(week: tuple[Spans, ...]) -> Iterator[tuple[int, int, Spans]]:
    first = 0
    for day in range(1, 8):
        if day == 7 or week[day] != week[first]:
            yield first, day - 1, week[first]
            first = day


def _run(first: int, last: int) -> str:
    return f"周{DAYS[first]}" if first == last else f"周{DAYS[first]}至周{DAYS[last]}"


def _dates(line: str, found: re.Match[str]) -> list[date]:
    try:
        first, last = (_date(found[1]), _date(found[2] or found[1]))
    except ValueError:
        raise CannotReadHours(line, "没有这一天，日期写成 2026-02-16 这样") from None
    days = (last - first).days
    if not 0 <= days < LONGEST:
        raise CannotReadHours(line, "后一个日期要在前一个之后，一行最多写一年")
    return [first + timedelta(days=ahead) for ahead in range(days + 1)]


def _date(text: str) -> date:
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)


def _weekdays(line: str) -> tuple[set[int], str]:
    if line.startswith("每天"):
        return set(range(7)), line[2:]
    days, rest = set[int](), line
    while found := WEEKDAYS.match(rest):
        first = _weekday(found[1])
        last = _weekday(found[2]) if found[2] else first
        days |= {(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)}  # 周六至周一 goes round
        rest = rest[found.end() :].lstrip("、,， 和")
    if not days:
        raise CannotReadHours(line, "开头写周几（周二至周日）、每天、工作日、休息日、节假日或日期")
    return days, rest


def _weekday(name: str) -> int:
    return DAYS.index("日" if name == "天" else name)


def _spans(line: str, rest: str) -> Spans:
    spans, reason = _spans_and_reason(line, rest)
    if reason:
        raise CannotReadHours(line, f"看不懂「{reason}」，时间写成 8:30-12:00 14:00-17:30，不开放写闭馆")
    return spans


def _spans_and_reason(line: str, rest: str) -> tuple[Spans, str]:
    rest = rest.strip(" :：,，、")
    for word in SHUT:
        if rest.startswith(word):
            return CLOSED, rest.removeprefix(word).strip()
    spans = []
    while found := SPAN.match(rest):
        spans.append(_span(line, found))
        rest = rest[found.end() :].lstrip(" ,，、")
    if not spans:
        raise CannotReadHours(line, "后面写时间（8:30-12:00 14:00-17:30）、全天或闭馆")
    if any(later.opens < earlier.closes for earlier, later in pairwise(spans)):
        raise CannotReadHours(line, "时间段要从早到晚，不能重叠")
    return tuple(spans), rest.strip()


def _span(line: str, found: re.Match[str]) -> Span:
    if found[5]:
        return Span(0, MIDNIGHT)
    hours = [int(part) for part in found.groups()[:4]]
    try:
        return Span(_minute(*hours[:2]), _minute(*hours[2:]))
    except ValueError:
        raise CannotReadHours(line, "时间要在 0:00 到 24:00 之间，先早后晚；过夜请分成两天写") from None


def _minute(hour: int, minute: int) -> int:
    if minute > 59:
        raise ValueError(minute)
    return hour * 60 + minute
