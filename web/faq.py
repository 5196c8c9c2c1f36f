"""What the house answers, for everybody to read: the knowledge base's published answers."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse

from reference.knowledge import KnowledgeBase, NoSuchEntry
from web.desk import wording
from web.refusals import Explained
from web.rendering import page

LONGEST_QUERY = 100


class Faq:
    def __init__(self, knowledge: KnowledgeBase, *, library: str = "书童电子书库") -> None:
        self._knowledge, self._library = knowledge, library

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained, default_response_class=HTMLResponse)
        router.get("/faq")(self.all)
        router.get("/faq/{entry_id}")(self.one)
        return router

    async def all(
        self, words: Annotated[str, Query(alias="q", max_length=LONGEST_QUERY)] = ""
    ) -> HTMLResponse:
        """Those like the words; everything where no words are given."""
        words = words.strip()
        entries = await (self._knowledge.find(words) if words else self._knowledge.all())
        return page("patron/faq.html", library=self._library, entries=entries, words=words)

    async def one(self, entry_id: str) -> HTMLResponse:
        try:
            entry = await self._knowledge.get(entry_id)
        except NoSuchEntry:
            raise HTTPException(404) from None
        return page("patron/faq_one.html", library=self._library, entry=entry, day=wording.day)
