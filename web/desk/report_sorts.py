"""What questions were about, how hard they were and who was content, told where it is of enough people."""

from collections.abc import Mapping

from library.few import FEWEST, parts
from reference.statistics.report import Report
from web.desk import wording
from web.desk.report_wording import SATISFACTION, Told, told

OTHERS, NAMELESS = "其他主题", "没有写主题"


def sorts(report: Report) -> dict[str, Told]:
    """They say more of who asked than that somebody did."""
    unsorted = {"馆员没有归类": report.unsorted}
    kinds = {words: report.kinds.get(kind, 0) for kind, words in wording.KINDS.items()}
    reads = {f"{read}（{words}）": report.reads.get(read, 0) for read, words in wording.READ.items()}
    outcomes = {words: report.outcomes.get(one, 0) for one, words in wording.OUTCOMES.items()}
    content = {words: report.satisfaction.get(how, 0) for how, words in SATISFACTION.items()}
    return {
        "类型": _protected(kinds | unsorted),
        "READ": _protected(reads | unsorted),
        "结果": _protected(outcomes | unsorted),
        "读者评价": _protected(content),
    }


def subjects(report: Report, most: int | None = None) -> Told:
    """The commonest first, of `most` of them; one that few asked about is not even named."""
    ranked = sorted(report.subjects.items(), key=lambda one: (-one[1], one[0]))
    named = dict([one for one in ranked if one[1] >= FEWEST][:most])
    others = sum(report.subjects.values()) - sum(named.values())
    rest = {OTHERS: others, NAMELESS: report.nameless}
    return _protected(named | {name: count for name, count in rest.items() if count})


def _protected(counts: Mapping[str, int]) -> Told:
    some = {name: count for name, count in counts.items() if count}
    shown = dict(zip(some, parts(list(some.values())), strict=True))
    return [(name, told(shown[name]) if name in shown else 0) for name in counts]
