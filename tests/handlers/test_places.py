"""Scanning the codes on a kiosk's screen, through signed deliveries, and what that is good for there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import Conversation
from bot.phone import Phone
from ebooks.kiosks import scenes
from ebooks.lending.licences import Licence
from library.branches import CENTRE
from library.clock import utc_now
from tests.handlers.lin import shelve
from tests.running import Running

AIRPORT = "大兴机场"


class Hall:
    """A library with one book, lent at the airport only, on a kiosk that stands there."""

    def __init__(self, shutong: Running) -> None:
        self.house, self.shutong = shutong.house, shutong

    async def open(self, folder) -> None:
        self.title = await shelve(self.house, "边城", folder)
        licence = Licence(id="at the airport", added_at=utc_now(), venue=AIRPORT)
        await self.house.licensing.add(self.title.id, licence)
        self.kiosk = await self.kiosk_at(AIRPORT)

    async def kiosk_at(self, venue: str):
        invited = await self.house.kiosks.invite("一号", venue, by="王老师")
        return (await self.house.kiosks.enrol(invited.code))[0]

    def phone(self, openid: str) -> Phone:
        return self.shutong.phone(openid)

    async def scanned(self, phone: Phone, kiosk_id: str, *, following: bool = True, days_ago: int = 0) -> str:
        day = self.house.counters.today - timedelta(days=days_ago)
        return await phone.scans(scenes.scene(kiosk_id, self.title.id, day), following=following)

    async def counted(self) -> dict[str, tuple[int, int]]:
        today = self.house.counters.today
        days = (await self.house.counters.report(today - timedelta(days=1), today)).days
        return {one.venue: (one.counts.scanned, one.counts.lent) for one in days}


@pytest.fixture
async def hall(shutong: Running, tmp_path) -> Hall:
    hall = Hall(shutong)
    await hall.open(tmp_path)
    return hall


async def test_who_scans_at_a_venue_borrows_what_is_lent_there_only(hall: Hall):
    lin, wang, guest = (hall.phone(name) for name in ("o-lin", "o-wang", "o-guest"))
    assert "在这里借不到" in await wang.says(f"书 {hall.title.id}")
    assert f"只在这里借得到：{AIRPORT}" in await wang.says("借")

    greeted = await hall.scanned(lin, hall.kiosk.id, following=False)
    assert "您扫的是《边城》。共 1 本，可借 1 本" in greeted
    assert "《边城》借给您了" in await lin.says("借")
    assert "《边城》借给您了" in await lin.says("借")
    assert await hall.counted() == {AIRPORT: (1, 1)}

    assert "都借出去了。" in await hall.scanned(wang, hall.kiosk.id)
    assert "第 1 位" in await wang.says("预约")

    zhao = hall.phone("o-zhao")
    assert "在这里借不到" in await hall.scanned(zhao, hall.kiosk.id, days_ago=2), "a photograph"

    await hall.house.kiosks.revoke(hall.kiosk.id, by="王老师")
    assert "您扫的是《边城》。在这里借不到" in await hall.scanned(guest, hall.kiosk.id, following=False)
    assert "在这里借不到" in await hall.scanned(guest, "NOKIOSKOFOURS")
    assert f"只在这里借得到：{AIRPORT}" in await guest.says("借")
    assert await hall.counted() == {AIRPORT: (3, 1)}
    assert "没有这个编号的书" in await guest.scans(
        scenes.scene(hall.kiosk.id, "NOSUCHBOOK", hall.house.counters.today)
    )


async def test_what_is_asked_in_the_hall_goes_to_the_desk_there(hall: Hall):
    branches = hall.house.branches
    desk = await branches.add(CENTRE, "两会服务台")
    await branches.change(replace(desk, venues=(AIRPORT,), leads=True, hours="每天 0:00-24:00"))
    lin, wang = hall.phone("o-lin"), hall.phone("o-wang")
    await hall.scanned(lin, hall.kiosk.id)
    for phone in (wang, lin):
        await phone.says("咨询 提案工作条例哪里查")
    questions = await hall.house.casework.waiting()
    assert [(one.branch, one.venue) for one in questions] == [(desk.id, AIRPORT), (CENTRE, "")]


def test_where_she_was_is_forgotten_in_time():
    conversation, now = Conversation(), utc_now()
    conversation.stand("K1", now + timedelta(hours=1))
    conversation.end()
    known = Conversation.from_json(conversation.to_json())
    assert known.place_at(now + timedelta(minutes=59)) == "K1"
    assert known.place_at(now + timedelta(hours=1)) == ""
