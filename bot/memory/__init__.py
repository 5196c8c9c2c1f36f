"""What must be remembered between two messages, in Redis."""

from bot.memory.adrift import Adrift
from bot.memory.memory import BusyPatron, Entered, Memory, Parting, Seen

__all__ = ["Adrift", "BusyPatron", "Entered", "Memory", "Parting", "Seen"]
