"""Who comes in, and as whom."""

from datetime import timedelta

import pytest

from library.passes import Passes
from reader.spots import Spot
from tests.web.reading.conftest import BASE_URL
from tests.web.test_downloads import IN_WECHAT
from web.reading.guard import COOKIE

GUEST = "访客身份"
DOOR = "请从公众号进来"


async def test_a_link_from_the_chat_opens_the_book_where_she_is(world, title, lin, phone):
    await world.books.shelf.turn_to(lin.id, title.id, Spot(2, 1), message="1")
    page = await phone.get(world.path(world.links.reading(lin.id, title.id)))
    assert page.url.path == f"/read/{title.id}/2-1"
    assert "第二章" in page.text
    assert GUEST not in page.text


async def test_the_cookie_is_kept_from_scripts_and_other_sites(world, title, lin):
    async with world.phone() as stranger:
        stranger.follow_redirects = False
        answer = await stranger.get(world.path(world.links.reading(lin.id, title.id)))
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Secure-reading=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/read"))
    assert "no-store" in answer.headers["cache-control"]


async def test_a_portion_is_opened_as_it_was_handed_out(world, title, lin, phone):
    link = world.links.reading(lin.id, title.id, spot=Spot(1, 2), count=3)
    page = await phone.get(world.path(link))
    assert str(page.url).endswith(f"/read/{title.id}/1-2?count=3")
    assert page.text.count('<a id="s') == 3


async def test_a_link_forwarded_the_next_day_shows_the_text_and_nothing_of_hers(world, title, lin, watch):
    await world.books.shelf.turn_to(lin.id, title.id, Spot(2, 1), message="1")
    link = world.path(world.links.reading(lin.id, title.id))
    watch.forward(days=1)
    async with world.phone() as friend:
        page = await friend.get(link)
        assert page.url.path == f"/read/{title.id}/1-1"
        assert GUEST in page.text
        assert (await friend.get("/read")).status_code == 403
        assert (await friend.get("/read/marks")).status_code == 403
        refused = await friend.post(f"/read/{title.id}/turn", data={"to": "3-1"})
        assert refused.status_code == 403
    assert (await world.books.shelf.enrolment(lin.id, title.id)).chapter == 2


async def test_a_guest_reads_one_title_only(world, title, lin, watch):
    other = await world.take("秋天的书")
    link = world.path(world.links.reading(lin.id, title.id))
    watch.forward(hours=1)
    async with world.phone() as friend:
        await friend.get(link)
        assert (await friend.get(f"/read/{other.id}/1-1")).status_code == 403


async def test_a_friends_link_makes_nobody_the_friend(world, title, phone, lin):
    mei = await world.patrons.recognise("main", "o-mei")
    await phone.get(world.path(world.links.reading(mei.id, title.id)))
    assert lin.alias in (await phone.get("/read")).text


async def test_a_link_ends_after_its_days(world, title, lin, watch):
    link = world.path(world.links.reading(lin.id, title.id))
    watch.forward(days=31)
    async with world.phone() as late:
        answer = await late.get(link)
    assert (answer.status_code, DOOR in answer.text) == (403, True)


async def test_who_comes_back_is_remembered_on(world, title, phone, watch):
    for _ in range(3):
        watch.forward(days=20)
        assert (await phone.get(f"/read/{title.id}/1-1")).status_code == 200
    watch.forward(days=31)
    assert (await phone.get(f"/read/{title.id}/1-1")).status_code == 403


async def test_who_left_the_account_is_nobody(world, title, lin, phone):
    await world.patrons.forget(lin.id)
    assert (await phone.get(f"/read/{title.id}/1-1")).status_code == 403


async def test_a_borrowed_phone_can_be_given_back(world, title, phone):
    await phone.post("/read/leave")
    assert (await phone.get(f"/read/{title.id}/1-1")).status_code == 403


