"""What the clock sets in motion. Every chore may run twice: it does what is still to be done, and no more."""

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.wechat.client import Client
from bot.wechat.codes import DOOR
from bot.wechat.errors import CannotSend
from ebooks.kiosks.kiosks import Kiosks
from jobs.answers import Answers
from jobs.lending import LendingNews
from jobs.satisfaction import Surveys
from jobs.summaries import Summaries
from reader.companions import Companions
from reference.assigning import Assigning
from reference.duty import Duty
from reference.live import DeskEvent, LiveEvents
from reference.statistics.counting import Counting
from reference.statistics.summing import Summing
from reference.upkeep import Upkeep

log = logging.getLogger(__name__)

IDLE = timedelta(days=7)
FORGOTTEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """`cron` is in UTC."""

    name: str
    cron: str
    do: Callable[[], Awaitable[None]]


def chores(upkeep: Upkeep, answers: Answers) -> list[Chore]:
    """What the reference desk needs done."""

    async def close_idle_questions() -> None:
        closed = await upkeep.close_idle(IDLE)
        log.info("closed idle questions", extra={"count": closed})

    async def wake_snoozed_questions() -> None:
        if count := await upkeep.wake():
            log.info("brought back snoozed questions", extra={"count": count})

    async def send_forgotten_answers() -> None:
        """An answer is stored first and queued next, and a process may die in between."""
        for question, entry in await upkeep.unsent_answers(FORGOTTEN):
            await answers.send(question, entry)

    return [
        Chore(name="close_idle_questions", cron="17 * * * *", do=close_idle_questions),
        Chore(name="wake_snoozed_questions", cron="* * * * *", do=wake_snoozed_questions),
        Chore(name="send_forgotten_answers", cron="* * * * *", do=send_forgotten_answers),
    ]


def for_reports(counting: Counting, summing: Summing) -> list[Chore]:
    """What is counted of questions, apart from anybody who waits."""

    async def count_questions() -> None:
        if count := await counting.count():
            log.info("counted questions", extra={"count": count})

    async def sum_up_figures() -> None:
        if count := await summing.sum_up():
            log.info("summed up figures", extra={"count": count})

    return [
        Chore(name="count_questions", cron="* * * * *", do=count_questions),
        Chore(name="sum_up_figures", cron="*/5 * * * *", do=sum_up_figures),
    ]


def for_satisfaction(surveys: Surveys) -> list[Chore]:
    async def ask_how_it_was() -> None:
        if count := await surveys.send():
            log.info("asked patrons how it was", extra={"count": count})

    return [Chore(name="ask_how_it_was", cron="* * * * *", do=ask_how_it_was)]


def for_duty(duty: Duty, assigning: Assigning, *, assigns: bool) -> list[Chore]:
    """Whose question it is while people come and go."""

    async def settle_duty() -> None:
        if count := await duty.settle():
            log.info("put back questions of who is off duty", extra={"count": count})

    async def assign_questions() -> None:
        if assigns and (count := await assigning.assign()):
            log.info("gave out questions", extra={"count": count})

    return [
        Chore(name="settle_duty", cron="* * * * *", do=settle_duty),
        Chore(name="assign_questions", cron="* * * * *", do=assign_questions),
    ]


def for_lending(news: LendingNews) -> list[Chore]:
    """What time does to what is lent."""

    async def sweep_loans() -> None:
        """Every minute, because three days begin when she is told of them."""
        if count := await news.send():
            log.info("told patrons of loans and holds", extra={"count": count})

    return [Chore(name="sweep_loans", cron="* * * * *", do=sweep_loans)]


def for_kiosks(kiosks: Kiosks, live: LiveEvents) -> list[Chore]:
    """Who stands in a hall and speaks no more is told of at the desk."""

    async def watch_kiosks() -> None:
        missed, found = await kiosks.raise_alarms(), await kiosks.clear_alarms()
        for kiosk in missed:
            log.warning("a kiosk is silent", extra={"kiosk": kiosk.id})
        if missed or found:
            await live.publish(DeskEvent(what="kiosks"))

    async def forget_kiosks() -> None:
        log.info("forgot revoked kiosks", extra={"count": await kiosks.forget()})

    return [
        Chore(name="watch_kiosks", cron="* * * * *", do=watch_kiosks),
        Chore(name="forget_kiosks", cron="41 19 * * *", do=forget_kiosks),
    ]


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
