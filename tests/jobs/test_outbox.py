"""From the outbox to a patron's phone, through the pump and a WeChat that answers as the real one does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorDatabase
from redis.asyncio import Redis

from bot.messages import Scan, Text
from bot.outbox import LEASE, Change, Outbox, Post, State
from bot.replies import Picture, Say
from bot.repository import Consents
from bot.wakeup import Bell
from bot.wechat.client import AccountKeys, Client, NoticeTemplate
from bot.wechat.quotas import next_reset
from bot.window import Windows
from jobs.notices import Notices
from jobs.outbox import ATTEMPTS, Courier, delay, pump
from jobs.pictures import Pictures
from library.patrons import Patron, Patrons
from library.repository.patrons import PatronRepository
from reference.attachments import Attachments
from reference.casebook import Casebook
from reference.live import LiveEvents
from reference.repository.attachments import AttachmentRepository
from reference.repository.questions import QuestionRepository
from tests.waiting import PATIENCE
from web.joining import join
from web.simulator import Account
from web.simulator import consents as pretend
from web.simulator.chats import Chats
from web.simulator.people import People, Standing
from web.simulator.platform import PretendPlatform
from web.simulator.window import Window

TEMPLATE = "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc"
ACCOUNT = Account(name="main", title="市图书馆", app_id="wx0001", secret="a secret", token="a token")


COMMON = {"account": "main", "openid": "o1", "to": "gh_1", "key": "k", "sent_at": 0}
words, scan = Text(**COMMON, content="在吗"), Scan(**COMMON, scene="hall", first=False)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class Wire(httpx.AsyncBaseTransport):
    """Leads to WeChat, unless told to fail once a message is to be sent, or at another address."""

    def __init__(self, app: FastAPI) -> None:
        self._transport = httpx.ASGITransport(app)
        self.failure: Exception | dict[str, Any] | None = None
        self.at = "/message/"
        self.calls = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if self.at in request.url.path and self.failure is not None:
            if isinstance(self.failure, Exception):
                raise self.failure
            return httpx.Response(200, json=self.failure)
        return await self._transport.handle_async_request(request)


class House:
    """An outbox, a courier and a patron who just wrote, at a time we set."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], redis: Redis) -> None:
        self.time = datetime(2026, 3, 1, 9, tzinfo=UTC)
        self.changes: list[Change] = []
        self.heard = asyncio.Event()
        self.redis, self.bell = redis, Bell(redis, "outbox")
        self.patrons = Patrons(PatronRepository(database))
        self.outbox = Outbox(database, now=self.now, wake=self.bell.ring)
        app = FastAPI()
        join(app.router, PretendPlatform(redis, [ACCOUNT]).routes())
        self.wire = Wire(app)
        http = httpx.AsyncClient(transport=self.wire)
        keys = AccountKeys(app_id="wx0001", secret="a secret")
        notice = NoticeTemplate(id=TEMPLATE)
        url = "http://wechat/simulator/platform"
        self.clients = {"main": Client(http, redis, keys, url=url, notice=notice, now=self.now)}
        self.attachments = Attachments(
            AttachmentRepository(database), Casebook(QuestionRepository(database), LiveEvents(redis))
        )
        self.windows, self.consents = Windows(redis, now=self.now), Consents(database)
        self.courier = self.another_courier()

    def now(self) -> datetime:
        return self.time

    async def listen(self, change: Change) -> None:
        self.changes.append(change)
        self.heard.set()

    def another_courier(self) -> Courier:
        return Courier(
            self.outbox,
            self.clients,
            self.patrons,
            self.listen,
            windows=self.windows,
            notices=Notices(self.consents),
            pictures=Pictures(self.attachments),
            now=self.now,
        )

    async def patron(self, name: str = "林小满") -> Patron:
        people = People(self.redis, "main")
        person = await people.join(name)
        await people.stand(person, Standing.FOLLOWING)
        await Window(self.redis, "main").open_by_message(person.openid)
        return await self.patrons.recognise("main", person.openid)

    async def no_window(self) -> Patron:
        """Who has not written for long, and consented to one notice."""
        lin = await self.patron()
        assert lin.openid is not None
        await self.windows.opened(lin.id, words)
        self.time += timedelta(hours=49)
        await pretend.Consents(self.redis, "main").give(lin.openid, TEMPLATE)
        await self.consents.give(lin.id, TEMPLATE)
        return lin

    async def chat(self, patron: Patron) -> list[str]:
        assert patron.openid is not None
        return [entry.bubble.text for entry in await Chats(self.redis, "main").history(patron.openid)]

    def ends(self) -> list[tuple[str, State]]:
        return [(change.key, change.state) for change in self.changes]


