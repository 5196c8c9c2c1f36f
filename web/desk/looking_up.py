"""The knowledge base under a librarian's pen: what the house says already, to be put into an answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from reference.knowledge import KnowledgeBase
from web.desk.guard import DeskRoute, Guard
from web.rendering import page

OFFERED = 8


class LookingUp:
    def __init__(self, guard: Guard, knowledge: KnowledgeBase) -> None:
        self._guard, self._knowledge = guard, knowledge

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/knowledge/find")(self.find)
        return router

    async def find(self, words: Annotated[str, Query(max_length=60)] = "") -> Response:
        """A list's items for the script; none where nothing is asked."""
        words = words.strip()
        found = await self._knowledge.find(words) if words else []
        return page("desk/knowledge_found.html", entries=found[:OFFERED])
