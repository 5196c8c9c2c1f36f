"""Whoever says hello while she waits for an answer means her librarian, and nobody else."""

import re

from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Filter, Router
from handlers import reference
from handlers.help_pages import HELP, abilities
from language.folding import key
from reference.desk import ReferenceDesk

router = Router()

GREETING = re.compile(  # letters alone, as `key` leaves them
    r"(?:[你您]好[呀啊]?|哈[喽啰]|嗨|早[安上]?好?|[上中下]午好|晚上好|[你您]?还?在(?:吗|么|不在)?|hi|hello|hey|goodmorning"
    r"|сайнбайнауу|сайнуу)+"
)
greets = Filter(lambda turn: bool(GREETING.fullmatch(key(turn.message.content))), looks_back=False)


@router.on(means(HELP), greets)
async def call(words: Text, desk: ReferenceDesk) -> Reply:
    return await reference.follow_up(words, desk) or say(abilities())
