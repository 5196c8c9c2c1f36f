"""What the house knows about a question: its published answers, its houses and hours, and its books."""

from collections.abc import Iterable

from ebooks.catalogue import Catalogue
from ebooks.titles import Title
from language.folding import key
from library.branches import Branch, Branches
from library.hours_notation import write_hours
from reference.assistant.passages import Origin, Passage
from reference.knowledge import KnowledgeBase, Suggestion

ANSWERS, HOUSES, BOOKS = 4, 2, 2
NEAR = 0.15  # an answer less like the question than this shares a word with it by chance
ABOUT_HOUSES = (
    "开门", "关门", "开馆", "闭馆", "几点", "时间", "地址", "在哪", "怎么走", "电话", "坐车", "地铁", "公交",
)  # fmt: skip
LONGEST_DESCRIPTION = 400  # characters


class Evidence:
    """Passages for the drafting assistant, librarians' words before publishers'."""

    def __init__(self, knowledge: KnowledgeBase, branches: Branches, catalogue: Catalogue) -> None:
        self._knowledge, self._branches, self._catalogue = knowledge, branches, catalogue

    async def find(self, question: str) -> list[Passage]:
        return [
            *(_answer(one) for one in await self._knowledge.related(question, ANSWERS) if one.score >= NEAR),
            *[await self._house(branch) for branch in await self._houses(question)],
            *(_book(title) for title in (await self._catalogue.search(question, limit=BOOKS)).titles),
        ]

    async def _houses(self, question: str) -> list[Branch]:
        """Those that are named; where none is and it is about hours or the way, the centre."""
        open_ones = [branch for branch in await self._branches.all() if not branch.closed]
        named = [branch for branch in open_ones if _is_named(branch, question)]
        if not named and any(word in question for word in ABOUT_HOUSES):
            named = open_ones[:1]
        return named[:HOUSES]

    async def _house(self, branch: Branch) -> Passage:
        hours = await self._branches.hours(branch.id)
        lines = [
            ("开放时间" if branch.hours else "馆员答疑时间", write_hours(hours) if hours else ""),
            ("地址", branch.address),
            ("怎么走", branch.directions),
            ("电话", branch.phone),
        ]
        text = "\n".join(f"{what}：{words}" for what, words in lines if words)
        return Passage(origin=Origin.RULES, name=branch.name, text=text)


def _is_named(branch: Branch, question: str) -> bool:
    asked = key(question)
    return any(len(name) > 1 and key(name) in asked for name in (branch.name, *branch.other_names))


def _answer(one: Suggestion) -> Passage:
    return Passage(origin=Origin.KNOWLEDGE, name=one.question, text=one.answer, address=f"/faq/{one.entry}")


def _book(title: Title) -> Passage:
    about = _joined([*title.subjects, title.description[:LONGEST_DESCRIPTION]])
    return Passage(
        origin=Origin.CATALOGUE,
        name=f"《{title.name}》",
        text=f"馆藏电子书《{title.name}》，{_joined(title.authors)}。{about}",
        address=f"/t/{title.id}",
    )


def _joined(words: Iterable[str]) -> str:
    return "、".join(word for word in words if word)
