"""Where the library's houses are: all of them, the one she names, and the nearest to where she is."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Location, Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.layout import lines
from handlers.signposts import Signposts, far
from language.translation import _
from library.branches import Branch, Level

router = Router()

SHOWN = 9
BRANCHES = intent(
    "branches", "看有哪些分馆", "分馆", "有哪些分馆", "分馆有哪些", "分馆列表", "分馆名单", "所有分馆",
    "全部分馆", "一共有几个分馆", "有几个分馆", "有多少个分馆", "分馆在哪里", "分馆都在哪里",
    "各个分馆的地址", "分馆地址", "附近有没有分馆",
    "附近的分馆", "附近有分馆吗", "附近有图书馆吗", "附近哪里有图书馆", "最近的分馆", "最近的分馆在哪里",
    "最近的图书馆", "离我最近的图书馆", "离我最近的图书馆在哪里", "离我最近的分馆", "我家附近有分馆吗",
    "branches", "library branches", "list of branches", "nearest library", "nearest branch",
    "салбар", "салбар номын сан", "салбарууд", "ойролцоох номын сан", "хамгийн ойр номын сан",
    patterns=[
        r"(?:分馆|branch|салбар)[ :,]+(?P<branch>.+)",
        r"(?:请问|想问下?)?(?:你们|咱们|全市|一共|总共|现在)*有?(?:几个?|多少个?|哪些)分馆[呀啊呢]?[?]?",
        r"(?:帮我|麻烦)?(?:找一?下?|查一?下?|看一?下?)?离?我?(?:家|这里|这儿)?(?:附近|最近)的?(?:有没有|有|哪里有)?"
        r"(?:分馆|图书馆)(?:在哪里?|怎么走)?[吗呢]?[?]?",
        r"(?:我?想)?(?:知道|问一?下|看看?)?各个?分馆的?(?:地址|电话|开放时间|位置)[?]?",
    ],
)  # fmt: skip


@router.on(means(BRANCHES))
async def show(_words: Text, meaning: Meaning, conversation: Conversation, signposts: Signposts) -> Reply:
    if branch := await signposts.named(meaning.slots.get("branch", "")):
        return await _described(branch, conversation, signposts)
    told = await signposts.told()
    if len(told) == 1:
        return await _described(told[0], conversation, signposts)
    if not told:
        return say(_("馆员还没有写下各馆的地址。想知道怎么来，请回复「咨询」问馆员。"))
    return _listed(told, conversation)


@router.on()
async def nearest(place: Location, conversation: Conversation, signposts: Signposts) -> Reply:
    """Where she is serves for this answer, and is not kept."""
    near = (await signposts.near(place.latitude, place.longitude))[:SHOWN]
    if not near:
        return say(_("谢谢您的位置，可我还不会看地图。想知道怎么来图书馆，请回复「咨询」问馆员。"))
    conversation.offer(*(f"分馆 {branch.name}" for _distance, branch in near))
    listed = lines(f"{branch.name}（{far(distance)}）" for distance, branch in near)
    return say(_("离您最近的是：\n{branches}\n回复数字，看地址和开放时间。"), branches=listed)


async def named(words: str, conversation: Conversation, signposts: Signposts) -> Reply | None:
    """What is asked about a branch by its name; None where none is meant."""
    branch = await signposts.named(words)
    return await _described(branch, conversation, signposts) if branch else None


async def _described(branch: Branch, conversation: Conversation, signposts: Signposts) -> Reply:
    return await signposts.describe(branch, in_chinese=not conversation.language)


def _listed(told: list[Branch], conversation: Conversation) -> Reply:
    """Of many only those one looks for first: she may send where she is, or a name."""
    first = [branch for branch in told if branch.level in {Level.CENTRE, Level.DISTRICT}]
    shown = (told if len(told) <= SHOWN else first or told)[:SHOWN]
    conversation.offer(*(f"分馆 {branch.name}" for branch in shown))
    return say(
        _("我们有 {n} 个馆：\n{branches}\n回复数字，看地址和开放时间；发来您的位置，我告诉您哪个最近。"),
        n=len(told),
        branches=lines(branch.name for branch in shown),
    )