ROUTES = [
    ("GET", "/read"), ("GET", "/read/{title}"), ("GET", "/read/{title}/1-1"),
    ("GET", "/read/{title}/contents"),
    ("GET", "/read/{title}/1-1/sentences"), ("GET", "/read/{title}/1-1/note"), ("GET", "/read/marks"),
    ("GET", "/read/marks/ABCDEFGHJK"), ("GET", "/read/export/forged"), ("GET", "/read/in/forged"),
    ("GET", "/read/wechat/unknown"), ("GET", "/read/wechat/service/back?code=lin&state=x"),
    ("POST", "/read/{title}/turn"), ("POST", "/read/{title}/bookmark"), ("POST", "/read/{title}/excerpt"),
    ("POST", "/read/{title}/note"), ("POST", "/read/marks/remove"),
    ("GET", "/read/loans"), ("POST", "/read/loans/{title}/borrow"), ("POST", "/read/loans/{title}/renew"),
    ("POST", "/read/loans/{title}/return"), ("POST", "/read/loans/{title}/give-up"),
]  # fmt: skip
FORM = {"to": "1-1", "at": "1-1", "words": "满纸荒唐言", "key": "1", "mark": "ABCDEFGHJK"}


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_every_page_is_closed_without_a_pass(world, title, method, path):
    async with world.phone() as stranger:
        forged = Passes(b"a secret of somebody else").issue(COOKIE, patron="lin", life=timedelta(hours=1))
        stranger.cookies.set("__Secure-reading", forged, domain="books.example.org", path="/read")
        data = FORM if method == "POST" else None
        answer = await stranger.request(method, path.format(title=title.id), data=data)
    assert (answer.status_code, DOOR in answer.text) == (403, True)


async def test_another_sites_form_moves_nothing(world, title, lin, phone):
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = await phone.post(f"/read/{title.id}/turn", data={"to": "2-1"}, headers=headers)
        assert answer.status_code == 403
    assert await world.books.shelf.enrolment(lin.id, title.id) is None


async def test_inside_wechat_wechat_says_who_she_is(world, title, watch):
    mei = await world.patrons.recognise("service", "o-mei")
    link = world.path(world.links.reading(mei.id, title.id, spot=Spot(2, 1)))
    watch.forward(days=3)
    async with world.phone(**IN_WECHAT) as phone:
        phone.follow_redirects = False
        asked = await phone.get(link)
        state = asked.headers["location"].rpartition("state=")[2]
        wrong = await phone.get("/read/wechat/service/back?code=mei&state=0")
        back = await phone.get(f"/read/wechat/service/back?code=mei&state={state}")
        phone.follow_redirects = True
        shelf = await phone.get("/read")
    assert asked.headers["location"].startswith("https://open.weixin.qq.com/")
    assert wrong.status_code == 403
    assert back.headers["location"] == f"/read/{title.id}/2-1"
    assert mei.alias in shelf.text


async def test_a_forwarded_link_makes_a_friend_herself_inside_wechat(world, title):
    mei = await world.patrons.recognise("service", "o-mei")
    async with world.phone(**IN_WECHAT) as friend:
        friend.follow_redirects = False
        asked = await friend.get(world.path(world.links.reading(mei.id, title.id)))
        state = asked.headers["location"].rpartition("state=")[2]
        await friend.get(f"/read/wechat/service/back?code=lan&state={state}")
        shelf = await friend.get("/read")
    lan = await world.patrons.recognise("service", "o-lan")
    assert lan.alias in shelf.text


async def test_a_state_is_of_no_use_in_another_browser(world, title):
    mei = await world.patrons.recognise("service", "o-mei")
    async with world.phone(**IN_WECHAT) as phone, world.phone(**IN_WECHAT) as other:
        phone.follow_redirects = False
        asked = await phone.get(world.path(world.links.reading(mei.id, title.id)))
        state = asked.headers["location"].rpartition("state=")[2]
        assert (await other.get(f"/read/wechat/service/back?code=mei&state={state}")).status_code == 403


def test_a_link_is_no_longer_than_a_bubble_bears(world, lin, title):
    assert len(world.links.reading(lin.id, title.id, spot=Spot(120, 30), count=20)) < len(BASE_URL) + 170
