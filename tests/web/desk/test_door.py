"""Signing in, the first password, and who stays outside."""

import httpx
import pytest
from fastapi import Request

from library.sessions import csrf_token
from tests.running import NO_TLS
from web.desk.guard import address_of

OWN = "青城的夏天很凉快"
PROTECTED = [
    "/desk",
    "/desk?tab=mine",
    "/desk/questions/x",
    "/desk/panes/queue",
    "/desk/events",
    "/desk/password",
]


@pytest.fixture
async def stranger(house):
    async with httpx.AsyncClient(base_url=house.url, verify=NO_TLS) as http:
        yield http


async def test_the_one_time_password_must_be_changed_first(house, stranger):
    _, once = await house.staff.add("wang", "王馆员")
    entered = await stranger.post("/desk/sign-in", data={"login": "wang", "password": once})
    assert entered.headers["location"] == "/desk/password"
    assert (await stranger.get("/desk")).headers["location"] == "/desk/password"
    before = stranger.cookies["desk"]
    form = {"csrf": csrf_token(before), "old": once, "new": OWN, "again": OWN}
    assert (await stranger.post("/desk/password", data={**form, "again": "别的"})).status_code == 422
    weak = await stranger.post("/desk/password", data={**form, "new": "12345678", "again": "12345678"})
    assert "太常见" in weak.text
    assert (await stranger.post("/desk/password", data=form)).headers["location"] == "/desk"
    assert stranger.cookies["desk"] != before
    assert (await stranger.get("/desk")).status_code == 200


@pytest.mark.parametrize("path", PROTECTED)
async def test_nobody_sees_the_desk_without_signing_in(stranger, path):
    answer = await stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/sign-in")
    assert (await stranger.get(path, headers={"x-desk": "itself"})).status_code == 401


async def test_nobody_does_anything_without_signing_in(house, stranger):
    receipt = await house.asks("几点关门？")
    answer = await stranger.post(f"/desk/questions/{receipt.question_id}/claim", data={"csrf": "x"})
    assert answer.headers["location"] == "/desk/sign-in"
    assert (await house.casework.thread(receipt.question_id)).question.assignee is None


async def test_a_wrong_password_says_little_and_slows_down(house, stranger):
    await house.librarian("wang", "王馆员")
    wrong = {"login": "wang", "password": "guess"}
    answers = [(await stranger.post("/desk/sign-in", data=wrong)) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    unknown = await stranger.post("/desk/sign-in", data={"login": "nobody", "password": "guess"})
    assert "账号或密码不对。" in unknown.text
    assert "账号或密码不对。" in answers[0].text


async def test_signing_out_ends_the_session_and_not_only_the_cookie(house):
    wang = await house.signed_in("wang", "王馆员")
    stolen = wang.http.cookies["desk"]
    await wang.does("/desk/sign-out")
    answer = await wang.http.get("/desk", headers={"cookie": f"desk={stolen}"})
    assert answer.status_code == 303


async def test_closing_the_account_ends_the_session(house):
    wang = await house.signed_in("wang", "王馆员")
    await house.staff.disable(wang.librarian.id)
    assert (await wang.http.get("/desk")).status_code == 303


async def test_a_session_planted_before_signing_in_is_worth_nothing(house, stranger):
    planted = await house.sessions.start("somebody")
    await house.librarian("wang", "王馆员")
    form = {"login": "wang", "password": OWN}
    answer = await stranger.post("/desk/sign-in", data=form, headers={"cookie": f"desk={planted}"})
    assert answer.cookies["desk"] != planted
    assert (await stranger.get("/desk", headers={"cookie": f"desk={planted}"})).status_code == 303


async def test_a_form_without_its_token_does_nothing(house):
    wang = await house.signed_in("wang", "王馆员")
    receipt = await house.asks("几点关门？")
    path = f"/desk/questions/{receipt.question_id}/claim"
    for forged in ({}, {"csrf": ""}, {"csrf": "中文"}, {"csrf": csrf_token("another session")}):
        assert (await wang.http.post(path, data=forged)).status_code == 403
    assert (await house.casework.thread(receipt.question_id)).question.assignee is None


async def test_another_site_cannot_sign_somebody_in(house, stranger):
    await house.librarian("wang", "王馆员")
    form = {"login": "wang", "password": OWN}
    for told in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert (await stranger.post("/desk/sign-in", data=form, headers=told)).status_code == 403
    own = {"origin": house.url, "sec-fetch-site": "same-origin"}
    assert (await stranger.post("/desk/sign-in", data=form, headers=own)).status_code == 303


async def test_the_desk_opens_under_whatever_name_it_is_reached_by(house, stranger):
    await house.librarian("wang", "王馆员")
    by_name = house.url.replace("127.0.0.1", "localhost")
    headers = {"host": by_name.removeprefix("http://"), "origin": by_name, "sec-fetch-site": "same-origin"}
    answer = await stranger.post("/desk/sign-in", data={"login": "wang", "password": OWN}, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/desk\\@evil.example", "/"])
async def test_after_signing_in_one_stays_in_the_house(house, stranger, elsewhere):
    await house.librarian("wang", "王馆员")
    form = {"login": "wang", "password": OWN, "next": elsewhere}
    assert (await stranger.post("/desk/sign-in", data=form)).headers["location"] == "/desk"


async def test_the_cookie_is_guarded(house, stranger):
    await house.librarian("wang", "王馆员")
    answer = await stranger.post("/desk/sign-in", data={"login": "wang", "password": OWN})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert answer.headers["cache-control"] == "no-store"


async def test_an_operator_of_the_database_is_no_login(house, stranger):
    await house.librarian("wang", "王馆员")
    for form in (
        {"login[$ne]": "", "password[$ne]": ""},
        {"login": '{"$ne": ""}', "password": OWN},
        {"login": "wang", "password": '{"$ne": ""}'},
    ):
        assert (await stranger.post("/desk/sign-in", data=form)).status_code == 401
    typed = {"login": {"$ne": ""}, "password": {"$ne": ""}}
    assert (await stranger.post("/desk/sign-in", json=typed)).status_code == 401
    assert "desk" not in stranger.cookies


def test_guesses_from_one_network_are_counted_as_one_addresses():
    def seen(host: str) -> str:
        return address_of(Request({"type": "http", "client": (host, 1234)}))

    assert seen("2001:db8:0:1::1") == seen("2001:db8:0:1:ffff::2") != seen("2001:db8:0:2::1")
    assert seen("10.0.0.1") != seen("10.0.0.2")
    assert address_of(Request({"type": "http"})) == ""
