"""An invented library on an invented morning: who sits at its desk, who asks what, and the month before."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.messages import Text
from config.wiring import House
from jobs.sample_library import teach
from library import clock
from library.hours import BEIJING
from library.identity import new_id
from library.patrons import alias
from library.roles import Role
from library.staff import Librarian
from reference.articles import Wording
from reference.changes import by_patron
from reference.models import Closing, Kind, Outcome, Question
from reference.repository.facts import FactRepository
from reference.routing import AT_THE_CENTRE, Whence
from reference.statistics.fact import End, Fact

PASSWORD = "青城的夏天很凉快"  # noqa: S105
HALL = "大会议中心"
MONTH = 30  # days
HOUSES = {
    "河湾区图书馆": {"address": "河湾区清水路 12 号", "phone": "0000-5550212"},
    "会场服务台": {
        "address": "大会议中心一层东厅",
        "venues": (HALL,),
        "leads": True,
        "hours": "每天 8:00-22:00",
    },
}
CANNED = {
    "开馆时间": "您好，我们周二至周日 9:00–21:00 开放，周一闭馆。",
    "稍等": "您好，我是{馆员}。我去查一下，半小时内回复您。",
    "补办读者证": "带上身份证，到一楼总服务台就能补办，当场可取。",
}
ALIASES = ("7QKD", "4F7K", "M2XT", "9RVA", "WH3E", "C8PJ")
RAILWAY = "请问哪里能看到 1956 年前后的本地报纸？想查一条铁路通车的消息。"


class Morning:
    """Half past nine on one of the next working days, and whatever `passes`; it stands in for `datetime`."""

    def __init__(self) -> None:
        today = datetime.now(BEIJING)
        soon = (today.date() + timedelta(days=days) for days in range(1, 9))
        day = next(day for day in soon if day.weekday() in {1, 2, 3})
        self._ahead = datetime.combine(day, time(9, 30), BEIJING) - today

    def now(self, zone: tzinfo = UTC) -> datetime:
        return datetime.now(zone) + self._ahead

    def passes(self, minutes: int) -> None:
        self._ahead += timedelta(minutes=minutes)

    def begins(self) -> None:
        """From here on, in every room: they all ask library/clock.py."""
        vars(clock)["datetime"] = self


class Library:
    def __init__(self, house: House) -> None:
        self.house, self._asked = house, 0

    async def furnish(self) -> None:
        house = self.house
        await teach(house.knowledge)
        for name, told in HOUSES.items():
            branch = await house.branches.add("", name)
            await house.branches.change(replace(branch, **told))
        self.chen = await self.librarian("chenjing", "陈静", Role.SUPERVISOR)
        self.bao = await self.librarian("baoyin", "宝音")
        self.zhao = await self.librarian("zhaolan", "赵岚")
        self.admin = await self.librarian("wangmin", "王敏", Role.ADMINISTRATOR)
        for name, text in CANNED.items():
            await house.canned.add(self.chen, name, text, for_house=True)

    async def librarian(self, login: str, name: str, role: Role = Role.LIBRARIAN) -> Librarian:
        librarian, password = await self.house.staff.add(login, name, role)
        return await self.house.staff.change_password(librarian, password, PASSWORD)

    async def asks(self, text: str, patron: str = "", **whence: str) -> Question:
        """Somebody who may be answered five times within two days."""
        patron, message = patron or self._somebody(), self._message()
        await self.house.windows.opened(patron, self._words(patron, text, message))
        who = {"alias": alias(patron), "message": message}
        receipt = await self.house.desk.ask(patron, text, whence=Whence(**whence), **who)
        return await self.question(receipt.question_id)

    async def adds(self, question: Question, text: str) -> None:
        message = self._message()
        await self.house.windows.opened(question.patron, self._words(question.patron, text, message))
        await self.house.desk.follow_up(question.patron, text, message=message)

    async def question(self, question_id: str) -> Question:
        return (await self.house.casework.thread(question_id)).question

    async def answered(self, text: str, answer: str, subject: str) -> Question:
        """Asked, claimed, answered and closed."""
        question = await self.asks(text)
        await self.house.casework.claim(question.id, self.chen)
        await self.house.casework.answer(question.id, self.chen, answer, key=new_id(), last_seq=1)
        closing = Closing(kind=Kind.REFERENCE, read=2, outcome=Outcome.ANSWERED, minutes=10, subject=subject)
        return await self.house.casework.resolve(question.id, self.chen, closing)

    async def proposes(self, asked: tuple[str, ...], answer: str) -> None:
        """Something for a second librarian to read."""
        article = await self.house.editorial.draft(Wording(asked=asked, answer=answer), self.bao)
        await self.house.editorial.propose(article.id, self.bao, seen=article.revision, public=True)

    async def remember(self) -> None:
        """What was counted in the month before."""
        chance, today = random.Random(7), clock.utc_now().astimezone(BEIJING).date()
        days = [today - timedelta(days=days) for days in range(1, MONTH)]
        facts = [_fact(chance, day) for day in days for _ in range(chance.randint(3, 14))]
        nothing = by_patron.born("nobody", "", "", clock.utc_now(), at=AT_THE_CENTRE)
        await FactRepository(self.house.database).keep([(nothing, fact) for fact in facts])

    def _somebody(self) -> str:
        """Called the same in every picture, today and next year."""
        return new_id()[:-4] + ALIASES[self._asked]

    def _message(self) -> str:
        self._asked += 1
        return f"message {self._asked}"

    def _words(self, patron: str, text: str, message: str) -> Text:
        at = int(clock.utc_now().timestamp())
        return Text(
            account="main", openid=patron, to="gh", key=message, sent_at=at, patron=patron, content=text
        )


def _fact(chance: random.Random, day: date) -> Fact:
    end = chance.choices(
        [End.ANSWERED, End.DEFLECTED, End.SILENT, End.UNANSWERED, End.ABANDONED], [60, 24, 8, 4, 4]
    )[0]
    by_people = end is End.ANSWERED
    first = chance.randint(2, 55) if by_people else None
    return Fact(
        id=new_id(),
        version=9,
        day=day,
        hour=chance.choice([9, 10, 10, 11, 14, 15, 15, 16, 19]),
        branch="",
        venue=HALL if chance.random() < 0.2 else "",
        end=end,
        handed_over=by_people and chance.random() < 0.1,
        reopened=False,
        kind=chance.choice([*Kind, Kind.REFERENCE, Kind.REFERENCE]) if by_people else None,
        read=chance.choice([1, 1, 2, 2, 2, 3, 3, 4]) if by_people else None,
        outcome=Outcome.ANSWERED if by_people else None,
        satisfaction=chance.choice([None, None, 2, 3, 3, 3]) if by_people else None,
        first=first,
        spent=first + chance.randint(0, 120) if first else None,
        subject=chance.choice([None, "地方志", "地方志", "家谱", "借阅规则", "电子书"])
        if by_people
        else None,
        minutes=chance.choice([None, 5, 5, 10, 20]) if by_people else None,
    )
