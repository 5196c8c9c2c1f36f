"""What in a text tells who wrote it, and the text without that."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

HAN = "\u3007\u3400-\u9fff"
NUMERAL = r"[\d零〇一二三四五六七八九十百]"
WIDE = "".join(map(chr, range(0xFF10, 0xFF5B)))  # ０ to ｚ, each of which has a narrow twin
NARROW = {ord(one): ord(one) - 0xFEE0 for one in WIDE if one.isalnum() or one == "＠"}
SURNAMES, CERTAIN = (
    "|".join(line.split())
    for line in Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8").splitlines()
)


class Trait(StrEnum):
    """The value stands in the text's place."""

    EMAIL = "［邮箱］"
    OPENID = "［微信标识］"
    ALIAS = "［读者］"
    CHAT = "［微信号］"
    IDENTITY = "［证件号］"
    PHONE = "［电话］"
    PLATE = "［车牌］"
    NUMBER = "［编号］"
    ADDRESS = "［地址］"
    NAME = "［姓名］"


# No library publishes these of itself; it may well publish its telephone, its street or a colleague's name.
ALWAYS_PRIVATE = frozenset({Trait.OPENID, Trait.ALIAS, Trait.IDENTITY})


@dataclass(frozen=True, slots=True)
class Found:
    trait: Trait
    text: str


@dataclass(frozen=True, slots=True)
class Stripped:
    text: str
    found: tuple[Found, ...]


def _rules(trait: Trait, *patterns: str) -> Iterator[tuple[Trait, re.Pattern[str]]]:
    """Where a pattern has a group `it`, only that goes and its surroundings stay."""
    return ((trait, re.compile(pattern, re.IGNORECASE)) for pattern in patterns)


_IS = r"\s*(?:号码|号|id)?\s*(?:就?是|为|[:：=])?\s*"
_PART = rf"(?:{NUMERAL}+|[A-Za-z])\s*(?:号楼|号院|号|弄|栋|幢|单元|楼|层|室|户|门)"
_STREET = (
    rf"[{HAN}A-Za-z0-9]{{1,14}}?(?:大街|大道|路|街|巷|胡同|小区|花园|家园|苑|公寓|新村|村|嘎查|镇|乡|苏木)"
)
_HONORIFIC = "(?:老师|先生|女士|小姐|同学|馆员|馆长|主任|师傅|阿姨|叔叔|教授|医生|大夫)"
_NAMED = rf"(?:[{HAN}·]{{2,12}}|[A-Za-z][A-Za-z'-]+(?:[ ·][A-Za-z'-]+){{0,3}})"

