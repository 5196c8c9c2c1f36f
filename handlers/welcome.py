"""The first words and the goodbye."""

from bot.messages import Follow, Scan, SubscriptionConsent, Unfollow
from bot.replies import Reply, Silence, say
from bot.repository import Consents
from bot.router import Router
from handlers.forgetting import Forgetting
from handlers.help_pages import abilities
from language.translation import _

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
async def goodbye(unfollow: Unfollow, forgetting: Forgetting) -> Reply:
    """She left: nobody waits for an answer any more, and nothing of hers is kept."""
    await forgetting.forget(unfollow.patron)
    return Silence()
