"""Dossiers, 专题资料汇编: what librarians have compiled for a session, to choose from."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from ebooks.dossiers.dossier import Dossier, Words
from ebooks.dossiers.dossiers import Dossiers
from handlers.layout import lines, shorten
from handlers.links import Links
from language.folding import key
from language.segmenting import words as words_of
from language.translation import _

router = Router()

COMPILED = "(?:专题资料汇编|专题资料|资料汇编|专题汇编|专题材料)"
ASKED = "(?:有没有|有|找一?[下些份]?|看一?[下看]?|读一?[下读]?|[想要]+[看读找]?|来一?份|发一?份)"
REALLY = "(?:[吗么呢]|有吗|有没有|有哪些)?[?]?"

DOSSIERS = intent(
    "dossiers", "看馆员编的专题资料", "专题", "专题资料", "专题资料汇编", "资料汇编", "专题汇编", "专题材料",
    "看专题", "看专题资料", "有什么专题", "有哪些专题", "有什么专题资料", "有哪些专题资料", "最新专题",
    "最新的专题", "最新的专题资料", "新专题", "最近有什么专题", "最近有哪些专题资料", "会议专题",
    "会议资料汇编", "dossier", "dossiers", "topic dossiers", "show dossiers", "session dossiers",
    "themed collections", "сэдэвчилсэн эмхэтгэл", "эмхэтгэл", "эмхэтгэлүүд", "сэдэвчилсэн материал",
    patterns=[
        rf"我?{ASKED}?(?:馆里|馆员|图书馆|你们)?(?:最近|今年|新)?(?:编|做|出)了?好?的?(?:哪些|什么|些什么)?"
        rf"(?:新的?)?(?:{COMPILED}|专题){REALLY}",
        rf"我?{ASKED}?(?:一?[些份])?(?:关于|有关)?(?P<about>(?!馆|最[新近]|编|哪|什么|新)[^《》,?有没吗]{{2,12}}?)"
        rf"的?{COMPILED}{REALLY}",
        r"dossiers? (?:on|about) (?P<about>.{2,40})",
    ],
)  # fmt: skip

LISTED = 9  # so that a single digit chooses


@router.on(means(DOSSIERS))
async def show_dossiers(
    _words: Text, meaning: Meaning, conversation: Conversation, dossiers: Dossiers, links: Links
) -> Reply:
    newest = await dossiers.newest(LISTED)
    if not newest:
        return say(_("馆员还没有编好专题资料。想要哪方面的，回复「咨询」加上题目，请馆员来编。"))
    about = meaning.slots.get("about", "")
    meant = [one for one in newest if _concerns(one, about)]
    shown = meant or newest
    conversation.offer(*(f"书 {dossier.title_id}" for dossier in shown))
    listed = lines(map(_one_line, shown))
    if not meant:
        return say(
            _("没有关于「{about}」的专题，编好的有：\n{listed}\n\n回复数字看介绍；想要别的，回复「咨询」加上题目。"),
            about=shorten(about, 60), listed=listed,
        )  # fmt: skip
    return say(
        _("📚 专题资料汇编：\n{listed}\n\n回复数字看介绍，再回复「开始」在这里读，「下载」带走。\n"
          "网页：{page}"),
        listed=listed, page=links.dossiers,
    )  # fmt: skip


def _concerns(dossier: Dossier, about: str) -> bool:
    words = _published(dossier)
    said = key("".join((words.name, words.theme, words.session)))
    wanted = [word for word in map(key, words_of(about)) if len(word) > 1]
    return key(about) in said or any(word in said for word in wanted)


def _one_line(dossier: Dossier) -> str:
    words = _published(dossier)
    session = f"（{words.session}）" if words.session else ""
    return shorten(f"{words.name}{session}", 150)


def _published(dossier: Dossier) -> Words:
    """Not what librarians have written since."""
    return dossier.newest.words if dossier.newest else dossier.words
