"""Every route of the house: who may come, and that nobody else does."""

import re

import httpx
import pytest
from starlette.routing import Mount, Route

from library.roles import Role
from library.sessions import csrf_token
from tests.running import Running
from web.app import pages
from web.desk.permissions import needs

OPEN = {
    "the door itself": ("/desk/sign-in",),
    "what a page is made of": ("/static", "/healthz"),
    "titles, and what may be read without a loan": (
        "/t/",
        "/search",
        "/covers/",
        "/qr/",
        "/faq",
        "/dossiers",
    ),
    "a ticket signed by us": ("/d/",),
    "a pass signed by us": ("/read", "/posters", "/certificates", "/pictures"),
    "catalogues for other programs": ("/opds",),
    "the wall, and a device with a key of its own": ("/kiosk",),
    "what we do with data": ("/privacy",),
    "a pretend WeChat, where it is switched on": ("/simulator",),
}
KNOWN = ("/desk/sign-out", "/desk/password", "/desk/second-factor")  # for whoever has given her password
NAME = re.compile(r"\{[^}]+\}")
PASSWORD = "青城的夏天很凉快"
POLICY = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options")
WITHOUT_END = "/desk/events"


@pytest.fixture
async def doors(shutong: Running):
    """Each route's method and path, and a visitor whom they see come."""
    app = pages(shutong.house)
    found = []
    for route in app.routes:
        methods = {"GET"} if isinstance(route, Mount) else route.methods
        assert isinstance(route, Mount | Route), f"what is {route}?"
        found += [(method, NAME.sub("x", route.path)) for method in sorted(methods - {"HEAD"})]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as visitor:
        yield found, visitor


async def test_every_route_is_open_for_a_reason_or_asks_who_comes(doors, shutong: Running):
    found, visitor = doors
    reasons = tuple(start for starts in OPEN.values() for start in starts)
    guarded = [(method, path) for method, path in found if not (path == "/" or path.startswith(reasons))]
    assert len(guarded) > 100
    for method, path in guarded:
        assert path == "/desk" or path.startswith("/desk/"), f"nobody says why {path} is open"
        answer = await visitor.request(method, path)
        assert (answer.status_code, answer.headers.get("location", "")[:13]) == (303, "/desk/sign-in"), path
        if not path.startswith(KNOWN):
            assert needs(path, changes=method == "POST") in Role

    _, once = await shutong.house.staff.add("wang", "王馆员")
    wang = await shutong.house.staff.change_password(
        await shutong.house.staff.by_login("wang"), once, PASSWORD
    )
    key = await shutong.house.sessions.start(wang.id)
    visitor.cookies.set("desk", key)
    refused = 0
    for method, path in guarded:
        if path.startswith(KNOWN) or needs(path, changes=method == "POST") is Role.LIBRARIAN:
            continue
        answer = await visitor.request(
            method, path, data={"csrf": csrf_token(key)} if method == "POST" else None
        )
        assert answer.status_code == 403, f"a librarian may {method} {path}"
        refused += 1
    assert refused > 10
    forged = [path for method, path in guarded if method == "POST" and not path.endswith("/sign-out")]
    for path in forged:
        answer = await visitor.post(path, data={"csrf": csrf_token("another session")})
        assert answer.status_code in {400, 403}, f"{path} believes a form of another session"


def assert_guarded(answer: httpx.Response, path: str) -> None:
    """That a browser runs what we served, guesses no type, tells nobody, and is framed by nobody."""
    policy, guesses, tells, framed = (answer.headers.get(name, "") for name in POLICY)
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    scripts = rules.get("script-src", rules.get("default-src", "*")).split()
    assert scripts, path
    assert set(scripts) <= {"'self'", "'none'"}, f"{path} runs scripts of {scripts}"
    assert (guesses, tells, framed) == ("nosniff", "same-origin", "SAMEORIGIN"), path


async def test_every_answer_tells_browsers_what_they_may_do_with_it(doors, shutong: Running):
    found, visitor = doors
    for method, path in found:
        assert_guarded(await visitor.request(method, path), path)

    staff, sessions = shutong.house.staff, shutong.house.sessions
    _, once = await staff.add("wang", "王馆员", Role.ADMINISTRATOR)
    wang = await staff.change_password(await staff.by_login("wang"), once, PASSWORD)
    visitor.cookies.set("desk", await sessions.start(wang.id))
    shown = 0
    for method, path in found:
        if method == "GET" and path != WITHOUT_END:
            answer = await visitor.get(path)
            assert_guarded(answer, path)
            shown += answer.status_code == 200
    assert shown > 30
