"""The labelled set: what patrons write, and what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.understanding import Meaning, Understanding
from handlers import root

PATH = Path(__file__).parent / "utterances.tsv"

understanding = Understanding(root.intents())
"""Of every command we have; building it takes long enough to do so once."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """`intent` is empty where no command was meant; `dangerous` if it only looks like one."""

    part: str
    intent: str
    text: str
    slots: dict[str, str]
    dangerous: bool

    def is_met_by(self, meaning: Meaning | None) -> bool:
        if meaning is None:
            return not self.intent
        return meaning.intent.name == self.intent and meaning.slots == self.slots


def utterances(*parts: str) -> list[Utterance]:
    """Those of the named parts (tune, held, late), or all."""
    return [one for one in _all() if not parts or one.part in parts]


@cache
def _all() -> tuple[Utterance, ...]:
    return tuple(_read())


def _read() -> Iterator[Utterance]:
    for line in PATH.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            part, intent, text, *slots = line.split("\t")
            named = dict(slot.split("=") for slot in "".join(slots).split(";") if slot)
            yield Utterance(
                part, "" if intent in {"none", "never"} else intent, text, named, intent == "never"
            )