@pytest.fixture
async def house(database: AsyncIOMotorDatabase[dict[str, Any]], redis: Redis) -> AsyncIterator[House]:
    house = House(database, redis)
    await house.outbox.prepare()
    return house


async def test_an_answer_arrives_and_the_desk_is_told(house: House) -> None:
    lin = await house.patron()
    await house.outbox.put(lin.id, Say("馆员的答复"), key="Q1/2", about={"question": "Q1", "seq": "2"})
    assert await house.courier.deliver_due() == 1
    assert await house.chat(lin) == ["馆员的答复"]
    [change] = house.changes
    assert (change.state, change.about) == (State.SENT, {"question": "Q1", "seq": "2"})


async def test_long_words_arrive_as_bubbles_in_order(house: House) -> None:
    lin = await house.patron()
    await house.outbox.put(lin.id, Say("第一句。" * 300), key="1")
    await house.courier.deliver_due()
    assert len(chat := await house.chat(lin)) == 2
    assert "".join(chat) == "第一句。" * 300


async def test_four_couriers_deliver_everything_once_and_in_order(house: House) -> None:
    patrons = [await house.patron(name) for name in ("林小满", "王建国", "Сараа")]
    for n in range(5):
        for patron in patrons:
            await house.outbox.put(patron.id, Say(str(n)), key=f"{patron.id}/{n}")

    async def until_empty() -> None:
        while len(house.changes) < 15:
            await house.another_courier().deliver_due()

    await asyncio.gather(*(until_empty() for _ in range(4)))
    for patron in patrons:
        assert await house.chat(patron) == ["0", "1", "2", "3", "4"]


async def test_what_did_not_leave_is_tried_again_ever_more_rarely(house: House) -> None:
    lin = await house.patron()
    house.wire.failure = httpx.ConnectError("no route")
    await house.outbox.put(lin.id, Say("您好"), key="1")
    assert await house.courier.deliver_due() == 1
    assert await house.courier.deliver_due() == 0, "it waits"
    house.time += delay(0)
    assert await house.courier.deliver_due() == 1
    house.time += delay(0)
    assert await house.courier.deliver_due() == 0, "it waits longer"
    house.wire.failure = None
    house.time += delay(1)
    await house.courier.deliver_due()
    assert await house.chat(lin) == ["您好"]


async def test_in_the_end_it_gives_up_and_says_so(house: House) -> None:
    lin = await house.patron()
    house.wire.failure = httpx.ConnectError("no route")
    await house.outbox.put(lin.id, Say("您好"), key="1")
    for attempt in range(ATTEMPTS):
        assert await house.courier.deliver_due() == 1
        house.time += delay(attempt)
    assert await house.courier.deliver_due() == 0
    assert house.ends() == [("1", State.FAILED)]


