"""Days, hours and portions as people say them: 每周一三五晚上九点半两段, weekdays at 8am, өглөө 8 цагт."""

import re
from dataclasses import dataclass
from datetime import time

from language.folding import fold
from language.numerals import number

EVERY_DAY, WORKDAYS, WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset({5, 6})

NUM = r"(?:[0-9]{1,3}|[零〇一二两三四五六七八九十]{1,3})"
DIGIT = "[0-9零〇一二两三四五六七八九十]"

EARLY = "凌晨|清晨|清早|大清早|早晨|早上|早间|上午|早|өглөө(?:ний)?|үүрээр"
NOON = "正午|中午|午间|үд(?:ийн)?|үд дунд"
LATE = "下午|午后|傍晚|黄昏|晚上|晚间|今晚|晚|睡前|орой(?:н)?|үдээс хойш"
NIGHT = "夜里|夜间|夜晚|半夜|深夜|шөнө(?:ийн)?"
PART = f"{EARLY}|үдээс хойш|{NOON}|{LATE}|{NIGHT}"

# After 点 a number is minutes, unless it counts something: 8点两段.
MINUTE = rf"(?P<minute>{NUM})(?:分(?!钟)|(?!{DIGIT}|[段篇节章页次个条分]))"
SPOKEN = (
    rf"(?:(?P<part>{PART}) ?)?(?P<hour>{NUM}) ?(?:点钟?|时)"
    rf"(?:(?P<half>半)|(?P<quarters>[一三13])刻|{MINUTE})?整?"
)
WRITTEN = (
    rf"(?:(?P<part>{PART}) ?)?(?P<hour>[01]?[0-9]|2[0-4]):(?P<minute>[0-5][0-9])"
    r"(?: ?(?P<half_day>[ap]\.?m\.?))?"
)
ENGLISH = r"(?<![\d:])(?P<hour>1[0-2]|[1-9]) ?(?P<half_day>[ap]\.?m\.?)"
MONGOLIAN = (
    rf"(?:(?P<part>{PART}) )?(?P<hour>[0-9]{{1,2}}) цаг(?: (?P<minute>[0-9]{{1,2}}) минут)?(?:т|ын|ийн|аас)?"
)
AT_NOON = r"(?P<noon>正午|中午|noon|at noon|үд дунд)"
AS_SPOKEN = re.compile(SPOKEN)
HOURS = (re.compile(WRITTEN), AS_SPOKEN, *map(re.compile, (ENGLISH, MONGOLIAN, AT_NOON)))
UNLIKELY = 7  # nobody who says just 6点 wants to be woken

WEEK = "(?:周|星期|礼拜)"
HAN_DAYS = {
    name: day
    for day, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7"))
    for name in names
}
# 周一五点 is Monday at five, and 周二十点 is no twenty.
MORE_DAYS = r"[一二三四五六日天1-7](?![点时段号个刻分篇节章:十])"
A_DAY = rf"{WEEK}[一二三四五六日天1-7]"
JOINED = r"(?: ?[、,和及与跟到至~-] ?)?(?:每个?)?"
HAN_LIST = rf"(?:每个?)?{A_DAY}(?:{JOINED}(?:{A_DAY}|{MORE_DAYS}))*"
BARE_LIST = rf"(?<!{DIGIT}|第)(?:一、?三、?五|二、?四、?六)(?!{DIGIT}|[点时段号日天个刻分])"
RANGE = re.compile(rf"([一二三四五六日天1-7]) ?[到至~-] ?{WEEK}?([一二三四五六日天1-7])")
NAMED_DAYS = {
    name: day
    for day, names in enumerate(
        ("mon даваа", "tue мягмар", "wed лхагва", "thu пүрэв", "fri баасан", "sat бямба", "sun ням")
    )
    for name in names.split()
}
ENDINGS = r"(?:r?s|(?:s|nes|rs|ur)?days?|(?<=[а-яөү])\w{0,3}(?: гар[аи]г\w*)?)?"
NAMED = re.compile(rf"(?<!\w)(?:every )?({'|'.join(NAMED_DAYS)}){ENDINGS}(?!\w)")
SETS = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"每一?天|每日|天天|日日|every ?day|daily|each day|өдөр бүр(?:ийн)?", EVERY_DAY),
        (
            r"(?:每个?)?(?:工作日|平日|上班日)|(?:every )?(?:weekdays?|workdays?)|ажлын өдр\w+|ажлын өдөр",
            WORKDAYS,
        ),
        (r"(?:每个?)?(?:周末|双休日)|(?:every )?weekends?|амралтын өдр\w+|амралтын өдөр", WEEKEND),
    )
)
LISTED = re.compile(f"{HAN_LIST}|{BARE_LIST}")
DAYS = "|".join((*(pattern.pattern for pattern, _ in SETS), LISTED.pattern, NAMED.pattern))

