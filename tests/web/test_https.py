"""Behind https: what the cookie and the answers say then, and only then."""

from dataclasses import replace

import httpx
import pytest

from tests.running import NO_TLS, Running
from web.app import pages

PUBLIC = "https://books.library.cn"
HSTS = "strict-transport-security"


@pytest.fixture
async def stranger(shutong: Running):
    """A browser that reaches the house by its public name."""
    settings = shutong.house.settings.model_copy(update={"base_url": PUBLIC})
    app = pages(replace(shutong.house, settings=settings))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC, verify=NO_TLS) as http:
        yield http


async def test_the_session_is_a_cookie_browsers_guard(shutong: Running, stranger):
    _, once = await shutong.house.staff.add("wang", "王馆员")
    entered = await stranger.post("/desk/sign-in", data={"login": "wang", "password": once})
    name_and_value, *told = entered.headers["set-cookie"].split("; ")
    name, _, key = name_and_value.partition("=")
    assert name == "__Host-desk"
    # What browsers ask of a name with this prefix: Secure, the whole site, and no Domain.
    assert {one.casefold() for one in told} == {"httponly", "secure", "samesite=lax", "path=/"}
    assert (await stranger.get("/desk/password")).status_code == 200
    planted = {"cookie": f"desk={key}"}  # another site below the same domain could set this one
    stranger.cookies.clear()
    assert (await stranger.get("/desk/password", headers=planted)).status_code == 303


async def test_browsers_are_to_ask_by_tls_alone(shutong: Running, stranger):
    for path in ("/", "/desk", "/desk/sign-in", "/no-such-page", "/static/tokens.css"):
        assert (await stranger.get(path)).headers[HSTS] == "max-age=31536000", path
        assert HSTS not in (await shutong.http.get(f"{shutong.base_url}{path}")).headers, path
