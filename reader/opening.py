"""The words by which a place is found again in another edition."""

from language.sentences import sentences

LONGEST = 40  # characters


def opening(text: str) -> str:
    """The first words of an instalment: within one sentence, so that no other way of cutting divides them."""
    return sentences(text)[0].strip()[:LONGEST]
