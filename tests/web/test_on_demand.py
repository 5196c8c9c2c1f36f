"""Routes that are understood when somebody first asks for them: the same as FastAPI's own, but later."""

from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, Form, Response
from fastapi.exceptions import FastAPIError
from httpx import ASGITransport, AsyncClient

from tests.running import Running
from web.app import pages
from web.joining import join
from web.on_demand import OnDemand


async def add(shelf: int, book: Annotated[str, Form(max_length=4)]) -> Response:
    return Response(f"{book} on {shelf}")


class Strange:
    """Nothing that comes in a request."""


async def see(what: Strange) -> Response:
    return Response(str(what))


async def look(shelf: int) -> Response:
    return Response(f"shelf {shelf}")


@pytest.fixture
def visitor() -> AsyncClient:
    router, app = APIRouter(route_class=OnDemand), FastAPI()
    router.get("/shelves/{shelf}")(look)
    router.post("/shelves/{shelf}")(add)
    join(app.router, router)
    return AsyncClient(transport=ASGITransport(app), base_url="http://x")


@pytest.mark.parametrize("time", ["first", "second"])
async def test_a_request_is_read_as_its_endpoint_says(visitor: AsyncClient, time: str) -> None:
    if time == "second":
        await visitor.post("/shelves/1", data={"book": "边城"})
    assert (await visitor.post("/shelves/7", data={"book": "边城"})).text == "边城 on 7"


async def test_what_does_not_fit_is_refused_from_the_first_request_on(visitor: AsyncClient) -> None:
    for _time in range(2):
        assert (await visitor.post("/shelves/top", data={"book": "边城"})).status_code == 422
        assert (await visitor.post("/shelves/1", data={"book": "到灯塔去吧"})).status_code == 422


async def test_other_methods_are_refused_from_the_first_request_on(visitor: AsyncClient) -> None:
    for _time in range(2):
        assert (await visitor.head("/shelves/1")).status_code == 405
        assert (await visitor.get("/shelves/1")).text == "shelf 1"


def test_what_fastapi_cannot_serve_it_says_when_it_is_asked_to() -> None:
    route = OnDemand("/", see, name="see", methods=["GET"])
    with pytest.raises(FastAPIError):
        route.understand()


async def test_the_house_has_no_page_that_cannot_be_served(shutong: Running) -> None:
    """It would be said at its first request only, which is too late for all but the tests."""
    for route in pages(shutong.house).routes:
        if isinstance(route, OnDemand):
            route.understand()
