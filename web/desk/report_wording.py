"""The words and colours of reports."""

from collections.abc import Mapping, Sequence
from datetime import date

from library.few import FEWEST
from reference.statistics.bunches import Bunch, Step
from reference.statistics.fact import End
from reference.statistics.period import Period
from reference.statistics.report import Report
from web.charts import Chart, Column, Series

FEW = f"少于{FEWEST}"
ENDS: Mapping[End, str] = {
    End.ANSWERED: "已解答",
    End.UNANSWERED: "未能解答",
    End.ABANDONED: "读者放弃",
    End.DEFLECTED: "知识库解答",
    End.SILENT: "答后无回音",
    End.OPEN: "还没有结束",
}
COLOURS: Mapping[End, str] = {
    End.ANSWERED: "#1f6b52",
    End.UNANSWERED: "#a8321f",
    End.ABANDONED: "#c98a1b",
    End.DEFLECTED: "#2f6fb0",
    End.SILENT: "#8fb3d4",
    End.OPEN: "#8a8377",
}
SATISFACTION = {3: "满意", 2: "一般", 1: "不满意"}

Told = list[tuple[str, int | str]]  # counts by name, and FEW where it is of too few

SERIES = tuple(Series(key=f"end-{end}", name=name, colour=COLOURS[end]) for end, name in ENDS.items())
ASKED = Series(key="asked", name="收到", colour="#1f6b52")


def minutes(count: int | None) -> str:
    """A length of working time."""
    if count is None:
        return "—"
    if count < 1:
        return "不到 1 分钟"
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest} 分钟"
    return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "—"


def day(moment: date) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"


def month(one: str) -> str:
    year, number = one.split("-")
    return f"{year}年{int(number)}月"


def bunch(one: Bunch) -> str:
    """What a row of a table is called."""
    match one.step:
        case Step.DAY:
            return f"{one.since.month}月{one.since.day}日"
        case Step.WEEK:
            return f"{one.since.month}月{one.since.day}日–{one.until.month}月{one.until.day}日"
        case Step.MONTH:
            return f"{one.since.year}年{one.since.month}月"


def told(count: int | None) -> int | str:
    return FEW if count is None else count


def ends_chart(report: Report, bunches: Sequence[Bunch]) -> Chart:
    total = report.total
    said = "，".join(f"{name} {total.of(end)}" for end, name in ENDS.items() if total.of(end))
    return Chart(
        id="ends",
        title=f"{span(report.period)}收到的咨询",
        description=f"共收到 {total.received} 个咨询：{said or '没有'}。各段的数目在图下的表格里。",
        series=SERIES,
        columns=[Column(label=_short(one), counts=[one.sums.of(end) for end in ENDS]) for one in bunches],
    )


def hours_chart(report: Report) -> Chart:
    busiest = max(range(len(report.hours)), key=report.hours.__getitem__)
    return Chart(
        id="hours",
        title=f"{span(report.period)}咨询的钟点",
        description=f"一天里 {busiest} 点到 {busiest + 1} 点收到的最多，有 {report.hours[busiest]} 个。",
        series=[ASKED],
        columns=[Column(label=f"{hour}点", counts=[count]) for hour, count in enumerate(report.hours)],
    )


def span(period: Period) -> str:
    return day(period.since) if period.since == period.until else f"{day(period.since)}至{day(period.until)}"


def _short(one: Bunch) -> str:
    return (
        f"{one.since.year}-{one.since.month}"
        if one.step is Step.MONTH
        else f"{one.since.month}/{one.since.day}"
    )