# The order matters: what is told apart more surely goes first.
RULES = (
    *_rules(Trait.EMAIL, r"[a-z0-9._%+-]+\s*[@＠]\s*[a-z0-9-]+(?:\.[a-z0-9-]+)+"),
    *_rules(Trait.OPENID, r"(?<![a-z0-9_-])o[a-z0-9_-]{27}(?![a-z0-9_-])"),
    *_rules(Trait.ALIAS, r"读者\s?(?!\d{4}\s*[年人名位])[0-9A-HJKMNP-TV-Z]{4}(?![0-9a-z])"),
    *_rules(
        Trait.CHAT,
        r"wxid_[a-z0-9]+",
        rf"(?:微信|薇信|v信|加v|\bvx|\bwx|wechat){_IS}(?P<it>[a-z][a-z0-9_-]{{4,19}})",
        rf"(?:qq|扣扣|企鹅){_IS}(?P<it>\d{{5,11}})",
    ),
    *_rules(
        Trait.IDENTITY,
        r"(?<!\d)[1-9](?:[ -]?\d){16}[ -]?[\dxＸ×](?!\d)",
        rf"(?:身份证|护照|通行证|证件){_IS}(?P<it>[a-z0-9][a-z0-9 -]{{5,20}}[a-z0-9])",
        r"(?<![a-z0-9])[EGDSPH][A-Z]?\d{7,8}(?!\d)",
    ),
    *_rules(
        Trait.PHONE,
        r"(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9](?:[ -]?\d){9}(?!\d)",
        r"(?<!\d)[(（]?0\d{2,3}[)）]?[ \-－—]?[2-9]\d{2,3}[ -]?\d{4}(?!\d)",
        rf"(?:电话|手机|утас){_IS}(?P<it>\d[\d -]{{5,14}}\d)",
        r"(?<![零〇一二三四五六七八九幺])[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9}",
    ),
    *_rules(
        Trait.PLATE,
        r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z]\s?[·•.-]?\s?[A-HJ-NP-Z0-9]{5,6}(?![a-z0-9])",
    ),
    *_rules(
        Trait.NUMBER,
        rf"(?:读者证|借书证|借阅证|图书证|读者卡|学生证|工作证|学号|工号|条码|卡){_IS}(?P<it>[a-z]*\d[a-z0-9-]{{3,19}})",
        r"(?<![\d-])(?!97[89])\d(?:[ -]?\d){8,}(?![\d-])",
    ),
    *_rules(
        Trait.ADDRESS,
        rf"(?:我?家?住在|我?家在|我住|住址|家庭住址|收货地址|寄到|寄给|邮寄地址){_IS}(?P<it>[^,，。;；!！?？\s［]{{4,40}})",
        rf"(?:[{HAN}]{{2,9}}?(?:省|自治区|市|盟|州|区|县|旗)){{0,3}}{_STREET}\s*{_PART}(?:\s*{_PART})*",
        rf"(?:{NUMERAL}+\s*(?:号楼|栋|幢))\s*(?:{_PART}\s*)+",
    ),
    *_rules(
        Trait.NAME,
        rf"(?:我叫|我名叫|我的名字(?:是|叫)|本人姓名|姓名|联系人|收件人|收货人)\s*(?:是|叫|为|[:：])?\s*(?P<it>{_NAMED})",
        rf"我是(?P<it>(?:{SURNAMES})[{HAN}]{{1,2}})(?=[,，。.!！?？\s]|$)",
        r"my name is\s+(?P<it>[A-Za-z][\w'-]+(?:\s[A-Z][\w'-]+)*)",
        r"намайг\s+(?P<it>[\w-]+)\s+гэдэг",
        rf"(?P<it>(?:{CERTAIN})[{HAN}]{{0,2}}?){_HONORIFIC}",
        rf"(?<![{HAN}])(?P<it>(?:{SURNAMES})[{HAN}]{{0,2}}?){_HONORIFIC}",
        rf"(?P<it>(?:{CERTAIN})某+)",
    ),
)


def strip(text: str, names: Iterable[str] = ()) -> Stripped:
    """Marks stand where names, numbers and addresses stood. `names` are people's known to the house.

    Rules find what has a form or is announced ("我叫…"). A name in passing has neither, which is why a
    second pair of eyes reads what is published.
    """
    found: list[Found] = []
    text = text.translate(NARROW)
    for trait, pattern in (*_called(names), *RULES):
        text = pattern.sub(partial(_mark, trait, found), text)
    return Stripped(text, tuple(found))


def traits(text: str) -> tuple[Found, ...]:
    """What `strip` would take out."""
    return strip(text).found


def _called(names: Iterable[str]) -> Iterator[tuple[Trait, re.Pattern[str]]]:
    known = sorted({re.escape(name) for name in names if len(name) > 1}, key=len, reverse=True)
    return _rules(Trait.NAME, "|".join(known)) if known else iter(())


def _mark(trait: Trait, found: list[Found], match: re.Match[str]) -> str:
    it = "it" if "it" in match.re.groupindex else 0
    found.append(Found(trait, match[it]))
    begin, (start, end) = match.start(), match.span(it)
    return f"{match[0][: start - begin]}{trait}{match[0][end - begin :]}"
