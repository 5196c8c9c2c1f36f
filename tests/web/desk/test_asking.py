"""Whatever days a librarian asks about, she gets a page."""

import re
from datetime import date, timedelta

import httpx
import pytest

from library.roles import Role
from tests.running import Running
from web.app import pages
from web.desk.asking import EARLIEST, LONGEST, AskedDays
from web.desk.licence_form import LicenceForm

FIGURES = r"/desk/(.*/figures|reports[^{]*|reading|[^{]*\.(csv|svg|xlsx))"
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        (None, None, TODAY - timedelta(days=29), TODAY),
        (date(2026, 11, 23), date(2026, 11, 1), date(2026, 11, 1), TODAY),
        (date(2026, 11, 1), date.max, date(2026, 11, 1), TODAY),
        (date.max, date.max, TODAY, TODAY),
        (None, date.min, EARLIEST, EARLIEST),
        (date.min, date.max, TODAY - LONGEST, TODAY),
    ],
)
def test_days_are_put_into_order_and_drawn_in(since, until, first, last):
    assert AskedDays(since=since, until=until).days(TODAY) == (first, last)


async def test_every_page_of_figures_bears_any_days(shutong: Running):
    app = pages(shutong.house)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as http:
        http.cookies.set("desk", await _signed_in(shutong))
        for path in (found := _figures(app.routes)):
            for since, until in ((date.min, date.min), (date.max, date.max), (date.min, date.max)):
                answer = await http.get(path, params={"since": str(since), "until": str(until)})
                assert answer.status_code in {200, 422}, path
    assert {"/desk/reports", "/desk/kiosks/figures", "/desk/licences/figures"} <= set(found)


def test_a_licence_without_an_end_is_none_at_the_end_of_the_calendar():
    for until, trouble in (("2027-01-31", ""), ("9999-12-31", "太远"), ("0001-01-01", "已经过了")):
        said = LicenceForm(copies="1", until=until).trouble(TODAY)
        assert (trouble in said) if trouble else not said


async def _signed_in(shutong: Running) -> str:
    staff = shutong.house.staff
    _, once = await staff.add("wang", "王馆员", Role.ADMINISTRATOR)
    wang = await staff.change_password(await staff.by_login("wang"), once, "青城的夏天很凉快")
    return await shutong.house.sessions.start(wang.id)


def _figures(routes) -> list[str]:
    return [route.path for route in routes if re.fullmatch(FIGURES, getattr(route, "path", ""))]
