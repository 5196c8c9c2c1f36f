"""What is to be sent to patrons on our own account."""

from bot.outbox.endings import KEPT
from bot.outbox.leases import LEASE
from bot.outbox.messages import Change, Consignment, LeaseLost, Post, State
from bot.outbox.oblivion import Oblivion
from bot.outbox.queue import Outbox, OutOfReach

__all__ = [
    "KEPT",
    "LEASE",
    "Change",
    "Consignment",
    "LeaseLost",
    "Oblivion",
    "OutOfReach",
    "Outbox",
    "Post",
    "State",
]
