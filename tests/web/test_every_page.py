"""Every page there is, looked at by axe on a phone: a new one has its place here, or says why not."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, BrowserContext, Page
from starlette.routing import Mount

from library.clock import utc_now
from tests.library.test_second_factor import Telephone
from tests.running import Running
from tests.web.furnished import Names, furnished
from web.app import pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]  # eighty pages, on a busy machine
PHONE, TABLET, WIDE = ({"width": width, "height": 844} for width in (390, 800, 1440))
NIGHT = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
LOOK = """options => axe.run({resultTypes: ["violations"], preload: false, ...options}).then(found =>
    found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html}`)))"""
WIDER = "document.documentElement.scrollWidth > innerWidth"
CONTRAST = {"runOnly": ["color-contrast"]}
NO_PAGES = {
    "a table, a drawing, a picture, or another file": r"\.(csv|xlsx|svg|png|webp|js|css)$",
    "what somebody sent, or takes along": r"/attachments/|/pictures/|^/d/|^/read/export/",
    "a stream": r"/events$",
    "a part of a page": r"^/desk/(panes|kiosks/silent|knowledge/find)",
    "for other programs": r"^/(opds|healthz|simulator/platform)",
    "leads on at once": r"^/read/(in|wechat)/|^/read/\{title_id\}$|^/read/marks/\{",
}
PAGES: Mapping[str, tuple[str, ...]] = {
    "/desk": (
        "/desk",
        "/desk?tab=mine",
        "/desk?tab=closed",
        "/desk?tab=all",
        "/desk?tab=called",
        "/desk?tag=地方志",
        "/desk?words=元上都",
    ),
    "/desk/questions/{question_id}": (
        "/desk/questions/{question}",
        "/desk/questions/{merged}",
        "/desk/questions/{closed}",
        "/desk/questions/{waiting}",
    ),
    "/desk/questions/{question_id}/card": (
        "/desk/questions/{question}/card",
        "/desk/questions/{question}/card?words=草原",
    ),
    "/desk/questions/{question_id}/group": ("/desk/questions/{question}/group",),
    "/desk/canned": ("/desk/canned",),
    "/desk/tags": ("/desk/tags",),
    "/desk/second-factor": ("/desk/second-factor",),
    "/desk/sessions": ("/desk/sessions",),
    "/desk/staff": ("/desk/staff",),
    "/desk/branches": ("/desk/branches",),
    "/desk/branches/{branch}": ("/desk/branches/{branch}",),
    "/desk/knowledge": ("/desk/knowledge",),
    "/desk/knowledge/gaps": ("/desk/knowledge/gaps",),
    "/desk/knowledge/words": ("/desk/knowledge/words?asked=借雨伞",),
    "/desk/knowledge/new": (
        "/desk/knowledge/new",
        "/desk/knowledge/new?asked=借伞",
    ),
    "/desk/knowledge/{article_id}": ("/desk/knowledge/{article}",),
    "/desk/plans": ("/desk/plans",),
    "/desk/plans/{plan_id}": ("/desk/plans/{plan}",),
    "/desk/plans/{plan_id}/preview": ("/desk/plans/{plan}/preview",),
    "/desk/featured": (
        "/desk/featured?words=草原",
        "/desk/featured?title={title}",
    ),
    "/desk/dossiers": ("/desk/dossiers",),
    "/desk/dossiers/{dossier_id}": ("/desk/dossiers/{dossier}?words=公路",),
    "/desk/dossiers/{dossier_id}/preview": ("/desk/dossiers/{dossier}/preview",),
    "/desk/dossiers/{dossier_id}/titles/{title_id}": ("/desk/dossiers/{dossier}/titles/{title}",),
    "/desk/dossiers/{dossier_id}/titles/{title_id}/{chapter}": ("/desk/dossiers/{dossier}/titles/{title}/1",),
    "/desk/licences": (
        "/desk/licences",
        "/desk/licences?words=草原",
    ),
    "/desk/licences/figures": ("/desk/licences/figures",),
    "/desk/licences/groups": ("/desk/licences/groups",),
    "/desk/licences/table": ("/desk/licences/table",),
    "/desk/licences/{title_id}": (
        "/desk/licences/{lent}",
        "/desk/licences/{title}",
    ),
    "/desk/imports": ("/desk/imports",),
    "/desk/imports/{job_id}": ("/desk/imports/{job}",),
    "/desk/kiosks": ("/desk/kiosks",),
    "/desk/kiosks/figures": ("/desk/kiosks/figures",),
    "/desk/kiosks/codes/{kiosk_id}": ("/desk/kiosks/codes/{invited}",),
    "/desk/kiosks/{kiosk_id}": ("/desk/kiosks/{kiosk}",),
    "/desk/reading": ("/desk/reading",),
    "/desk/reading/titles/{title_id}": ("/desk/reading/titles/{title}",),
    "/desk/reports": ("/desk/reports",),
    "/desk/reports/two-sessions": ("/desk/reports/two-sessions?cards=12&printed=30",),
    "/desk/password": ("/desk/password",),
    "/desk/sign-in": ("/desk/sign-in",),
    "/": ("/",),
    "/search": (
        "/search?q=草原",
        "/search?q=没有的书",
    ),
    "/t/{code}": (
        "/t/{title}",
        "/t/{lent}",
    ),
    "/faq": (
        "/faq",
        "/faq?q=伞",
    ),
    "/faq/{entry_id}": ("/faq/{entry}",),
    "/privacy": ("/privacy",),
    "/dossiers": ("/dossiers",),
    "/dossiers/{code}": ("/dossiers/{code}",),
    "/posters/{token}": ("/posters/{poster}",),
    "/certificates/{token}": ("/certificates/{certificate}",),
    "/read": ("/read",),
    "/read/marks": ("/read/marks",),
    "/read/loans": ("/read/loans",),
    "/read/{title_id}/contents": ("/read/{title}/contents",),
    "/read/{title_id}/{at}": ("/read/{title}/1-1",),
    "/read/{title_id}/{at}/sentences": ("/read/{title}/1-1/sentences",),
    "/read/{title_id}/{at}/note": ("/read/{title}/1-1/note",),
    "/kiosk/enrol": ("/kiosk/enrol",),
    "/kiosk": ("/kiosk",),
    "/kiosk/subjects": ("/kiosk/subjects",),
    "/kiosk/search": (
        "/kiosk/search",
        "/kiosk/search?q=草原",
    ),
    "/kiosk/t/{title_id}": (
        "/kiosk/t/{title}",
        "/kiosk/t/{lent}",
    ),
    "/kiosk/rest": ("/kiosk/rest",),
    "/simulator": ("/simulator",),
    "/simulator/{account}": ("/simulator/main",),
    "/simulator/{account}/faults": ("/simulator/main/faults",),
}


@pytest.fixture
async def names(shutong: Running, tmp_path: Path) -> Names:
    return await furnished(shutong, tmp_path)


@pytest.fixture
async def phone(shutong: Running, browser: Browser, names: Names):
    """One browser with everybody's keys: an administrator's, a patron's, a kiosk's."""
    context = await browser.new_context(
        viewport=PHONE,
        base_url=shutong.base_url,
        locale="zh-CN",
        service_workers="block",
        reduced_motion="reduce",
    )
    await context.add_init_script(AXE_SCRIPT)  # once, not half a megabyte for each page
    await holds(context, "desk", names["wang"], shutong.base_url)
    page = await context.new_page()
    await page.goto(names["reader"])
    yield page
    await context.close()


async def holds(context: BrowserContext, cookie: str, key: str, address: str) -> None:
    await context.add_cookies([{"name": cookie, "value": key, "url": address}])


async def test_everybody_can_use_every_page(shutong: Running, phone: Page, names: Names) -> None:
    assert addressed(shutong) == set(PAGES)
    found = {}
    for addresses in PAGES.values():
        for address in addresses:
            if address == "/kiosk":
                await holds(phone.context, "kiosk", names["kiosk_key"], f"{shutong.base_url}/kiosk")
            answer = await phone.goto(address.format(**names))
            assert answer.status == 200, (address, answer.status)
            found[address] = await barriers(phone)
    for who in ("unproved", "bao"):
        await holds(phone.context, "desk", names[who], shutong.base_url)
        await phone.goto("/desk/second-factor")
        found[f"second factor, {who}"] = await barriers(phone)
    telephone = Telephone(await phone.get_attribute("[name=secret]", "value"))
    telephone.time = utc_now()
    await phone.fill("#code", telephone.code())
    await phone.click("button.primary")
    await phone.wait_for_selector(".codes")
    found["second factor, codes"] = await barriers(phone)
    assert {address: said for address, said in found.items() if said} == {}


def addressed(shutong: Running) -> set[str]:
    """The routes that lead to pages."""
    routes = (route for route in pages(shutong.house).routes if not isinstance(route, Mount))
    paths = {route.path for route in routes if "GET" in route.methods}
    return {path for path in paths if not any(re.search(known, path) for known in NO_PAGES.values())}


async def barriers(page: Page) -> list[str]:
    """What keeps somebody out, and whether it sticks out to the side; at night in the dark and wide, too."""
    found: list[str] = await page.evaluate(LOOK, {})
    found += ["wider than the phone"] * await page.evaluate(WIDER)
    if NIGHT:
        await page.emulate_media(color_scheme="dark")
        found += await page.evaluate(LOOK, CONTRAST)
        await page.emulate_media(color_scheme="light")
        for size in (TABLET, WIDE):
            await page.set_viewport_size(size)
            found += [f"wider than {size['width']}"] * await page.evaluate(WIDER)
        await page.set_viewport_size(PHONE)
    return found
