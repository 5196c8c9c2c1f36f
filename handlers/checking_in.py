"""Checking in: today's reading as a picture to keep or to share."""

from bot.filters import means
from bot.messages import Text
from bot.replies import Card, Reply, say
from bot.router import Router
from bot.understanding import intent
from ebooks.catalogue import Catalogue
from ebooks.titles import NoSuchTitle
from handlers.links import Links
from language.translation import _, language
from reader.check_ins import CheckIn, CheckIns, NothingReadToday
from reader.posters import Poster
from reader.refusals import NotReadable

router = Router()

CHECK_IN = intent(
    "check_in", "打卡，得一张今天的海报", "打卡", "阅读打卡", "读书打卡", "今日打卡", "今天打卡", "我要打卡",
    "打个卡", "打一下卡", "来打卡", "签到", "阅读签到", "今日签到", "生成海报", "做海报", "做一张海报",
    "阅读海报", "今日海报", "今天的海报", "我的海报", "分享海报", "晒一晒", "晒读书", "check in", "checkin",
    "daily check in", "poster", "my poster", "make a poster", "өнөөдрийн зурагт хуудас", "зурагт хуудас",
    "постер", "ирц", "ирц бүртгүүлэх", "ирцээ бүртгүүлэх", "бүртгүүлэх өнөөдөр",
    patterns=[
        r"(?:我?今天)?(?:我?已经)?(?:读|看)[完过]了[ ,]*(?:我?[想要来])?打个?卡",
        r"(?:做|生成|来)(?:一?张|个)(?:可以|能)?(?:今天的|分享的|转发的)(?:读书|阅读)?海报",
        r"把今天[读看]的(?:书|内容)?晒(?:一晒|一下|出来)",
    ],
)  # fmt: skip


@router.on(means(CHECK_IN))
async def check_in(words: Text, check_ins: CheckIns, catalogue: Catalogue, links: Links) -> Reply:
    try:
        today = await check_ins.today(words.patron)
    except NothingReadToday:
        return say(
            _("今天还没有翻开书呢。回复「继续」读一小段，几分钟就好，再来打卡 🌱\n"
              "还没有书，就问「今天读什么」。")
        )  # fmt: skip
    except NotReadable:
        return say(_("您读的那本书暂时打不开，海报先做不了。回复「书架」换一本，再来打卡。"))
    page = links.poster(_poster(today, await _authors(today.title_id, catalogue), links))
    return Card(title=_headline(today), description=_told(today), url=page, picture_url=f"{page}.png")


def _poster(today: CheckIn, author: str, links: Links) -> Poster:
    return Poster(
        quotation=today.quotation,
        title=today.title_name,
        author=author,
        days=today.days,
        instalments=today.instalments,
        date=today.date,
        library=links.library,
        link=links.title(today.title_id),
        language=language(),
    )


async def _authors(title_id: str, catalogue: Catalogue) -> str:
    try:
        return "、".join((await catalogue.get(title_id)).authors)
    except NoSuchTitle:
        return ""


def _headline(today: CheckIn) -> str:
    if today.days:
        return _("打卡成功 · 坚持阅读第 {n} 天").format(n=today.days)
    return _("今天的阅读海报")


def _told(today: CheckIn) -> str:
    if today.days:
        return _("点开看海报，长按可以保存或转发。")
    return _("您选了不要记录，所以不数天数。点开看海报，长按可以保存或转发。")
