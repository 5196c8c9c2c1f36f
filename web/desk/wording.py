"""The desk's words: what a state, a kind and a moment are called on the screen."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from library.clock import utc_now
from reference.models import MOST, Kind, Outcome, Question, SendState
from reference.status import Status, Trigger

CHINA = ZoneInfo("Asia/Shanghai")
SOON, LATE = timedelta(minutes=5), timedelta(minutes=30)

STATUS = {
    Status.BOT: "机器人",
    Status.QUEUED: "新",
    Status.OPEN: "处理中",
    Status.PENDING: "待读者",
    Status.RESOLVED: "已结",
    Status.ABANDONED: "已放弃",
}
SEND = {
    SendState.QUEUED: "发送中",
    SendState.SENDING: "发送中",
    SendState.SENT: "已提交微信",
    SendState.FAILED: "失败",
    SendState.BLOCKED: "失败：读者已取消关注",
    SendState.PARKED: "待读者来信后发出",
    SendState.UNKNOWN: "结果未知",
}
DONE = {
    Trigger.ASK: "提问",
    Trigger.OFFER: "提问，机器人先答",
    Trigger.HAND_OVER: "转给馆员",
    Trigger.WRITE: "补充",
    Trigger.CANCEL: "取消",
    Trigger.SETTLE: "表示已解决",
    Trigger.CLAIM: "认领",
    Trigger.UNCLAIM: "放回队列",
    Trigger.ANSWER: "回答",
    Trigger.RESEND: "重新发送",
    Trigger.RESOLVE: "结束",
    Trigger.EXPIRE: "久无来信，自动结束",
    Trigger.REOPEN: "重新打开",
    Trigger.REQUEUE: "再次提问",
}
KINDS = {
    Kind.DIRECTIONAL: "指向",
    Kind.REFERENCE: "参考",
    Kind.ADVISORY: "荐读",
    Kind.TECHNICAL: "技术",
    Kind.POLICY: "馆务",
}
OUTCOMES = {
    Outcome.ANSWERED: "已解答",
    Outcome.PARTLY: "部分解答",
    Outcome.REFERRED: "转介他处",
    Outcome.UNANSWERED: "未能解答",
}
READ = {
    1: "5 分钟内，不用查",
    2: "稍查即得",
    3: "要查几处",
    4: "要专门检索",
    5: "半天以上",
    6: "多次、深入",
}


def waited(since: datetime) -> str:
    """How long somebody has waited, in one unit; desk.js goes on counting in the same words."""
    minutes = int((utc_now() - since).total_seconds() // 60)
    if minutes < 1:
        return "刚来"
    if minutes < 60:
        return f"等了 {minutes} 分钟"
    return f"等了 {minutes // 60} 小时" if minutes < 24 * 60 else f"等了 {minutes // 1440} 天"


def patience(question: Question) -> str:
    """How the wait should look: calm, soon or late."""
    if question.waiting_since is None:
        return "calm"
    wait = utc_now() - question.waiting_since
    return "late" if wait >= LATE else "soon" if wait >= SOON else "calm"


def clock(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%H:%M")


def day(moment: datetime) -> str:
    here = moment.astimezone(CHINA)
    return f"{here.year} 年 {here.month} 月 {here.day} 日"


def moment(when: datetime) -> str:
    here = when.astimezone(CHINA)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def number(count: int) -> str:
    return f"{MOST - 1}+" if count >= MOST else str(count)
