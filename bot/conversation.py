"""Where a patron stands in a conversation, between two messages."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime


@dataclass(slots=True)
class Conversation:
    """What is remembered of one patron from one message to the next.

    `step` is what she was asked for, `notes` belong to that step. `choices` are the commands behind the last
    numbered list she was shown, `more` the one that shows its next page, `topic` is the title she looked at
    last; these outlive a step. `place` is where she was seen to be, which holds until `place_until` (seconds
    of Unix time). `language` is the one she chose, empty for Chinese, and `language_offered` whether she
    needs no offer of another any more. Once it is `forgotten`, nothing is remembered.
    """

    step: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    choices: list[str] = field(default_factory=list)
    more: str = ""
    topic: str = ""
    place: str = ""
    place_until: float = 0
    language: str = ""
    language_offered: bool = False
    forgotten: bool = False

    def goto(self, step: str, **notes: str) -> None:
        self.step, self.notes = step, self.notes | notes

    def end(self) -> None:
        self.step, self.notes = "", {}

    def offer(self, *commands: str, more: str = "") -> None:
        """From now on a bare number n means the n-th of these commands, and 更多 means `more`."""
        self.choices, self.more = list(commands), more

    def forget(self) -> None:
        """She is to be forgotten: her next words are a stranger's."""
        self.forgotten = True

    def stand(self, place: str, until: datetime) -> None:
        self.place, self.place_until = place, until.timestamp()

    def place_at(self, now: datetime) -> str:
        """Where she still is, as far as we know; "" where she is not known to be anywhere."""
        return self.place if now.timestamp() < self.place_until else ""

    @property
    def expects_an_answer(self) -> bool:
        """Whether her next words will make sense only together with what is noted here."""
        return bool(self.step or self.choices)

    def chosen(self, number: int) -> str | None:
        """The command behind a number of the last list, or None when the list was shorter."""
        return self.choices[number - 1] if 1 <= number <= len(self.choices) else None

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | None) -> "Conversation":
        """What another version noted besides is left out: during an update both serve the same patrons."""
        noted = json.loads(text) if text else {}
        return cls(**{name: noted[name] for name in FIELDS & noted.keys()})


FIELDS = frozenset(one.name for one in fields(Conversation))
