"""Scenes: what a title's parametric code says when a phone scans it, on a poster or on a kiosk's screen."""

from dataclasses import dataclass
from datetime import date, timedelta

POSTER, KIOSK = "title:", "kiosk:"
BETWEEN, ON = "@", "."
FRESH = timedelta(days=1)  # a kiosk without a network shows what it got the day before


@dataclass(frozen=True, slots=True)
class Scanned:
    """`kiosk_id` is "" for a poster; `day` is the one the code was made for, None where it does not say."""

    kiosk_id: str
    title_id: str
    day: date | None

    def is_of(self, today: date) -> bool:
        """Whether it was on a screen just now: a photograph of it is good for a day and no more."""
        return self.day is not None and abs(today - self.day) <= FRESH


def scene(kiosk_id: str, title_id: str, day: date) -> str:
    """Of a title on a kiosk on a day; at most 64 ASCII characters, which is what WeChat allows.

    It is not signed, because WeChat tells only scenes of codes that we had it make.
    """
    return f"{KIOSK}{title_id}{BETWEEN}{kiosk_id}{ON}{day:%y%m%d}"


def read(scene: str) -> Scanned:
    title_id, _, place = scene.partition(":")[2].partition(BETWEEN)
    kiosk_id, _, day = place.partition(ON)
    return Scanned(kiosk_id, title_id, _day(day))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(f"20{written}") if len(written) == 6 else None
    except ValueError:
        return None