MINUTES = (
    rf"(?:一个?|1个?)?(?P<half>半个?(?:小时|钟头)|half an hour|хагас цаг)"
    rf"|(?P<quarters>[一三1-3]) ?刻钟?|(?P<hours>{NUM}) ?个?(?:小时|钟头|hours?|цаг(?!\w))(?P<and_half>半)?"
    rf"|(?P<minutes>{NUM}) ?(?:分钟|minutes?|mins?|минут\w*)"
)
INSTALMENTS = rf"(?P<count>{NUM}) ?(?:小?[段篇节页]|instalments?|parts?|pieces?|pages?|хэсэг|хуудас)"
SPAN, PIECES = re.compile(MINUTES), re.compile(INSTALMENTS)


def anonymous(pattern: str) -> str:
    """The same without names, to be part of another pattern."""
    return "(?:" + re.sub(r"\(\?P<\w+>", "(?:", pattern) + ")"


HOUR_SAID = anonymous("|".join(one.pattern for one in HOURS))
DAYS_SAID, MINUTES_SAID = anonymous(DAYS), anonymous(MINUTES)
INSTALMENTS_SAID = anonymous(INSTALMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What of a habit was named; `days` count from Monday, 0. None is what was not."""

    at: time | None = None
    days: frozenset[int] | None = None
    minutes: int | None = None
    instalments: int | None = None


def read(text: str) -> Said:
    """What a text says about days, an hour, and how much.

    8点 is in the morning, 3点 in the afternoon: an hour of the night has to be said (凌晨三点, 03:00).
    """
    rest, on = _days(fold(text))
    rest, at = _hour(rest)
    return Said(at=at, days=on, minutes=minutes(rest), instalments=instalments(rest))


def minutes(text: str) -> int | None:
    """How long a span of time is that is named in a text, in whole minutes."""
    found = SPAN.search(fold(text))
    if found is None:
        return None
    if found["half"]:
        return 90 if found[0][0] in "一1" else 30
    if found["quarters"]:
        return 15 * (number(found["quarters"]) or 0)
    if found["hours"]:
        return 60 * (number(found["hours"]) or 0) + 30 * bool(found["and_half"])
    return number(found["minutes"])


def instalments(text: str) -> int | None:
    """How many pieces are named in a text."""
    found = PIECES.search(fold(text))
    return number(found["count"]) if found else None


def _days(said: str) -> tuple[str, frozenset[int] | None]:
    """The days, and the text without them."""
    for pattern, meant in SETS:
        if found := pattern.search(said):
            return _without(found), meant
    if found := LISTED.search(said):
        return _without(found), _listed(found[0])
    named = [NAMED_DAYS[one[1]] for one in NAMED.finditer(said)]
    return NAMED.sub(" ", said), frozenset(named) or None


def _hour(said: str) -> tuple[str, time | None]:
    """The first hour that is one, and the text without it."""
    for pattern in HOURS:
        if found := pattern.search(said):
            return _without(found), _time(found)
    return said, None


def _without(found: "re.Match[str]") -> str:
    return f"{found.string[: found.start()]} {found.string[found.end() :]}"


def _time(found: "re.Match[str]") -> time | None:
    said = {name: value for name, value in found.groupdict().items() if value}
    if "noon" in said:
        return time(12)
    told, minute = number(said["hour"]), _minute(said)
    if told is None or minute is None or told > 24 or minute > 59:
        return None
    vague = found.re is AS_SPOKEN and told < UNLIKELY and not said["hour"].startswith(("0", "零", "〇"))
    return time(_of_24(told, said.get("part", said.get("half_day", "")), vague=vague) % 24, minute)


def _minute(said: dict[str, str]) -> int | None:
    if "half" in said:
        return 30
    if "quarters" in said:
        return 15 * (number(said["quarters"]) or 0)
    return number(said["minute"]) if "minute" in said else 0


def _of_24(told: int, part: str, *, vague: bool) -> int:
    """An hour of twelve, in the part of the day that was named."""
    if not part:
        return told + 12 * (vague and told > 0)
    if re.fullmatch(NIGHT, part):
        return told + 12 * (6 <= told <= 12)
    if part[0] == "p" or re.fullmatch("下午|午后|үдээс хойш", part):
        return told + 12 * (told < 12)
    if re.fullmatch(LATE, part):
        return told + 12 * (told <= 12)
    if re.fullmatch(NOON, part):
        return told + 12 * (told < 6)
    return 0 if told == 12 and part[0] in "a凌" else told


def _listed(said: str) -> frozenset[int]:
    meant = {HAN_DAYS[one] for one in said if one in HAN_DAYS}
    for first, last in RANGE.findall(said):
        start, length = HAN_DAYS[first], (HAN_DAYS[last] - HAN_DAYS[first]) % 7
        meant |= {(start + day) % 7 for day in range(length + 1)}
    return frozenset(meant)
