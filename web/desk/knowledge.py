"""The knowledge base at the desk: one librarian writes, a second publishes, anybody looks at it again."""

from collections.abc import Awaitable
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from language.folding import fold
from reference.anonymity import traits
from reference.articles import (
    LONGEST_ANSWER,
    LONGEST_WORDING,
    Article,
    CannotPublish,
    NoSuchArticle,
    State,
    StillPersonal,
    Wording,
)
from reference.deflection import Deflection
from reference.editorial import Editorial
from reference.gleaning import Gleaning, NothingToGlean, glean
from reference.models import MACHINE
from reference.opener import Opener
from reference.refusals import NoSuchQuestion
from web.desk import knowledge_wording as said
from web.desk import wording
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.typed import one_line, plain
from web.rendering import page

HOME = "/desk/knowledge"
LISTED = 100
FIELD = 8000  # characters: refused in words, not by the form's limits

Asked = Annotated[str, Form(max_length=FIELD)]
Answer = Annotated[str, Form(max_length=FIELD)]
Seen = Annotated[int, Form(ge=0)]
Id = Annotated[str, Form(max_length=26)]


class Shelf(StrEnum):
    """What is listed."""

    PUBLISHED = "published"
    PROPOSED = "proposed"
    DRAFTS = "drafts"
    DUE = "due"
    WITHDRAWN = "withdrawn"


SHELVES = {
    Shelf.PUBLISHED: "已发布",
    Shelf.PROPOSED: "待审核",
    Shelf.DRAFTS: "草稿",
    Shelf.DUE: "该复核",
    Shelf.WITHDRAWN: "已撤下",
}


