"""A sentence with what was searched for marked in it."""

from dataclasses import dataclass

from language.folding import key

LONGEST = 160  # characters shown; the words stand in the middle


@dataclass(frozen=True, slots=True)
class Marked:
    """`before`, the words and `after`, each to be escaped."""

    before: str
    words: str
    after: str


def marked(sentence: str, words: str) -> Marked:
    """Whatever is between the words' letters in the sentence; nothing marked where they are not in it."""
    wanted, places, letters = key(words), [], ""
    for place, character in enumerate(sentence):
        for letter in key(character):
            places.append(place)
            letters += letter
    start = letters.find(wanted) if wanted else -1
    if start < 0:
        return Marked(sentence[:LONGEST], "", "")
    first, last = places[start], places[start + len(wanted) - 1] + 1
    room = max(0, LONGEST - (last - first)) // 2
    before, after = sentence[:first], sentence[last:]
    cut_before = f"…{before[-room:]}" if len(before) > room else before
    cut_after = f"{after[:room]}…" if len(after) > room else after
    return Marked(cut_before, sentence[first:last], cut_after)
