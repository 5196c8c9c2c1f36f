"""The first words and the goodbye."""

from contextlib import suppress

from bot.messages import Follow, Scan, SubscriptionConsent, Unfollow
from bot.replies import Reply, Silence, say
from bot.repository import Consents
from bot.router import Router
from handlers.help_pages import abilities
from handlers.traces import Traces
from language.translation import _
from library.patrons import Patrons
from reference.desk import ReferenceDesk
from reference.refusals import NothingOpen

router = Router()


@router.on()
def greet(_follow: Follow) -> Reply:
    return say(_("您好，我是图书馆的书童 📖\n{can}"), can=abilities())


@router.on()
def greet_scan(_scan: Scan) -> Reply:
    """A code whose scene nobody else wanted."""
    return say(_("您好，我是图书馆的书童 📖\n{can}"), can=abilities())


@router.on()
async def remember_consent(told: SubscriptionConsent, consents: Consents) -> Reply:
    """Each yes is good for one notice; a no, in our page or in her phone's settings, ends them all."""
    for answer in told.answers:
        change = consents.give if answer.given else consents.withdraw
        await change(told.patron, answer.template_id)
    return Silence()


@router.on()
async def goodbye(unfollow: Unfollow, patrons: Patrons, desk: ReferenceDesk, traces: Traces) -> Reply:
    """She left: nobody waits for an answer any more, what she read is gone, and who she was is forgotten.

    Her questions stay countable, under an id that leads to nobody. That tie is cut last, so that this can be
    done again where it was interrupted.
    """
    await traces.forget(unfollow.patron)
    with suppress(NothingOpen):
        await desk.cancel(unfollow.patron)
    await patrons.forget(unfollow.patron)
    return Silence()
