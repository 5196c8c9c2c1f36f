"""Why there is no draft."""

from enum import StrEnum

from reference.refusals import CannotHelp


class CannotDraft(CannotHelp):
    """The root of what the assistant refuses. People go on without it."""


class SwitchedOff(CannotDraft):
    """The house has no assistant, or none for patrons."""


class Declined(CannotDraft):
    """The passages do not answer the question."""


class NothingFound(Declined):
    """There is no passage at all; the model was not asked."""


class TimedOut(CannotDraft):
    """The model took longer than anybody wants to wait."""


class Unreachable(CannotDraft):
    """The model's server is away, busy, or says what is no answer."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Busy(Unreachable):
    """We ask it as much at once as we want to; it may be in the best of health."""


class Fault(StrEnum):
    LONG = "long"
    HIDDEN = "hidden"  # characters that nobody sees
    UNCITED = "uncited"
    NO_SUCH_PASSAGE = "no_such_passage"
    LINK = "link"
    NUMBER = "number"
    NAME = "name"  # a word in Latin letters
    DELICATE = "delicate"
    TURNED = "turned"  # it says no where its sources do not
    STRANGE = "strange"  # its words are not those of its sources


class Unfounded(CannotDraft):
    """The draft says what the passages it cites do not; `words` are those it was found by."""

    def __init__(self, fault: Fault, words: str = "") -> None:
        super().__init__(f"{fault}: {len(words)} characters")
        self.fault, self.words = fault, words
