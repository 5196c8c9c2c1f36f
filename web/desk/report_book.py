"""A report as a workbook: sheets with the same figures as the page, and a chart a director can restyle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from reference.statistics.report import Report
from reference.statistics.sums import Spread, Sums
from web.desk.report_wording import COLOURS, ENDS, Told, minutes, share, span

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LITERAL = {
    "in_memory": True,
    "strings_to_formulas": False,  # a venue named "=1+1" is a name
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
IN_MINUTES = ("个数", "半数不超过（分钟）", "九成不超过（分钟）")
MONTHS = ("月", *(f"{wait}：{figure}" for wait in ("首次答复", "解答用时") for figure in IN_MINUTES))
HEAD = ("收到", *ENDS.values())

Rows = Iterable[Sequence[object]]


def book(report: Report, names: Mapping[str, str], sorts: Mapping[str, Told]) -> bytes:
    """An XLSX file; `names` are the branches'."""
    written = BytesIO()
    with Workbook(written, LITERAL) as workbook:
        _sheet(workbook, "概览", ("项目", "数目"), overview(report))
        days = _sheet(workbook, "每天", ("日期", *HEAD), _by(report.days))
        _add_chart(workbook, days, len(report.days))
        branches = {names.get(branch, branch): sums for branch, sums in report.branches.items()}
        _sheet(workbook, "各馆", ("馆", *HEAD), _by(branches))
        venues = {venue or "没有写场馆": sums for venue, sums in report.venues.items()}
        _sheet(workbook, "场馆", ("场馆", *HEAD), _by(venues))
        _sheet(workbook, "逐月", MONTHS, months(report))
        _sheet(workbook, "钟点", ("钟点", "收到"), ((f"{hour}点", n) for hour, n in enumerate(report.hours)))
        for name, rows in sorts.items():
            _sheet(workbook, name, (name, "数目"), rows)
    return written.getvalue()


def plain_book(name: str, head: Sequence[str], rows: Rows) -> bytes:
    """An XLSX file of one sheet."""
    written = BytesIO()
    with Workbook(written, LITERAL) as workbook:
        _sheet(workbook, name, head, rows)
    return written.getvalue()


def months(report: Report) -> Rows:
    """Bare minutes, for who reckons on."""
    return [(month, *_figures(waits.first), *_figures(waits.spent)) for month, waits in report.months.items()]


def overview(report: Report) -> Told:
    """The figures one would read out."""
    total = report.total
    return [
        ("时间", span(report.period)),
        ("收到", total.received),
        *((name, total.of(end)) for end, name in ENDS.items()),
        ("其中参考咨询（已解答，不算指向）", report.reference),
        ("首次答复：半数不超过", minutes(report.waits.first.median)),
        ("首次答复：九成不超过", minutes(report.waits.first.p90)),
        *_kept(report),
        ("解答用时：半数不超过", minutes(report.waits.spent.median)),
        ("解答用时：九成不超过", minutes(report.waits.spent.p90)),
        ("馆员用时：填了的", report.worked.count),
        ("馆员用时：一共", minutes(report.minutes)),
        ("馆员用时：半数不超过", minutes(report.worked.median)),
        ("馆员用时：九成不超过", minutes(report.worked.p90)),
        ("知识库先答、读者表了态的", report.offered),
        ("其中没有帮上忙、转给馆员的", report.handed_over),
        ("知识库帮上忙的比例", share(total.deflected, report.offered)),
        ("结束后又打开的", report.reopened),
    ]


def _figures(spread: Spread) -> Iterator[int | str]:
    yield spread.count
    for wait in (spread.median, spread.p90):
        yield "" if wait is None else wait


def _kept(report: Report) -> Told:
    if report.waits.first.kept is None:
        return []
    return [("首次答复没有超过承诺时间的", report.waits.first.kept)]


def _by(sums: Mapping[date, Sums] | Mapping[str, Sums]) -> Rows:
    return [(str(name), one.received, *(one.of(end) for end in ENDS)) for name, one in sums.items()]


def _sheet(workbook: Workbook, name: str, head: Sequence[str], rows: Rows) -> Worksheet:
    sheet = workbook.add_worksheet(name)
    sheet.write_row(0, 0, head, workbook.add_format({"bold": True, "bottom": 1}))
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(head), 18)
    return sheet


def _add_chart(workbook: Workbook, sheet: Worksheet, days: int) -> None:
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for column, end in enumerate(ENDS, start=2):
        chart.add_series(
            {
                "name": [sheet.name, 0, column],
                "categories": [sheet.name, 1, 0, days, 0],
                "values": [sheet.name, 1, column, days, column],
                "fill": {"color": COLOURS[end]},
            }
        )
    chart.set_title({"name": "每天收到的咨询"})
    chart.set_size({"width": 960, "height": 360})
    sheet.insert_chart(1, len(HEAD) + 2, chart)
