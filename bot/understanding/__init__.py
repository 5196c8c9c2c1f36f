"""What a patron's words may mean: commands in many wordings, each with a score."""

from bot.understanding.choices import choice
from bot.understanding.intents import STATED, Intent, Meaning, intent
from bot.understanding.scores import SURE
from bot.understanding.understanding import Understanding

__all__ = ["STATED", "SURE", "Intent", "Meaning", "Understanding", "choice", "intent"]
