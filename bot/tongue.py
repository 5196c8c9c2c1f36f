"""Which language a message is answered in."""

from bot.messages import Message, Text, Voice
from language.script import Script, script_of
from language.translation import SOURCE


def tongue(message: Message, chosen: str = "") -> str:
    """Whoever writes Cyrillic is answered in Mongolian, whatever she chose; else in what she chose."""
    return "mn" if script_of(_words(message)) is Script.CYRILLIC else chosen or SOURCE


def _words(message: Message) -> str:
    match message:
        case Text(content=words) | Voice(words=words):
            return words
    return ""