class KnowledgeDesk:
    """Each form carries the revision it was made for."""

    def __init__(self, guard: Guard, editorial: Editorial, deflection: Deflection, opener: Opener) -> None:
        self._guard, self._editorial, self._opener = guard, editorial, opener
        self._deflection = deflection

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/knowledge")(self.all)
        router.post("/desk/knowledge")(self.draft)
        router.get("/desk/knowledge/new")(self.new)
        router.get("/desk/knowledge/{article_id}")(self.one)
        router.post("/desk/knowledge/{article_id}/rewrite")(self.rewrite)
        router.post("/desk/knowledge/{article_id}/propose")(self.propose)
        router.post("/desk/knowledge/{article_id}/approve")(self.approve)
        router.post("/desk/knowledge/{article_id}/send-back")(self.send_back)
        router.post("/desk/knowledge/{article_id}/drop")(self.drop)
        router.post("/desk/knowledge/{article_id}/withdraw")(self.withdraw)
        router.post("/desk/knowledge/{article_id}/confirm")(self.confirm)
        router.post("/desk/knowledge/{article_id}/word")(self.word)
        router.post("/desk/knowledge/{article_id}/unword")(self.unword)
        return router

    # Looking

    async def all(
        self,
        request: Request,
        shelf: Shelf = Shelf.PUBLISHED,
        words: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        articles = [one for one in await self._on(shelf) if _speaks_of(one, words)]
        counts = {
            SHELVES[Shelf.PROPOSED]: len(await self._editorial.to_check()),
            SHELVES[Shelf.DUE]: len(await self._editorial.to_review()),
        }
        tallies = await self._deflection.by_entry()
        return self._page(
            request,
            "knowledge",
            articles=articles[:LISTED],
            more=len(articles[LISTED:]),
            shelf=shelf,
            shelves=SHELVES,
            counts=counts,
            tallies=tallies,
            machine=tallies.get(MACHINE),
            words=words.strip(),
        )

    async def new(
        self,
        request: Request,
        question: Annotated[str, Query(max_length=26)] = "",
        asked: Annotated[str, Query(max_length=FIELD)] = "",
    ) -> Response:
        """A form with what patrons ask, or what a resolved question leaves for it."""
        if not question:
            return self._writing(request, asked=asked)
        gleaned = await self._gleaned(request, question)
        if gleaned is None:
            return self._writing(request, status=404, trouble="这个问题还没有结束，或者没有馆员的回答。")
        return self._writing(
            request, asked=gleaned.asked, answer=gleaned.answer, found=gleaned.found, source=question
        )

    async def one(self, request: Request, article_id: str) -> Response:
        try:
            article = await self._editorial.get(article_id)
        except NoSuchArticle as refusal:
            return self._writing(request, status=404, trouble=said.explain(refusal))
        return await self._shown(request, article)

    # Writing

    async def draft(
        self, request: Request, asked: Asked = "", answer: Answer = "", source: Id = ""
    ) -> Response:
        """Kept as a draft; to be proposed from its own page, where it can be read as it will be."""
        try:
            article = await self._editorial.draft(
                _wording(asked, answer), signed_in(request).librarian, source=source
            )
        except CannotPublish as refusal:
            trouble = said.explain(refusal)
            return self._writing(
                request, status=409, trouble=trouble, asked=asked, answer=answer, source=source
            )
        return _to(article.id)

    async def rewrite(
        self, request: Request, article_id: str, seen: Seen, asked: Asked = "", answer: Answer = ""
    ) -> Response:
        me = signed_in(request).librarian
        typed = {"asked": asked, "answer": answer}
        try:
            words = _wording(asked, answer)
        except CannotPublish as refusal:
            return await self._refused(request, article_id, refusal, **typed)
        deed = self._editorial.rewrite(article_id, words, me, seen=seen)
        return await self._try(request, article_id, deed, **typed)

    async def propose(
        self, request: Request, article_id: str, seen: Seen, public: Annotated[bool, Form()] = False
    ) -> Response:
        me = signed_in(request).librarian
        deed = self._editorial.propose(article_id, me, seen=seen, public=public)
        return await self._try(request, article_id, deed)

    async def drop(self, request: Request, article_id: str, seen: Seen) -> Response:
        deed = self._editorial.drop(article_id, signed_in(request).librarian, seen=seen)
        return await self._try(request, article_id, deed, on=HOME)

    # Publishing

    async def approve(
        self, request: Request, article_id: str, seen: Seen, public: Annotated[bool, Form()] = False
    ) -> Response:
        me = signed_in(request).librarian
        deed = self._editorial.approve(article_id, me, seen=seen, public=public)
        return await self._try(request, article_id, deed)

    async def send_back(
        self, request: Request, article_id: str, seen: Seen, remark: Annotated[str, Form(max_length=300)] = ""
    ) -> Response:
        me = signed_in(request).librarian
        return await self._try(
            request, article_id, self._editorial.send_back(article_id, me, remark, seen=seen)
        )

    async def withdraw(self, request: Request, article_id: str, seen: Seen) -> Response:
        deed = self._editorial.withdraw(article_id, signed_in(request).librarian, seen=seen)
        return await self._try(request, article_id, deed)

    async def confirm(self, request: Request, article_id: str, seen: Seen) -> Response:
        deed = self._editorial.confirm(article_id, signed_in(request).librarian, seen=seen)
        return await self._try(request, article_id, deed)

    async def word(
        self, request: Request, article_id: str, asked: Annotated[str, Form(min_length=1, max_length=200)]
    ) -> Response:
        deed = self._editorial.word(article_id, asked, signed_in(request).librarian)
        return await self._try(request, article_id, deed)

    async def unword(
        self, request: Request, article_id: str, asked: Annotated[str, Form(max_length=200)]
    ) -> Response:
        deed = self._editorial.unword(article_id, asked, signed_in(request).librarian)
        return await self._try(request, article_id, deed)

    # How

    async def _on(self, shelf: Shelf) -> list[Article]:
        match shelf:
            case Shelf.PUBLISHED:
                return await self._editorial.every(State.PUBLISHED)
            case Shelf.PROPOSED:
                return await self._editorial.to_check()
            case Shelf.DRAFTS:
                return await self._editorial.drafted()
            case Shelf.DUE:
                return await self._editorial.to_review()
            case Shelf.WITHDRAWN:
                return await self._editorial.every(State.WITHDRAWN)

    async def _gleaned(self, request: Request, question_id: str) -> Gleaning | None:
        try:
            return glean(await self._opener.open(question_id, signed_in(request).librarian))
        except (NoSuchQuestion, NothingToGlean):
            return None

    async def _try(
        self, request: Request, article_id: str, deed: Awaitable[object], on: str = "", **typed: str
    ) -> Response:
        try:
            await deed
        except CannotPublish as refusal:
            return await self._refused(request, article_id, refusal, **typed)
        return RedirectResponse(on, status_code=303) if on else _to(article_id)

    async def _refused(
        self, request: Request, article_id: str, refusal: CannotPublish, **typed: str
    ) -> Response:
        try:
            article = await self._editorial.get(article_id)
        except NoSuchArticle as gone:
            return self._writing(request, status=404, trouble=said.explain(gone), **typed)
        ask_public = isinstance(refusal, StillPersonal) and not refusal.private
        return await self._shown(
            request, article, status=409, trouble=said.explain(refusal), ask_public=ask_public, **typed
        )

    async def _shown(self, request: Request, article: Article, status: int = 200, **more: Any) -> Response:
        words = article.draft.wording if article.draft else article.shown
        context: dict[str, Any] = {
            "trouble": "",
            "ask_public": bool(traits("\n".join((*words.asked, words.answer)))),
            "asked": "\n".join(words.asked),
            "answer": words.answer,
            "missed": await self._deflection.handed_over(article.id, signed_in(request).librarian.branch),
        }
        return self._page(request, "knowledge_one", status, article=article, **context | more)

    def _writing(self, request: Request, status: int = 200, **typed: Any) -> Response:
        context: dict[str, Any] = {"trouble": "", "asked": "", "answer": "", "found": (), "source": ""}
        return self._page(request, "knowledge_new", status, **context | typed)

    def _page(self, request: Request, name: str, status: int = 200, **context: Any) -> Response:
        who = signed_in(request)
        context |= {"me": who.librarian, "csrf": who.csrf, "wording": wording, "said": said}
        limits = {"longest_wording": LONGEST_WORDING, "longest_answer": LONGEST_ANSWER}
        return page(f"desk/{name}.html", status=status, **context, **limits)


def _wording(asked: str, answer: str) -> Wording:
    """Raises EmptyText, TooLong."""
    lines = map(one_line, asked.splitlines())
    return Wording(asked=tuple(dict.fromkeys(line for line in lines if line)), answer=plain(answer).strip())


def _speaks_of(article: Article, words: str) -> bool:
    text = fold("\n".join((*article.shown.asked, article.shown.answer)))
    return all(word in text for word in fold(words).split())


def _to(article_id: str) -> Response:
    return RedirectResponse(f"{HOME}/{article_id}", status_code=303)
