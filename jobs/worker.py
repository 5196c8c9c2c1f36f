"""The worker: it empties the queue, watches the clock and carries the outbox, until it is cancelled."""

import logging

from taskiq import TaskiqScheduler
from taskiq.abc.broker import AsyncBroker
from taskiq.api import run_receiver_task, run_scheduler_task

from bot.outbox import Change
from config.wiring import House
from handlers.lent import Announcements
from handlers.mornings import Mornings
from handlers.satisfaction import asked
from handlers.sundays import summary
from jobs.answers import Answers
from jobs.broker import make_broker, make_scheduler
from jobs.chores import (
    chores,
    for_accounts,
    for_duty,
    for_kiosks,
    for_lending,
    for_readers,
    for_reports,
    for_satisfaction,
)
from jobs.delivery import Round, rounds
from jobs.doubts import Doubts
from jobs.fetching import Fetching, keep_fetching
from jobs.intake import intakes
from jobs.lending import LendingNews
from jobs.notices import Notices
from jobs.outbox import Courier, pump
from jobs.pictures import Pictures
from jobs.rescue import Reminders, rescue
from jobs.satisfaction import Surveys
from jobs.scrubbing import Departed, Scrub, for_privacy
from jobs.summaries import Summaries
from jobs.together import together
from jobs.watching import watch

log = logging.getLogger(__name__)


async def work(house: House) -> None:
    """Any number of these may run, in any number of processes."""
    answers, reminders = Answers(house.upkeep, house.outbox), Reminders(house.memory, house.patrons)

    doubts = Doubts(house.outbox)

    async def listen(change: Change) -> None:
        await reminders.heard(await doubts.heard(change) or change)
        await answers.heard(change)

    notices = Notices(house.consents)
    courier = Courier(
        house.outbox,
        house.clients,
        house.patrons,
        listen,
        windows=house.windows,
        notices=notices,
        pictures=Pictures(house.attachments),
        now=house.now,
    )
    summaries = Summaries(house.weeks, house.outbox, house.patrons, house.windows, words=summary)
    said = Announcements(house.links).of
    lent = LendingNews(house.sweeping, house.outbox, house.patrons, house.catalogue, words=said)
    departed = Departed(house.erasures, house.forgetting, house.oblivion)
    scrub = Scrub(house.settings.retention, house.scrubbing, house.fading, house.oblivion, now=house.now)
    all_chores = [
        *chores(house.upkeep, answers),
        *for_satisfaction(
            Surveys(house.satisfaction, house.outbox, house.patrons, house.windows, words=asked)
        ),
        *for_duty(house.duty, house.assigning, assigns=house.settings.desk_assigns),
        *for_reports(house.counting, house.summing),
        *for_readers(summaries, house.companions),
        *for_lending(lent),
        *for_kiosks(house.kiosks, house.live),
        *for_accounts(house.clients.values()),
        *for_privacy(departed, scrub),
    ]
    broker = make_broker(house.settings.redis_url, all_chores)
    words = Mornings(house.links).letter
    round_ = Round(house.deliveries, house.shelf, house.outbox, house.patrons, plans=house.plans, words=words)
    fetching = Fetching(house.attachments, house.patrons, house.clients, now=house.now)
    await together(
        pump(courier, house.bell),
        keep_fetching(fetching),
        rounds(round_),
        rescue(house.dispatcher),
        intakes(house.imports, house.uploads, house.catalogue, house.shelf),
        watch(house.settings.import_folder, house.imports),
        attend(broker, make_scheduler(broker, house.redis)),
    )


async def attend(broker: AsyncBroker, scheduler: TaskiqScheduler) -> None:
    """Run what the queue holds and what the clock asks for."""
    await broker.startup()
    log.info("at work")
    try:
        # The receiver starts the broker again when it begins anew: a Redis that forgot has lost our group.
        receiver = run_receiver_task(broker, sync_workers=1, run_startup=True)
        await together(receiver, run_scheduler_task(scheduler))
    finally:
        await broker.shutdown()
