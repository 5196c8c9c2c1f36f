"""What must be remembered between two messages, in Redis."""

from bot.memory.adrift import Adrift, alias
from bot.memory.line import Line
from bot.memory.memory import BusyPatron, Entered, Memory, Parting, Seen
from bot.memory.scripts import Script

__all__ = ["Adrift", "BusyPatron", "Entered", "Line", "Memory", "Parting", "Script", "Seen", "alias"]
