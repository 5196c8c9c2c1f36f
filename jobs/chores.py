"""What the clock sets in motion. Every chore may run twice: it does what is still to be done, and no more."""

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.wechat.client import Client
from bot.wechat.codes import DOOR
from bot.wechat.errors import CannotSend
from jobs.answers import Answers
from jobs.lending import LendingNews
from jobs.summaries import Summaries
from reader.companions import Companions
from reference.desk import ReferenceDesk

log = logging.getLogger(__name__)

IDLE = timedelta(days=7)
FORGOTTEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """`cron` is in UTC."""

    name: str
    cron: str
    do: Callable[[], Awaitable[None]]


def chores(desk: ReferenceDesk, answers: Answers) -> list[Chore]:
    """What the reference desk needs done."""

    async def close_idle_questions() -> None:
        closed = await desk.close_idle(IDLE)
        log.info("closed idle questions", extra={"count": closed})

    async def send_forgotten_answers() -> None:
        """An answer is stored first and queued next, and a process may die in between."""
        for question, entry in await desk.unsent_answers(FORGOTTEN):
            await answers.send(question, entry)

    return [
        Chore(name="close_idle_questions", cron="17 * * * *", do=close_idle_questions),
        Chore(name="send_forgotten_answers", cron="* * * * *", do=send_forgotten_answers),
    ]


def for_lending(news: LendingNews) -> list[Chore]:
    """What time does to what is lent."""

    async def sweep_loans() -> None:
        """Every minute, because three days begin when she is told of them."""
        if count := await news.send():
            log.info("told patrons of loans and holds", extra={"count": count})

    return [Chore(name="sweep_loans", cron="* * * * *", do=sweep_loans)]


def for_readers(summaries: Summaries, companions: Companions) -> list[Chore]:
    """What patrons are told by the clock besides what they ordered, and what is counted for them."""

    async def send_summaries() -> None:
        """Twice an hour, because it is Sunday evening at other times elsewhere."""
        log.info("told patrons of their week", extra={"count": await summaries.send()})

    async def count_companions() -> None:
        """At night in China, because it reads every enrolment of the year."""
        await companions.count()

    return [
        Chore(name="send_summaries", cron="2,32 * * * *", do=send_summaries),
        Chore(name="count_companions", cron="47 19 * * *", do=count_companions),
    ]


def for_accounts(clients: Collection[Client]) -> list[Chore]:
    """What is kept ready of each account."""

    async def make_door_codes() -> None:
        """Once for ever; asked again where WeChat refused, for the account may be allowed to tomorrow."""
        for client in clients:
            try:
                await client.codes.permanent(DOOR)
            except CannotSend as refusal:
                log.info("no code for the door", extra={"refusal": type(refusal).__name__})

    return [Chore(name="make_door_codes", cron="*/5 * * * *", do=make_door_codes)]
