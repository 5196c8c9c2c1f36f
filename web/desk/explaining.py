"""What a librarian reads where the desk says no."""

from collections.abc import Mapping

from reference.canned import HouseRules
from reference.refusals import (
    AlreadyClaimed,
    AlreadyOpen,
    CannotHelp,
    EmptyAnswer,
    EmptyNote,
    HandsFull,
    NoSuchQuestion,
    NotSoLong,
    NotYours,
    OthersQuestion,
)
from reference.tags import LONGEST, NoSuchTag, TooManyTags, UnfitTag
from web.desk import wording
from web.desk.panes import Conflict

PLAIN: Mapping[type[CannotHelp], tuple[str, str]] = {
    EmptyAnswer: ("还没有写字", "请先写下回答，再发送。"),
    EmptyNote: ("还没有写字", "请写一句话，让同事知道是怎么回事。"),
    AlreadyOpen: ("读者有新的问题", "这位读者已经提了新的问题，请在那里继续。"),
    OthersQuestion: ("不能合并", "只有同一位读者的问题才能并在一起。"),
    UnfitTag: ("标签不合适", f"标签要有字，最多 {LONGEST} 个字。"),
    HouseRules: ("由主管来做", "全馆共用的由主管编写。"),
    NoSuchQuestion: ("没有这个问题", "它可能已经被清除。"),
}
CHANGED = "现在不能这样做", "这个问题的状态刚刚变了，请看一下最新的情况。"


def explained(refusal: CannotHelp, draft: str = "") -> Conflict:
    """Why not, and what she had written, which must not be lost."""
    title, words = _explained(refusal)
    return Conflict(title=title, words=words, draft=draft)


def _explained(refusal: CannotHelp) -> tuple[str, str]:
    match refusal:
        case AlreadyClaimed(winner=winner, at=at):
            when = f"在 {wording.clock(at)} " if at else "刚刚"
            return "慢了一步", f"{winner}{when}已经认领了这个问题。"
        case NotYours(owner=""):
            return "还没有认领", "请先认领，再回答或结束这个问题。"
        case NotYours(owner=owner):
            return "这是同事的问题", f"这个问题由{owner}处理。"
        case NotSoLong(latest=latest):
            return "不能推到那一天", f"请选一个将来的日子，不晚于 {wording.day(latest)}。"
        case HandsFull(capacity=capacity):
            return "手上已满", f"同时最多处理 {capacity} 个问题。先答复或放回一个，再认领新的。"
        case TooManyTags(most=most):
            return "标签太多", f"最多 {most} 个。先去掉用不着的。"
        case NoSuchTag(name=name):
            return "没有这个标签", f"「{name}」刚刚不再用了。"
    return PLAIN.get(type(refusal), CHANGED)
