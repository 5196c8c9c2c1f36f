"""Faces: what has routes, and several of them in one."""

from typing import Protocol

from fastapi import APIRouter


class Face(Protocol):
    def routes(self) -> APIRouter: ...


def join(router: APIRouter, *others: APIRouter) -> None:
    """What `include_router` does where nothing is added to the routes, neither prefix nor dependency.

    FastAPI takes each included route apart again, once for every level it is included at: half of the time
    that a process needed to get its pages ready.
    """
    for other in others:
        router.routes.extend(other.routes)
