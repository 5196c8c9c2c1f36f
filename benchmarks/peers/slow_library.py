"""Shutong's command line with one conversation more, whose handler takes as long as a message asks it to."""

import asyncio
import os
from pathlib import Path

import config.rooms.chat
import shutong
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Filter, Router
from handlers import root
from library.patrons import Patrons

WORD = "慢慢办"
slow = Router()


def note(number: str) -> None:
    with Path(os.environ["RUNS"]).open("a") as runs:
        runs.write(f"{number}\n")


@slow.on(Filter(lambda turn: turn.message.content.startswith(WORD)))
async def errand(words: Text, _patrons: Patrons) -> Reply:
    """Noted in a file at its beginning, so that every run counts, even in a process that is killed later."""
    _, number, seconds = words.content.split()
    note(number)
    await asyncio.sleep(float(seconds))
    return say("办好了 {number}。", number=number)


if __name__ == "__main__":
    slow.include(root)
    setattr(config.rooms.chat, "root", slow)  # noqa: B010 - which it does not export
    shutong.main()
