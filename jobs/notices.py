"""A subscription notice for who may not be sent a message: the words themselves if it can hold them."""

from collections.abc import Sequence

from bot.outbox import Consignment, State
from bot.replies import Card, Reply, Say
from bot.repository import Consents
from bot.wechat.client import Client
from bot.wechat.errors import NoConsent, NotSent, OutcomeUnknown, PlatformRefused
from library.patrons import Patron

CUT = "…"


class Notices:
    def __init__(self, consents: Consents) -> None:
        self._consents = consents

    async def may_go(self, client: Client, patron: Patron) -> bool:
        """Take one consent of hers for the notice that follows, if there is one."""
        return client.notice is not None and await self._consents.spend(patron.id, client.notice.id)

    async def announce(self, client: Client, patron: Patron, message: Consignment) -> State:
        """What becomes of a message: SENT or UNKNOWN where the notice holds or opens all of it, else PARKED.

        Raises NotSent or PlatformRefused when no notice left; then the consent is hers again.
        """
        template, words = client.notice, message.headline or _words(message.bubbles)
        if template is None or patron.openid is None:
            return State.PARKED
        fits = len(words) <= template.characters
        fields = {template.field: words if fits else words[: template.characters - 1] + CUT}
        whole = (fits and not message.headline) or bool(message.page)
        try:
            await client.send_notice(patron.openid, template.id, fields, page=message.page)
        except NoConsent:
            await self._consents.withdraw(patron.id, template.id)
            raise
        except (NotSent, PlatformRefused):
            await self._consents.give(patron.id, template.id)
            raise
        except OutcomeUnknown:
            return State.UNKNOWN if whole else State.PARKED
        return State.SENT if whole else State.PARKED


def _words(bubbles: Sequence[Reply]) -> str:
    """All of it in one line, as a notice shows it."""
    return " ".join(" ".join(filter(None, map(_line, bubbles))).split())


def _line(bubble: Reply) -> str:
    match bubble:
        case Say(text):
            return text
        case Card():
            return f"{bubble.title} {bubble.url}"
    return ""