@pytest.mark.parametrize(
    ("failure", "end"),
    [
        (httpx.ReadTimeout("no answer"), State.UNKNOWN),
        ({"errcode": 45015, "errmsg": "out of time"}, State.PARKED),
        ({"errcode": 45047, "errmsg": "used up"}, State.PARKED),
        ({"errcode": 48001, "errmsg": "api unauthorized"}, State.PARKED),
        ({"errcode": 43019, "errmsg": "require remove blacklist"}, State.BLOCKED),
        ({"errcode": 43004, "errmsg": "require subscribe"}, State.BLOCKED),
        ({"errcode": 45002, "errmsg": "content size out of limit"}, State.FAILED),
    ],
)
async def test_how_a_message_ends_by_what_wechat_says(house: House, failure: Any, end: State) -> None:
    lin = await house.patron()
    house.wire.failure = failure
    await house.outbox.put(lin.id, Say("您好"), key="1")
    await house.courier.deliver_due()
    assert house.ends() == [("1", end)]
    house.wire.failure = None
    house.time += timedelta(days=1)
    assert await house.courier.deliver_due() == 0
    assert await house.chat(lin) == []


async def test_when_the_day_is_used_up_it_waits_for_midnight_in_china(house: House) -> None:
    lin = await house.patron()
    house.wire.failure = {"errcode": 45009, "errmsg": "reach max api daily quota limit"}
    wang = await house.patron("王建国")
    await house.outbox.put(lin.id, Say("您好"), key="1")
    await house.courier.deliver_due()
    house.wire.failure, house.wire.calls = None, 0
    await house.outbox.put(wang.id, Say("您也好"), key="2")
    await house.courier.deliver_due()
    assert house.wire.calls == 0, "the whole account waits; WeChat is not asked again"
    house.time = datetime(2026, 3, 1, 16, 0, 59, tzinfo=UTC)
    assert await house.courier.deliver_due() == 0
    house.time = next_reset(datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert house.time == datetime(2026, 3, 1, 16, 1, tzinfo=UTC)
    await house.courier.deliver_due()
    assert (await house.chat(lin), await house.chat(wang)) == (["您好"], ["您也好"])


async def test_parked_answers_come_first_when_she_writes_again(house: House) -> None:
    lin = await house.patron()
    for n in range(6):
        await house.outbox.put(lin.id, Say(str(n)), key=str(n))
    await house.courier.deliver_due()
    assert house.ends()[-1] == ("5", State.PARKED)
    assert lin.openid is not None
    await Window(house.redis, "main").open_by_message(lin.openid)
    await house.outbox.unpark(lin.id)
    await house.outbox.put(lin.id, Say("新的"), key="new")
    await house.courier.deliver_due()
    assert (await house.chat(lin))[-2:] == ["5", "新的"]


async def test_what_we_know_wechat_would_refuse_is_not_even_asked(house: House) -> None:
    lin = await house.patron()
    await house.windows.opened(lin.id, scan)
    for n in range(4):
        await house.outbox.put(lin.id, Say(str(n)), key=str(n))
    house.wire.calls = 0
    await house.courier.deliver_due()
    assert house.wire.calls == 1 + 3, "a token and three messages after a scan"
    assert house.ends()[-1] == ("3", State.PARKED)
    await house.windows.opened(lin.id, words)
    await house.outbox.unpark(lin.id)
    await house.courier.deliver_due()
    assert (await house.chat(lin))[-1] == "3"


@pytest.mark.parametrize("moment", ["finish", "told"])
async def test_who_writes_while_her_answer_is_being_parked_hears_it_at_once(
    house: House, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await house.patron()
    await house.windows.opened(lin.id, words)
    house.time += timedelta(hours=49)
    await house.outbox.put(lin.id, Say("您好"), key="a")
    go_on = getattr(house.outbox, moment)

    async def meanwhile(*args: Any) -> Any:
        await house.windows.opened(lin.id, words)  # and nothing told her message to look into the outbox
        return await go_on(*args)

    monkeypatch.setattr(house.outbox, moment, meanwhile)
    await house.courier.deliver_due()
    monkeypatch.undo()
    await house.courier.deliver_due()
    assert house.ends() == [("a", State.PARKED), ("a", State.SENT)]
    assert (await house.chat(lin))[-1] == "您好"


async def test_an_answer_wechat_refuses_for_want_of_a_window_is_not_tried_over_and_over(house: House) -> None:
    lin = await house.patron()  # of whose window we know nothing
    house.wire.failure = {"errcode": 45015, "errmsg": "response out of time limit"}
    await house.outbox.put(lin.id, Say("您好"), key="a")
    await house.courier.deliver_due()
    assert house.ends() == [("a", State.PARKED)]


async def test_over_the_window_a_short_answer_is_a_notice(house: House) -> None:
    lin = await house.no_window()
    await house.outbox.put(lin.id, Say("《边城》在三楼。"), key="1")
    await house.outbox.put(lin.id, Say("《茶馆》也在。"), key="2")
    await house.courier.deliver_due()
    assert await house.chat(lin) == ["【服务通知】\n《边城》在三楼。"]
    assert house.ends() == [("1", State.SENT), ("2", State.PARKED)], "one consent, one notice"


async def test_a_notice_of_a_long_answer_says_so_and_the_answer_waits_for_her(house: House) -> None:
    lin = await house.no_window()
    await house.outbox.put(lin.id, Say("《边城》在三楼，索书号是 I247.5/S42，今天可以借到两本。"), key="1")
    await house.courier.deliver_due()
    assert await house.chat(lin) == ["【服务通知】\n《边城》在三楼，索书号是 I247.5…"]
    assert house.ends() == [("1", State.PARKED)]
    assert lin.openid is not None
    await Window(house.redis, "main").open_by_message(lin.openid)
    await house.windows.opened(lin.id, words)
    await house.outbox.unpark(lin.id)
    await house.courier.deliver_due()
    assert (await house.chat(lin))[-1].endswith("今天可以借到两本。")


async def test_a_notice_that_opens_a_page_is_as_good_as_the_words(house: House) -> None:
    lin = await house.no_window()
    words = Say("一段超过二十个字的正文，放不进一条服务通知里，只能在网页上读。")
    headline, page = "《边城》今天的一段", "http://lib/read/in/1"
    await house.outbox.put_many([Post(patron=lin.id, reply=words, key="1", headline=headline, page=page)])
    await house.courier.deliver_due()
    assert await house.chat(lin) == ["【服务通知】\n《边城》今天的一段"]
    assert house.ends() == [("1", State.SENT)]


async def test_what_is_passing_is_neither_announced_nor_kept(house: House) -> None:
    lin, silent = await house.no_window(), await house.patrons.recognise("quiet", "o1")
    for key, patron in (("1", lin), ("2", silent)):
        await house.outbox.put_many([Post(patron=patron.id, reply=Say("这一周"), key=key, passing=True)])
    await house.courier.deliver_due()
    assert await house.chat(lin) == []
    assert sorted(house.ends()) == [("1", State.FAILED), ("2", State.FAILED)]
    assert await house.consents.spend(lin.id, TEMPLATE), "her consent is for something better"
    assert await house.outbox.unpark(lin.id) == 0


async def test_a_notice_she_took_her_consent_back_from_parks(house: House) -> None:
    lin = await house.no_window()
    assert lin.openid is not None
    await pretend.Consents(house.redis, "main").spend(lin.openid, TEMPLATE)
    await house.outbox.put(lin.id, Say("《边城》在三楼。"), key="1")
    await house.courier.deliver_due()
    assert house.ends() == [("1", State.PARKED)]
    assert not await house.consents.spend(lin.id, TEMPLATE), "WeChat knows of none, so we forget ours"


@pytest.mark.parametrize(
    ("failure", "end", "left"),
    [
        (httpx.ReadTimeout("no answer"), State.PARKED, False),
        (httpx.ConnectError("no route"), State.PARKED, True),
        ({"errcode": -1, "errmsg": "system error"}, State.PARKED, True),
    ],
)
async def test_a_notice_that_fails_loses_neither_words_nor_a_consent_it_did_not_use(
    house: House, failure: Any, end: State, left: bool
) -> None:
    lin = await house.no_window()
    house.wire.failure = failure
    await house.outbox.put(lin.id, Say("一段超过二十个字的答复，放不进一条服务通知里。"), key="1")
    await house.courier.deliver_due()
    assert house.ends() == [("1", end)]
    assert await house.consents.spend(lin.id, TEMPLATE) is left


async def test_accounts_that_may_not_push_and_patrons_who_left(house: House) -> None:
    silent, gone = await house.patrons.recognise("quiet", "o1"), await house.patron("王建国")
    await house.patrons.forget(gone.id)
    await house.outbox.put(silent.id, Say("您好"), key="1")
    await house.outbox.put(gone.id, Say("您好"), key="2")
    await house.outbox.put("nobody we know", Say("您好"), key="3")
    await house.courier.deliver_due()
    assert sorted(house.ends()) == [("1", State.PARKED), ("2", State.BLOCKED), ("3", State.BLOCKED)]


async def test_what_a_dead_courier_left_behind_is_told(house: House) -> None:
    lin = await house.patron()
    await house.outbox.put(lin.id, Say("您好"), key="1")
    message = await house.outbox.lease()
    assert message is not None
    await house.outbox.begin(message)
    house.time += LEASE
    await house.courier.tidy()
    assert house.ends() == [("1", State.UNKNOWN)]
    house.time += LEASE
    await house.courier.tidy()
    assert len(house.changes) == 1, "and told once"


async def test_the_pump_hears_the_bell(house: House) -> None:
    lin = await house.patron()
    pumping = asyncio.create_task(pump(house.courier, house.bell, lanes=2))
    await house.outbox.put(lin.id, Say("您好"), key="1")
    await asyncio.wait_for(house.heard.wait(), timeout=PATIENCE)
    pumping.cancel()
    await asyncio.gather(pumping, return_exceptions=True)
    assert await house.chat(lin) == ["您好"]


class DeafBell(Bell):
    """Takes a cancellation for a ring, as a Redis client may."""

    async def wait(self, seconds: float = 1) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


async def test_the_pump_stops_even_if_a_library_swallows_its_cancellation(house: House) -> None:
    pumping = asyncio.create_task(pump(house.courier, DeafBell(house.redis, "outbox"), lanes=2))
    await house.outbox.put((await house.patron()).id, Say("您好"), key="1")
    await asyncio.sleep(0)
    pumping.cancel()
    done, _ = await asyncio.wait({pumping}, timeout=PATIENCE)
    assert done


async def test_a_picture_is_uploaded_and_then_sent(house: House) -> None:
    lin = await house.patron()
    taken = await house.attachments.take_in(PNG)
    await house.outbox.put(lin.id, Picture("图片", "点开", "https://x/p", "https://x/p", taken.id), key="p")
    await house.courier.deliver_due()
    seen = (await Chats(house.redis, "main").history(lin.openid))[-1].bubble
    assert (seen.text, seen.picture_url.startswith("/simulator/main/pictures/")) == ("[图片]", True)
    assert house.changes[-1].state is State.SENT


async def test_a_picture_that_cannot_be_uploaded_is_tried_again_and_never_unknown(house: House) -> None:
    lin = await house.patron()
    taken = await house.attachments.take_in(PNG)
    house.wire.failure, house.wire.at = httpx.ReadTimeout("nothing came back"), "/media/"
    await house.outbox.put(lin.id, Picture("图片", "点开", "https://x/p", "https://x/p", taken.id), key="p")
    await house.courier.deliver_due()
    assert house.changes == []
    house.wire.failure = None
    house.time += timedelta(seconds=5)
    await house.courier.deliver_due()
    assert house.changes[-1].state is State.SENT


async def test_a_picture_of_who_was_forgotten_is_not_sent(house: House) -> None:
    lin = await house.patron()
    await house.outbox.put(lin.id, Picture("图片", "点开", "https://x/p", "https://x/p", "gone"), key="p")
    await house.courier.deliver_due()
    assert (house.changes[-1].state, house.changes[-1].reason) == (State.FAILED, "PictureGone")
