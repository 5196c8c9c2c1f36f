"""What patrons sent is fetched from a pretend WeChat: kept, refused, gone, or tried again."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from bot.wechat.client import AccountKeys, Client
from jobs.fetching import WECHAT_KEEPS_IT, Fetching
from library.clock import utc_now
from library.patrons import Patrons, alias
from library.repository.patrons import PatronRepository
from reference.attachment import Keeping, Medium, to_fetch
from reference.attachments import AGAIN, Attachments
from reference.casebook import Casebook
from reference.desk import ReferenceDesk
from reference.live import LiveEvents
from reference.repository.attachments import AttachmentRepository
from reference.repository.questions import QuestionRepository
from tests.running import NO_TLS, listening, served
from web.joining import join
from web.simulator.account import Account
from web.simulator.media import keep
from web.simulator.platform import PretendPlatform

KEYS = {"app_id": "wx0001", "secret": "a secret"}
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)
NOWHERE = "http://127.0.0.1:9"


class Post:
    """Lin's pictures between WeChat and the desk; `late` is how long after now we are."""

    def __init__(self, database, redis, url: str, http: httpx.AsyncClient) -> None:
        self.late, self._redis, self._http, self._url = timedelta(), redis, http, url
        casebook = Casebook(QuestionRepository(database), LiveEvents(redis))
        self.desk, self.casebook = ReferenceDesk(casebook), casebook
        self.patrons = Patrons(PatronRepository(database))
        self.attachments = Attachments(AttachmentRepository(database), casebook, now=self.now)

    def now(self):
        return utc_now() + self.late

    def fetching(self, url: str = "") -> Fetching:
        client = Client(self._http, self._redis, AccountKeys(**KEYS), url=url or self._url)
        return Fetching(self.attachments, self.patrons, {"main": client}, now=self.now)

    async def sends(self, media: str) -> str:
        lin = await self.patrons.recognise("main", "o-lin")
        picture, who = to_fetch(Medium.IMAGE, media), {"alias": alias(lin.id), "message": "m1"}
        return (await self.desk.ask(lin.id, "［图片］", attachment=picture, **who)).question_id

    async def state(self, question_id: str) -> Keeping:
        return (await self.casebook.thread(question_id)).entries[0].attachment.state


@pytest.fixture
async def post(database, redis):
    listener, url = listening()
    app = FastAPI()
    pretend = PretendPlatform(redis, [Account(name="main", title="市图书馆", token="t", **KEYS)])
    join(app.router, pretend.routes())
    async with httpx.AsyncClient(verify=NO_TLS) as http, served(app, listener):
        yield Post(database, redis, f"{url}/simulator/platform", http)


@pytest.mark.parametrize(("content", "state"), [(JPEG, Keeping.KEPT), (b"<html>", Keeping.REFUSED)])
async def test_what_wechat_has_is_fetched_and_looked_at(post, redis, content, state):
    question = await post.sends(await keep(redis, "main", "image/jpeg", content))
    assert await post.fetching().fetch() == 1
    assert await post.state(question) is state
    assert await post.fetching().fetch() == 0


async def test_what_wechat_has_thrown_away_is_gone(post):
    question = await post.sends("long-gone")
    await post.fetching().fetch()
    assert await post.state(question) is Keeping.GONE


async def test_while_wechat_cannot_be_reached_it_waits_and_is_fetched_later(post, redis):
    question = await post.sends(await keep(redis, "main", "image/jpeg", JPEG))
    await post.fetching(NOWHERE).fetch()
    assert await post.state(question) is Keeping.WAITING
    post.late += AGAIN + timedelta(seconds=1)
    await post.fetching().fetch()
    assert await post.state(question) is Keeping.KEPT


async def test_after_three_days_nobody_tries_again(post):
    question = await post.sends("m-1")
    post.late = WECHAT_KEEPS_IT + timedelta(minutes=1)
    await post.fetching(NOWHERE).fetch()
    assert await post.state(question) is Keeping.GONE
