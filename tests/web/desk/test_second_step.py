"""Signing in with a code from a telephone, and what stays shut without it."""

import asyncio
import re

import httpx
import pytest

from library.clock import utc_now
from library.roles import Role
from library.sealing import Sealing
from library.sessions import csrf_token
from tests.library.test_second_factor import Telephone
from tests.running import NO_TLS
from tests.web.desk.conftest import PASSWORD

CODE = re.compile(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>")


async def _enters(house, stranger, login="wang"):
    form = {"login": login, "password": PASSWORD}
    return await stranger.post("/desk/sign-in", data=form)


@pytest.fixture
async def stranger(house):
    async with httpx.AsyncClient(base_url=house.url, verify=NO_TLS) as http:
        yield http


async def _begins(browser) -> tuple[Telephone, list[str]]:
    """Sets a telephone up, as the page says; gives it and the recovery codes."""
    html = await browser.looks("/desk/second-factor")
    telephone = Telephone(re.search(r'name="secret" value="(\w+)"', html)[1])
    telephone.time = utc_now()
    code = telephone.code()
    wrong = "000000" if code != "000000" else "111111"
    secret = re.search(r'name="secret" value="(\w+)"', html)[1]
    refused = await browser.does("/desk/second-factor/begin", secret=secret, code=wrong)
    assert (refused.status_code, secret in refused.text) == (422, True)
    shown = await browser.does("/desk/second-factor/begin", secret=secret, code=code)
    assert shown.status_code == 200
    return telephone, CODE.findall(shown.text)


async def test_after_the_password_comes_the_code(house, stranger):
    wang = await house.signed_in("wang", "王馆员")
    telephone, codes = await _begins(wang)
    assert len(codes) == 8
    await wang.looks("/desk")  # she is in, with a new session

    assert (await _enters(house, stranger)).headers["location"] == "/desk"
    assert (await stranger.get("/desk/knowledge")).headers[
        "location"
    ] == "/desk/second-factor?next=/desk/knowledge"
    key = stranger.cookies["desk"]
    form = {"csrf": csrf_token(key), "next": "/desk/knowledge"}
    receipt = await house.asks("几点关门？")
    claim = await stranger.post(f"/desk/questions/{receipt.question_id}/claim", data=form)
    assert claim.headers["location"] == "/desk/second-factor"
    for path in ("/desk/password", "/desk/events", "/desk/sessions"):
        assert (await stranger.get(path)).headers["location"].startswith("/desk/second-factor")
    changed = {**form, "old": PASSWORD, "new": "另一个很好的句子", "again": "另一个很好的句子"}
    assert (await stranger.post("/desk/password", data=changed)).headers["location"] == "/desk/second-factor"

    assert (await stranger.post("/desk/second-factor", data={**form, "code": "000000"})).status_code == 422
    entered = await stranger.post("/desk/second-factor", data={**form, "code": codes[0]})
    assert entered.headers["location"] == "/desk/knowledge"
    assert stranger.cookies["desk"] != key
    assert (await stranger.get("/desk/knowledge")).status_code == 200
    assert telephone


async def test_guessing_codes_slows_down(house, stranger):
    await _begins(await house.signed_in("wang", "王馆员"))
    await _enters(house, stranger)
    form = {"csrf": csrf_token(stranger.cookies["desk"]), "code": "12345"}
    answers = [(await stranger.post("/desk/second-factor", data=form)).status_code for _ in range(7)]
    assert answers[-1] == 429
    assert set(answers) == {422, 429}


async def test_who_may_do_more_must_have_one(house, stranger):
    house.guard.second_factor = True
    await house.librarian("liu", "刘主管", Role.SUPERVISOR)
    await _enters(house, stranger, "liu")
    away = await stranger.get("/desk")
    assert away.headers["location"] == "/desk/second-factor"
    page = await stranger.get("/desk/second-factor")
    assert "主管和管理员登录时" in page.text
    assert "先不设" not in page.text


async def test_whoever_gives_it_up_needs_a_last_code(house):
    wang = await house.signed_in("wang", "王馆员")
    _, codes = await _begins(wang)
    await wang.looks("/desk/second-factor")
    assert (await wang.does("/desk/second-factor/give-up", code="123456")).status_code == 422
    assert (await house.staff.get(wang.librarian.id)).second_factor
    await wang.does("/desk/second-factor/give-up", code=codes[3])
    assert not (await house.staff.get(wang.librarian.id)).second_factor


async def test_a_right_password_does_not_start_the_codes_anew(house, stranger):
    await _begins(await house.signed_in("wang", "王馆员"))
    answers = []
    for _ in range(10):
        await _enters(house, stranger)
        form = {"csrf": csrf_token(stranger.cookies["desk"]), "code": "12345"}
        answers.append((await stranger.post("/desk/second-factor", data=form)).status_code)
    assert answers[:5] == [422] * 5
    assert 429 in answers[5:]


async def test_guessing_slows_down_where_it_is_given_up_too(house):
    wang = await house.signed_in("wang", "王馆员")
    await _begins(wang)
    await wang.looks("/desk/second-factor")
    answers = [await wang.does("/desk/second-factor/give-up", code="12345") for _ in range(10)]
    assert [answer.status_code for answer in answers[:5]] == [422] * 5
    slowed = [answer.text for answer in answers[5:] if answer.status_code == 429]
    assert slowed
    assert all("试得太快了" in text for text in slowed)
    assert (await house.staff.get(wang.librarian.id)).second_factor


async def test_codes_sent_together_are_not_all_looked_at(house, stranger):
    await _begins(await house.signed_in("wang", "王馆员"))
    await _enters(house, stranger)
    form = {"csrf": csrf_token(stranger.cookies["desk"]), "code": "12345"}
    together = [stranger.post("/desk/second-factor", data=form) for _ in range(20)]
    answers = [answer.status_code for answer in await asyncio.gather(*together)]
    assert set(answers) == {422, 429}
    assert 5 <= answers.count(422) <= 7, "a slow machine may outlast a delay or two of seconds"


async def test_a_secret_nobody_can_read_is_said_with_what_helps(house, stranger, database):
    wang = await house.signed_in("wang", "王馆员")
    telephone, codes = await _begins(wang)
    other = Sealing(b"another secret key", purpose="second factor").seal(telephone.secret, wang.librarian.id)
    await database["staff"].update_one({"_id": wang.librarian.id}, {"$set": {"totp": other}})
    await _enters(house, stranger)
    form = {"csrf": csrf_token(stranger.cookies["desk"])}
    told = await stranger.post("/desk/second-factor", data={**form, "code": telephone.code()})
    assert told.status_code == 503
    for help_ in ("恢复码", "手机丢了，重设动态码", "SHUTONG_FORMER_SECRET_KEYS", "forget-telephone"):
        assert help_ in told.text
    await wang.looks("/desk/second-factor")
    assert (await wang.does("/desk/second-factor/give-up", code=telephone.code())).status_code == 503
    entered = await stranger.post("/desk/second-factor", data={**form, "code": codes[0]})
    assert entered.headers["location"] == "/desk"
