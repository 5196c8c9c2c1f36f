"""The desk's words: what a state, a kind and a moment are called on the screen."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from library.clock import utc_now
from reference.assistant.passages import Origin
from reference.models import MOST, Entry, Kind, Outcome, Question, SendState
from reference.status import Status, Trigger

CHINA = ZoneInfo("Asia/Shanghai")
NUMBER = re.compile(r"-?\d{2,}")  # of WeChat's refusals
SOON, LATE = timedelta(minutes=5), timedelta(minutes=30)

STATUS = {
    Status.BOT: "机器人",
    Status.QUEUED: "新",
    Status.OPEN: "处理中",
    Status.PENDING: "待读者",
    Status.SNOOZED: "稍后",
    Status.RESOLVED: "已结",
    Status.ABANDONED: "已放弃",
    Status.SPAM: "垃圾",
    Status.MERGED: "已并入",
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
TROUBLES = {
    "NotAllowed": "公众号没有主动发消息的权限",
    "NotSent": "连不上微信",
    "Busy": "微信忙",
    "TooFast": "发得太快，微信拦下了",
    "TokenRejected": "公众号的密钥不对，请告诉管理员",
    "CredentialsWrong": "公众号的密钥不对，请告诉管理员",
    "NotWhitelisted": "服务器地址不在公众号的白名单里，请告诉管理员",
}
"""By what jobs/outbox.py calls them."""
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
    Trigger.NOTE: "写了备注",
    Trigger.HAND_ON: "转交",
    Trigger.REFER: "转到",
    Trigger.SNOOZE: "推后",
    Trigger.WAKE: "到了时间",
    Trigger.DISCARD: "标为垃圾",
    Trigger.MERGE: "并入另一个问题",
    Trigger.ABSORB: "并入了一个问题",
    Trigger.TAG: "改标签 ",
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
FILES = {"audio/amr": "AMR", "audio/amr-wb": "AMR", "audio/mpeg": "MP3"}
READ = {
    1: "5 分钟内，不用查",
    2: "稍查即得",
    3: "要查几处",
    4: "要专门检索",
    5: "半天以上",
    6: "多次、深入",
}
ORIGINS = {Origin.KNOWLEDGE: "知识库", Origin.RULES: "馆舍信息", Origin.CATALOGUE: "书目"}


def waited(since: datetime) -> str:
    """How long somebody has waited, in one unit; desk/clocks.js goes on counting in the same words."""
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
    if question.due_at is not None:
        left = question.due_at - utc_now()
        return "late" if left <= timedelta() else "soon" if left <= SOON else "calm"
    wait = utc_now() - question.waiting_since
    return "late" if wait >= LATE else "soon" if wait >= SOON else "calm"


def due(at: datetime) -> str:
    """By when an answer was promised: 16:30 前答, another day 11月24日 9:00 前答, else how late it is."""
    now = utc_now()
    if at <= now:
        return f"已超时 {span(now - at)}"
    today = at.astimezone(CHINA).date() == now.astimezone(CHINA).date()
    return f"{clock(at) if today else moment(at)} 前答"


def span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} 分钟" if minutes else "不到 1 分钟"
    return f"{minutes // 60} 小时" if minutes < 24 * 60 else f"{minutes // 1440} 天"


def why(entry: Entry) -> str:
    """Why an answer did not leave, where its state does not say it already; empty where nobody knows."""
    if entry.send is not SendState.FAILED:
        return ""
    number = NUMBER.search(entry.reason)
    return TROUBLES.get(entry.reason.partition(" ")[0]) or (f"微信错误码 {number[0]}" if number else "")


def not_called(entry: Entry) -> list[str]:
    """The names in a note that call nobody."""
    return [entry.text[one.start + 1 : one.end] for one in entry.mentions if not one.librarians]


def remaining(until: datetime) -> str:
    """Hours and minutes, as 31:12; desk/clocks.js goes on counting."""
    minutes = max(0, int((until - utc_now()).total_seconds() // 60))
    return f"{minutes // 60}:{minutes % 60:02}"


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


def size(count: int) -> str:
    """Of a file, as people say it."""
    return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{max(1, count >> 10)} KB"
