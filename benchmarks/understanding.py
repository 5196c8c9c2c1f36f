"""How well and how fast sentences are understood: `python -m benchmarks.understanding`."""

import platform
from collections import Counter
from statistics import median, quantiles
from time import perf_counter

from bot.understanding import Understanding
from handlers import root
from language.segmenting import warm_up
from tests.bot.utterances import Utterance, utterances

PARTS = {
    "tune": "looked at while writing the rules",
    "held": "written with them, looked at only as a number",
    "late": "written when rules and wordings were done",
}
ROUNDS = 20
OFFERED = 2  # what the fallback shows when it asks back


def main() -> None:
    warm_up()
    began = perf_counter()
    understanding = Understanding(root.intents())
    print(f"made in {(perf_counter() - began) * 1000:.0f} ms, Python {platform.python_version()}\n")
    for part, what in PARTS.items():
        print(f"{part} ({what})\n  {outcomes(understanding, utterances(part))}")
    print("\nconfusion (meant → understood)")
    for (meant, understood), count in confusion(understanding).most_common():
        print(f"  {meant or '—':10} → {understood or 'asked back':10} {count:4}")
    speed(understanding)


def outcomes(understanding: Understanding, said: list[Utterance]) -> str:
    """Shares of what was right, asked back with the right choice, and done wrongly."""
    found = [(one, understanding.best(one.text)) for one in said]
    right = sum(one.is_met_by(meaning) for one, meaning in found)
    acted = [one.is_met_by(meaning) for one, meaning in found if meaning]
    missed = [one for one, meaning in found if one.intent and not meaning]
    offered = sum(
        one.intent in {other.intent.name for other in understanding.meanings(one.text)[:OFFERED]}
        for one in missed
    )
    return (
        f"{len(said)} utterances: {right / len(said):.1%} right; of {len(acted)} actions {sum(acted)} right "
        f"({sum(acted) / len(acted):.1%}); {len(missed)} commands asked back, {offered} with the right choice"
    )


def confusion(understanding: Understanding) -> Counter[tuple[str, str]]:
    pairs = ((one.intent, understanding.best(one.text)) for one in utterances())
    named = ((meant, meaning.intent.name if meaning else "") for meant, meaning in pairs)
    return Counter(pair for pair in named if pair[0] != pair[1])


def speed(understanding: Understanding) -> None:
    """The best of some rounds each, so that other work on the machine matters less."""
    texts = [one.text for one in utterances()]
    print("\nµs per utterance")
    for name, ask in (("first time", understanding._rank), ("again", understanding.meanings)):
        taken = [min(_microseconds(ask, text) for _ in range(ROUNDS)) for text in texts]
        p99, most = quantiles(taken, n=100)[98], max(taken)
        print(f"  {name:10} median {median(taken):6.1f}  p99 {p99:6.1f}  max {most:6.1f}")
    exact = min(_microseconds(understanding._rank, "继续") for _ in range(200))
    print(f"  继续, the first time: {exact:.1f}")


def _microseconds(ask, text: str) -> float:  # type: ignore[no-untyped-def]
    began = perf_counter()
    ask(text)
    return (perf_counter() - began) * 1e6


if __name__ == "__main__":
    main()
