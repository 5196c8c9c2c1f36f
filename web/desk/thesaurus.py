"""Words at the desk: which mean the same, and what the machine would make of a question."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from reference.knowledge import SURE, KnowledgeBase
from reference.synonyms import LONGEST, MOST, CannotMean, InAnotherGroup, Thesaurus, TooFew
from web.desk import wording
from web.desk.guard import DeskRoute, Guard, signed_in
from web.rendering import page


class ThesaurusDesk:
    def __init__(self, guard: Guard, thesaurus: Thesaurus, knowledge: KnowledgeBase) -> None:
        self._guard, self._thesaurus, self._knowledge = guard, thesaurus, knowledge

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/knowledge/words")(self.all)
        router.post("/desk/knowledge/words")(self.add)
        router.post("/desk/knowledge/words/remove")(self.remove)
        return router

    async def all(self, request: Request, asked: Annotated[str, Query(max_length=200)] = "") -> Response:
        """With what would be answered to `asked`, if something is."""
        return await self._page(request, asked=asked.strip())

    async def add(self, request: Request, words: Annotated[str, Form(max_length=400)] = "") -> Response:
        split = words.replace("、", " ").replace("，", " ").replace(",", " ").split()
        try:
            await self._thesaurus.add(split, signed_in(request).librarian)
        except CannotMean as refusal:
            return await self._page(request, status=409, trouble=_explain(refusal), typed=words)
        return _back()

    async def remove(self, group: Annotated[str, Form(max_length=26)]) -> Response:
        await self._thesaurus.remove(group)
        return _back()

    async def _page(
        self, request: Request, *, status: int = 200, trouble: str = "", typed: str = "", asked: str = ""
    ) -> Response:
        who = signed_in(request)
        return page(
            "desk/knowledge_words.html",
            status=status,
            me=who.librarian,
            csrf=who.csrf,
            groups=await self._thesaurus.all(),
            trouble=trouble,
            typed=typed,
            asked=asked,
            answer=await self._knowledge.answer(asked) if asked else None,
            related=await self._knowledge.related(asked) if asked else [],
            sure=SURE,
            wording=wording,
        )


def _back() -> Response:
    return RedirectResponse("/desk/knowledge/words", status_code=303)


def _explain(refusal: CannotMean) -> str:
    match refusal:
        case InAnotherGroup(word=word):
            return f"“{word}”已经在另一组里。先删去那一组，再合成一组。"
        case TooFew():
            return "一组至少两个词，每个词至少两个字。"
    return f"一组最多 {MOST} 个词，每个词最多 {LONGEST} 个字。"
