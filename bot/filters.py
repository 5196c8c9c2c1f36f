"""Questions a route may ask before it accepts a turn."""

from bot.router import Filter
from bot.understanding import Intent


def at(step: str) -> Filter:
    """The conversation is waiting at this step."""
    return Filter(lambda turn: turn.conversation.step == step)


def means(intent: Intent) -> Filter:
    """The patron's words mean this, as far as we can be sure."""
    return Filter(
        lambda turn: turn.meaning is not None and turn.meaning.intent is intent, intent, looks_back=False
    )


def tapped(*menu_keys: str) -> Filter:
    """A menu entry with one of these keys was tapped."""
    return Filter(lambda turn: turn.message.menu_key in menu_keys, looks_back=False)


def scene(prefix: str) -> Filter:
    """The scanned code's scene starts with this."""
    return Filter(lambda turn: turn.message.scene.startswith(prefix), looks_back=False)


# Not literally one of our commands: "书架" while we wait for a question is still the shelf.
free_words = Filter(
    lambda turn: turn.meaning is None or turn.meaning.score < 1 or bool(turn.meaning.slots), looks_back=False
)
