"""The numbers of a text, with what they count: 30 天 is another figure than 30 册."""

import re
from collections.abc import Iterator

from language.numerals import number

HAN_DIGITS = "零〇一二两三四五六七八九十百千万幺壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
UNITS = "元块毛角分钱天日号月年周点时刻秒本册种楼层次岁折倍位人页卷路期届栋幢室米站座小工"  # 小时, 工作日
FIGURE = re.compile(rf"(?P<ordinal>第)?(?P<value>\d+(?:[.:]\d+)*|[{HAN_DIGITS}]+)\s*(?P<unit>[{UNITS}])?")
SPACED_OUT = re.compile(r"(?<=\b\d)\s+(?=\d\b)")
WEEKDAY = re.compile("(?:周|星期|礼拜)([一二三四五六日天])")


def claims(folded: str) -> Iterator[str]:
    """What a sentence says for sure; 一 without what it counts is seldom a number."""
    for found in FIGURE.finditer(SPACED_OUT.sub("", folded)):
        value, unit = found["value"], found["unit"] or ""
        if value[0].isdigit() or len(value) > 1 or unit or found["ordinal"]:
            yield _value(value) + unit
    yield from _weekdays(folded)


def told(folded: str) -> Iterator[str]:
    """Everything a passage's numbers may be cited as."""
    for found in FIGURE.finditer(folded):
        value = _value(found["value"])
        hour, *minutes = value.split(":")
        yield from (value, value + (found["unit"] or ""), *re.split("[.:]", value))
        if minutes:
            yield from (f"{hour}点", f"{hour}时")
    yield from _weekdays(folded)


def _value(written: str) -> str:
    if written[0].isdigit():
        return written.lstrip("0") or "0"
    value = number(written.replace("幺", "一"))
    return written if value is None else str(value)


def _weekdays(folded: str) -> Iterator[str]:
    return (f"周{day.replace('天', '日')}" for day in WEEKDAY.findall(folded))
