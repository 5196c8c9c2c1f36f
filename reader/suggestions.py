"""What to read today: at most three titles, each for a reason that is true and can be said."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from hashlib import blake2b

from reader.pace import HAN_A_MINUTE, whole_minutes
from reader.solar_terms import season, term

MOST = 3
NEW = timedelta(days=30)
SHORT = 15  # minutes: what fits a morning's way or a lunch break
LONG = 90  # minutes: what makes an evening, or several
SEASONAL = {"春": ("春", "花"), "夏": ("夏", "荷"), "秋": ("秋", "月"), "冬": ("冬", "雪")}
NOBODY = frozenset({"佚名", "无名氏", "匿名", "不详", "anonymous", "various", "unknown"})


class Reason(StrEnum):
    COMPANIONS = "companions"
    AUTHOR = "author"
    SUBJECT = "subject"
    FEATURED = "featured"
    SEASON = "season"
    HOUR = "hour"
    NEW = "new"
    CHANCE = "chance"


VOICES = (
    (Reason.FEATURED,),
    (Reason.COMPANIONS, Reason.AUTHOR, Reason.SUBJECT),
    (Reason.SEASON, Reason.HOUR),
    (Reason.NEW,),
)
IN_ORDER = (*VOICES, *VOICES, (Reason.CHANCE,))  # each is heard before one is heard twice


class PartOfDay(StrEnum):
    """`OTHER` calls for nothing in particular."""

    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"
    OTHER = "other"

    @classmethod
    def of(cls, at: datetime) -> "PartOfDay":
        match at.hour:
            case 5 | 6 | 7 | 8 | 9:
                return cls.MORNING
            case 11 | 12 | 13:
                return cls.NOON
            case 18 | 19 | 20 | 21 | 22:
                return cls.EVENING
        return cls.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A title with the plain facts a reason may rest on."""

    title_id: str
    name: str
    authors: tuple[str, ...]
    subjects: tuple[str, ...]
    han: int
    added_at: datetime

    @property
    def minutes(self) -> int:
        """At an ordinary pace; 0 where there is no Han to count."""
        return whole_minutes(self.han / HAN_A_MINUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """What she reads, the newest first, and what others read who read that; empty if nothing is kept."""

    read: tuple[Candidate, ...] = ()
    companions: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Who asks, and when by her own clock; `featured` are the librarians' words by title."""

    patron: str
    at: datetime
    featured: Mapping[str, str] = field(default_factory=dict)

    @property
    def seasonal(self) -> tuple[str, ...]:
        """Words that in a title's name make it one of these weeks."""
        return (term(self.at.date()), *SEASONAL[season(self.at.date())])

    def luck(self, of: str) -> bytes:
        """What decides among equals: the same all day, another tomorrow and for others."""
        return blake2b(f"{self.patron}/{self.at.date()}/{of}".encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`about` is what the reason speaks of: a title she read, a librarian's words, minutes, or a word."""

    title_id: str
    reason: Reason
    about: str


Proof = Callable[[Candidate], str | None]  # what the reason speaks of, or None where it is not true


def suggest(
    candidates: Iterable[Candidate], *, taste: Taste, occasion: Occasion, never: Collection[str]
) -> tuple[Suggestion, ...]:
    """At most three, for different reasons, none of `never`; the same as long as the occasion is."""
    left = {one.title_id: one for one in candidates if one.title_id not in never}
    proofs = _proofs(taste, occasion)
    chosen: list[Suggestion] = []
    for voice in IN_ORDER:
        said = {one.reason for one in chosen}
        reasons = [reason for reason in sorted(voice, key=occasion.luck) if reason not in said]
        found = (_best(left.values(), reason, proofs[reason], occasion) for reason in reasons)
        if one := next(filter(None, found), None):
            chosen.append(one)
            del left[one.title_id]
        if len(chosen) == MOST:
            break
    return tuple(chosen)


def in_turn(
    turn: int, candidates: Collection[Candidate], *, taste: Taste, occasion: Occasion, never: Collection[str]
) -> tuple[Suggestion, ...]:
    """What is suggested to whoever asked for others `turn` times; nothing once there are no more."""
    seen, found = set(never), suggest(candidates, taste=taste, occasion=occasion, never=never)
    for _ in range(turn):
        seen |= {one.title_id for one in found}
        found = suggest(candidates, taste=taste, occasion=occasion, never=seen)
    return found


def _best(
    candidates: Iterable[Candidate], reason: Reason, proof: Proof, occasion: Occasion
) -> Suggestion | None:
    for one in sorted(candidates, key=lambda candidate: occasion.luck(candidate.title_id)):
        if (about := proof(one)) is not None:
            return Suggestion(title_id=one.title_id, reason=reason, about=about)
    return None


def _proofs(taste: Taste, occasion: Occasion) -> Mapping[Reason, Proof]:
    return {
        Reason.COMPANIONS: partial(_read_beside, taste),
        Reason.AUTHOR: partial(_by_the_author_of, taste),
        Reason.SUBJECT: partial(_of_the_kind_of, taste),
        Reason.FEATURED: lambda one: occasion.featured.get(one.title_id),
        Reason.SEASON: lambda one: next((word for word in occasion.seasonal if word in one.name), None),
        Reason.HOUR: partial(_fits_the_hour, PartOfDay.of(occasion.at)),
        Reason.NEW: lambda one: "" if occasion.at - one.added_at <= NEW else None,
        Reason.CHANCE: lambda _: "",
    }


def _read_beside(taste: Taste, one: Candidate) -> str | None:
    return _name(read for read in taste.read if one.title_id in taste.companions.get(read.title_id, ()))


def _by_the_author_of(taste: Taste, one: Candidate) -> str | None:
    authors = {author.casefold() for author in one.authors} - NOBODY
    return _name(read for read in taste.read if authors & {author.casefold() for author in read.authors})


def _of_the_kind_of(taste: Taste, one: Candidate) -> str | None:
    return _name(read for read in taste.read if set(one.subjects) & set(read.subjects))


def _name(titles: Iterator[Candidate]) -> str | None:
    found = next(titles, None)
    return found.name if found else None


def _fits_the_hour(part: PartOfDay, one: Candidate) -> str | None:
    match part:
        case PartOfDay.MORNING | PartOfDay.NOON:
            fits = 0 < one.minutes <= SHORT
        case PartOfDay.EVENING:
            fits = one.minutes >= LONG
        case PartOfDay.OTHER:
            fits = False
    return str(one.minutes) if fits else None
