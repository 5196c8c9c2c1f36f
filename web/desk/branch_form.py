"""The form of a branch: what was typed, kept as it was where it cannot be used."""

import re
from dataclasses import replace
from typing import Annotated

from fastapi import Form

from library.branches import Branch
from library.hours_notation import CannotReadHours, read_hours
from web.desk.typed import one_line, plain

BETWEEN = re.compile(r"[,，、;；\n]+")
POINT = re.compile(r"(\d{1,2}(?:\.\d+)?)[\s,，]+(\d{1,3}(?:\.\d+)?)")
LANGUAGES = {"mn": "蒙古文", "en": "英文"}

Line = Annotated[str, Form(max_length=60)]
Few = Annotated[str, Form(max_length=400)]


class BranchForm:
    """Several of a kind stand in one line, with 、 between them."""

    def __init__(  # noqa: PLR0913 - a form has a parameter for each of its fields
        self,
        name: Line = "",
        other_names: Few = "",
        address: Annotated[str, Form(max_length=120)] = "",
        directions: Few = "",
        phone: Annotated[str, Form(max_length=40)] = "",
        point: Annotated[str, Form(max_length=40)] = "",
        hours: Annotated[str, Form(max_length=2000)] = "",
        venues: Few = "",
        accounts: Few = "",
        languages: Annotated[list[str], Form(max_length=9)] = [],  # noqa: B006 - FastAPI copies it
        subjects: Few = "",
        leads: Annotated[bool, Form()] = False,
        closed: Annotated[bool, Form()] = False,
        revision: Annotated[int, Form(ge=0)] = 0,
    ) -> None:
        self.name, self.address, self.phone = one_line(name), one_line(address), one_line(phone)
        self.directions, self.hours = directions.strip(), plain(hours).strip()
        self.other_names, self.venues = _several(other_names), _several(venues)
        self.accounts, self.subjects = _several(accounts), _several(subjects)
        self.languages = tuple(language for language in LANGUAGES if language in languages)
        self.point, self.leads, self.closed, self.revision = point.strip(), leads, closed, revision

    @classmethod
    def of(cls, branch: Branch) -> "BranchForm":
        """As it would be typed."""
        known = branch.latitude is not None
        return cls(
            name=branch.name,
            other_names=listed(branch.other_names),
            address=branch.address,
            directions=branch.directions,
            phone=branch.phone,
            point=f"{branch.latitude}, {branch.longitude}" if known else "",
            hours=branch.hours,
            venues=listed(branch.venues),
            accounts=listed(branch.accounts),
            languages=list(branch.languages),
            subjects=listed(branch.subjects),
            leads=branch.leads,
            closed=branch.closed,
            revision=branch.revision,
        )

    def trouble(self) -> str:
        """What is wrong with it, in words; "" where nothing is."""
        if not self.name:
            return "名称要写。"
        if self.point and not _degrees(self.point):
            return "位置请写成 40.8414, 111.7519 这样：先纬度，再经度。"
        try:
            read_hours(self.hours)
        except CannotReadHours as unread:
            return f"开放时间里的「{unread.line}」：{unread.why}。"
        return ""

    def branch(self, before: Branch) -> Branch:
        """What the branch becomes, of a form without trouble."""
        latitude, longitude = _degrees(self.point) or (None, None)
        same = ("name", "other_names", "address", "directions", "phone", "hours", "venues", "accounts")
        typed = (*same, "languages", "subjects", "leads", "closed", "revision")
        fields = {name: getattr(self, name) for name in typed}
        return replace(before, latitude=latitude, longitude=longitude, **fields)


def listed(several: tuple[str, ...]) -> str:
    return "、".join(several)


def _degrees(point: str) -> tuple[float, float] | None:
    found = POINT.fullmatch(point)
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if latitude <= 90 and longitude <= 180 else None


def _several(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(one_line, BETWEEN.split(written)))))
