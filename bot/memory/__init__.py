"""What must be remembered between two messages, in Redis."""

from bot.memory.memory import BusyPatron, Entered, Memory, Parting, Seen

__all__ = ["BusyPatron", "Entered", "Memory", "Parting", "Seen"]
