"""What is kept of patrons, why and how long, for everybody to read: said by the settings themselves."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bot.memory.memory import ANSWER_LIFE
from bot.outbox import KEPT
from bot.window import REMEMBERED as WINDOW
from ebooks.copies import KEPT as COPY
from library.retention import Retention
from reference.assistant.rations import A_DAY as MOST_ASKED
from reference.assistant.rations import STAYS
from reference.repository.drafts import KEPT as DRAFT
from web.reading.guard import REMEMBERED as COOKIE
from web.refusals import Explained
from web.rendering import page

A_DAY = timedelta(days=1)
HERS = "您删掉它、说「删除我的数据」或取消关注为止"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of data: what it is, what for, for how long, and what is left then."""

    name: str
    what: str
    why: str
    kept: str
    left: str = "什么都不留"


class Privacy:
    def __init__(
        self,
        retention: Retention,
        *,
        assistant: str = "",
        for_patrons: bool = False,
        library: str = "书童电子书库",
    ) -> None:
        """`assistant` is the address of the machine that helps to draft answers, where there is one."""
        self._kinds, self._library = kinds(retention), library
        if for_patrons:
            self._kinds += (_rations(),)
        self._assistant, self._for_patrons = urlsplit(assistant).hostname or "", for_patrons

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained, default_response_class=HTMLResponse)
        router.get("/privacy")(self.all)
        return router

    async def all(self) -> HTMLResponse:
        return page(
            "patron/privacy.html",
            library=self._library,
            kinds=self._kinds,
            assistant=self._assistant,
            for_patrons=self._for_patrons,
        )


def kinds(retention: Retention) -> tuple[Kind, ...]:
    """The order is that in which a patron meets them."""
    return (*_about_her(), *_read(retention), *_asked(retention), *_passing(retention))


def _about_her() -> tuple[Kind, ...]:
    return (
        Kind(
            name="您是谁",
            what="微信给的一串标识（openid）、您选的语言、同意过哪些通知、馆员把您放进的读者组（能借几本）",
            why="认得出是同一位读者，把回答发给您；我们不知道您的姓名、头像和手机号",
            kept="您说「删除我的数据」或取消关注为止",
        ),
    )


def _read(retention: Retention) -> tuple[Kind, ...]:
    return (
        Kind(
            name="读到哪里",
            what="书架、每本书的位置、每天读了几段、读得多快、订阅和读书计划",
            why="接着读、按时送、数天数、荐书；馆员只看得到总数，看不到谁在读什么",
            kept=f"一本书 {span(retention.reading)}没有碰过为止；「不要记录」以后只留没读完的书读到哪里",
            left="不带身份的总数",
        ),
        Kind(name="书签、摘抄、笔记", what="您自己记下的话", why="给您自己看", kept=HERS),
        Kind(
            name="借阅和预约",
            what="借着哪些电子书、在等哪些",
            why="到期归还，轮到您时叫您",
            kept="还书或取消的那一刻为止",
            left=f"某天某本书借出几次；带借阅号（不带姓名）的副本文件 {span(COPY)}后删",
        ),
    )


def _asked(retention: Retention) -> tuple[Kind, ...]:
    return (
        Kind(
            name="咨询",
            what="您写给馆员的话、图片和语音，馆员的回答和备注；馆员只看得到「读者 4F7K」这样的代号",
            why="把问题答完，七天内能接着问",
            kept=f"问题结束后 {span(retention.questions)}",
            left="哪天、哪个馆、哪一类、多久答完；整理成常见问题的，先去掉身份，由两位馆员审定",
        ),
        Kind(
            name="馆员没发出的草稿",
            what="写了一半的回答",
            why="换一台电脑接着写",
            kept=f"{span(DRAFT)}没有改动，或者问题的文字被删为止",
        ),
    )


def _passing(retention: Retention) -> tuple[Kind, ...]:
    return (
        Kind(
            name="等着发给您的话",
            what="微信一时不让发的回答和章节",
            why="您一来信就补上",
            kept=f"发出为止，最长 {span(retention.unsent)}",
            left=f"发没发成的记录，不带内容，{span(KEPT)}",
        ),
        Kind(
            name="聊到哪一步",
            what="刚才的列表、正在办的事；最近一条回答",
            why="您回一个数字，我知道指的是什么；微信重发时不说两遍",
            kept=f"{span(A_DAY)}；最近一条回答 {span(ANSWER_LIFE)}，微信没收到的一天",
        ),
        Kind(
            name="还能发几条",
            what="微信许我们主动发几条、到几点",
            why="不发微信不许发的",
            kept=f"您最后一次来信后 {span(WINDOW)}",
        ),
        Kind(
            name="网页记住您",
            what="阅读页在您浏览器里放的一个签名的小票",
            why="翻页时不用再认一次",
            kept=f"{span(COOKIE)}没有再打开为止",
        ),
    )


def _rations() -> Kind:
    return Kind(
        name="今天问过机器几次",
        what="一个数",
        why=f"机器每人每天最多答 {MOST_ASKED} 次，再多就请馆员答",
        kept=f"最后一次后 {span(STAYS)}；机器答过的话在咨询里，和它一起删",
    )


def span(kept: timedelta) -> str:
    """In the largest unit that says it without a rest."""
    minutes = int(kept.total_seconds() // 60)
    for unit, name in ((365 * 24 * 60, "年"), (24 * 60, "天"), (60, "小时")):
        if minutes and minutes % unit == 0:
            return f"{minutes // unit} {name}"
    return f"{minutes} 分钟"
