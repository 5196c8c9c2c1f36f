"""Which language a message is answered in, and the offer to go on in another."""

import logging
import re

from bot.bubbles import BUBBLE_BYTES
from bot.conversation import Conversation
from bot.messages import Message, Text, Voice
from bot.outbox import OutOfReach
from bot.replies import Reply, Say
from language.script import Script, script_of
from language.translation import SOURCE
from library.patrons import Patrons

log = logging.getLogger(__name__)

SPARE = 20  # bytes of a bubble kept free
# In her own language, whichever the reply above it is in.
OFFERS = {
    "mn": "Цаашид монголоор ярих бол «монголоор» гэж бичээрэй.",
    "en": "Reply “English” and I will speak English from now on.",
}
# Pinyin has none of these, and few titles that a Chinese reader looks for.
ENGLISH = re.compile(
    r"\b(?:about|an|and|any|are|back|bookmark|books|can|chapter|contents|continue|could|does?|download|find|for"
    r"|have|help|how|is|it|librar(?:y|ian)|me|my|next|of|open|please|progress|read|reading|search|shelf|start"
    r"|the|this|to|what|when|where|which|who|you|your)\b"
)


def tongue(message: Message, chosen: str = "") -> str:
    """Whoever writes Cyrillic is answered in Mongolian, whatever she chose; else in what she chose."""
    return "mn" if script_of(_words(message)) is Script.CYRILLIC else chosen or SOURCE


def suggested(message: Message) -> str:
    """The language she writes, where that is not Chinese and we speak it; else empty."""
    words = _words(message)
    match script_of(words):
        case Script.CYRILLIC | Script.MONGOLIAN:
            return "mn"
        case Script.LATIN if ENGLISH.search(words.casefold()):
            return "en"
    return ""


class LanguageOffer:
    """Who writes another language is told, once, how to be spoken to in it for good."""

    def __init__(self, patrons: Patrons) -> None:
        self._patrons = patrons

    async def beside(self, reply: Reply, message: Message, conversation: Conversation, patron: str) -> Reply:
        """The reply with the offer as its last line, where one is due and there is room for it."""
        offer = OFFERS.get(suggested(message), "")
        if not offer or conversation.language or conversation.language_offered or not patron:
            return reply
        if not isinstance(reply, Say) or not _fits(reply.text + offer):
            return reply
        try:
            due = await self._patrons.offer_language(patron)
        except OutOfReach as trouble:
            log.warning("no language is offered: %s", type(trouble).__name__)
            return reply
        conversation.language_offered = True
        return Say(f"{reply.text}\n\n{offer}") if due else reply


def _fits(text: str) -> bool:
    return len(text.encode()) <= BUBBLE_BYTES - SPARE


def _words(message: Message) -> str:
    match message:
        case Text(content=words) | Voice(words=words):
            return words
    return ""
