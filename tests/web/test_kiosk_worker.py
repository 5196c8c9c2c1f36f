"""What a kiosk keeps for times without a network: it never grows too large, and survives our releases."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, expect
from starlette.requests import Request
from starlette.responses import Response

from ebooks.kiosks.kiosks import Kiosks
from ebooks.lending.ledger import Ledger
from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository
from library.clock import utc_now
from tests.ebooks.shelving import Library
from tests.running import listening, served
from tests.web.shelves import Watch, make_site
from web.rendering import STATIC

pytestmark = pytest.mark.browser
WORKER = (STATIC / "kiosk-worker.js").read_text()
SCREEN = {"width": 1280, "height": 720}
TAKES_OVER = """async () => {
  const taken = new Promise((go) => { navigator.serviceWorker.oncontrollerchange = go; });
  const registration = await navigator.serviceWorker.getRegistration("/kiosk");
  await registration.update();
  await taken;
  await new Promise((go) => {
    const worker = registration.active;
    const look = () => worker.state === "activated" && go();
    worker.addEventListener("statechange", look);
    look();
  });
}"""
FAILS = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/kiosk");
  const failed = new Promise((go) => registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => worker.state === "redundant" && go(true));
  }, { once: true }));
  await registration.update();
  return await failed;
}"""
FULL = """async () => {
  const shelf = await caches.open(SHELVES.pages);
  for (let n = 1; n <= 24; n++) await shelf.put(`/kiosk?page=${n}`, new Response("a page"));
  await clear(shelf, 24);
  const kept = (await shelf.keys()).map(({ url }) => url.slice(location.origin.length));
  const pages = kept.filter((one) => one.includes("page=")).map((one) => Number(one.split("=")[1]));
  return [ALWAYS.every((one) => kept.includes(one)), pages];
}"""
NO_ROOM = """async () => {
  const shelf = await caches.open(SHELVES.pages), before = (await shelf.keys()).length;
  await put("/kiosk?page=99", new Response(new Uint8Array(4_000_000)));
  const kept = (await shelf.keys()).map(({ url }) => url.slice(location.origin.length));
  return [ALWAYS.every((one) => kept.includes(one)), before - kept.length, Math.ceil(before / 8)];
}"""

NOTHING_KEPT = "caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))"
KEPT = """async (path) => {
  for (let looks = 0; looks < 200; looks++) {
    if (await caches.match(path)) return true;
    await new Promise((go) => setTimeout(go, 50));
  }
  return false;
}"""
CUT_OFF = """() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  const seen = [...document.querySelectorAll("a, button, input, h1, .called, .code, .short, .words")];
  const shown = seen.filter((one) => one.checkVisibility()).map((one) => [one, one.getBoundingClientRect()]);
  const out = shown.filter(([, { left, top, right, bottom }]) =>
    left < 0 || top < 0 || right > innerWidth || bottom > innerHeight);
  const small = shown.filter(([one, { height }]) => one.matches("a, button") && height < 44);
  const told = [...out, ...small].map(([one]) => one.outerHTML.slice(0, 90));
  return scrollWidth > innerWidth || scrollHeight > innerHeight ? [`${scrollHeight}`, ...told] : told;
}"""


class House:
    """The site as released: `worker` is what it serves now; while it is not open, it serves nothing else."""

    def __init__(self, site: FastAPI) -> None:
        self.worker, self.is_open = WORKER, True
        site.middleware("http")(self._serve)

    async def _serve(self, request: Request, onward) -> Response:
        if not self.is_open and request.url.path != "/kiosk/worker.js":
            return Response("starting", status_code=503)
        if request.url.path == "/kiosk/worker.js":
            headers = {"Service-Worker-Allowed": "/kiosk", "Cache-Control": "no-cache"}
            return Response(self.worker, media_type="text/javascript", headers=headers)
        return await onward(request)


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport=SCREEN, has_touch=True)
    yield context
    await context.close()


async def enrols(context: BrowserContext, kiosks: Kiosks, address: str) -> Page:
    page = await context.new_page()
    await page.goto(f"{address}/kiosk/enrol")
    await page.locator("#code").fill((await kiosks.invite("大厅", "会展中心", by="wang")).code)
    await page.get_by_role("button", name="登记").tap()
    await page.wait_for_url("**/kiosk")
    return page


async def test_what_is_kept_survives_releases_full_disks_and_a_house_that_is_not_open_yet(
    shelves: Library, kiosks: Kiosks, watch: Watch, context: BrowserContext
) -> None:
    book = f"/kiosk/t/{(await shelves.take('呐喊', '鲁迅')).id}"
    listener, address = listening()
    site = make_site(shelves, watch, base_url=address)
    house = House(site)
    async with served(site, listener):
        page = await enrols(context, kiosks, address)
        await page.evaluate("navigator.serviceWorker.ready")
        await page.goto(address + book)

        # A release that changes how things are kept: the wall comes over, the rest is fetched ahead again.
        await page.evaluate("localStorage.setItem('ahead', Date.now())")  # today it has looked ahead already
        house.worker = WORKER.replace('-2"', '-3"')
        await page.evaluate(TAKES_OVER)
        assert sorted(await page.evaluate("caches.keys()"))[-1:] == ["kiosk-pages-3"]
        await context.set_offline(True)
        await page.goto(f"{address}/kiosk")
        await expect(page.locator(".called")).to_have_text(["呐喊"])
        await context.set_offline(False)
        await page.goto(f"{address}/kiosk")
        assert await page.evaluate(KEPT, book)

        # One that does not get the wall leaves the old one at work.
        house.worker, house.is_open = house.worker + "// another", False
        assert await page.evaluate(FAILS)
        await page.goto(address + book)
        await expect(page.locator("h1, .called").first).to_contain_text("呐喊")

        worker = context.service_workers[-1]
        all_there, pages = await worker.evaluate(FULL)
        assert all_there, "the wall and its looks are never thrown away"
        assert pages == list(range(pages[0], 25)), "the oldest go first"
        devtools = await context.new_cdp_session(page)
        await devtools.send("Storage.overrideQuotaForOrigin", {"origin": address, "quotaSize": 3_000_000})
        all_there, gone, eighth = await worker.evaluate(NO_ROOM)
        assert (all_there, gone) == (True, eighth), "of a full disk the oldest eighth goes, and no more"
        await devtools.send("Storage.overrideQuotaForOrigin", {"origin": address})

        # The house is not open yet, and nothing was kept: no white screen, and it asks again by itself.
        await page.evaluate(NOTHING_KEPT)
        await page.goto(f"{address}/kiosk")
        await expect(page.get_by_role("heading")).to_have_text("正在等网络")
        again = page.locator("meta[http-equiv=refresh]")
        await expect(again).to_have_attribute("content", "10;url=/kiosk/rest")
        house.is_open = True
        await page.goto(f"{address}/kiosk/rest")
        await expect(page.get_by_role("link", name="点一下，找书")).to_be_visible()


async def test_everything_is_on_a_small_screen_at_once(
    shelves: Library, kiosks: Kiosks, watch: Watch, context: BrowserContext
) -> None:
    """1280 × 720, the smallest that touch screens are sold with; nothing is scrolled for."""
    for number in range(13):
        await shelves.take(f"第{number}册", "佚名", subjects=(f"第{number}类",))
    long = await shelves.take("内蒙古自治区地方志编纂委员会办公室工作手册（修订版）上册" * 2, "编委会")
    pools = PoolRepository(shelves.database)
    licence = Licence(id="here", added_at=utc_now(), venue="会展中心")
    await Licensing(Ledger(pools, CardRepository(shelves.database)), pools).add(long.id, licence)
    listener, address = listening()
    async with served(make_site(shelves, watch, base_url=address), listener):
        page = await enrols(context, kiosks, address)
        for path in ("", "/subjects", "/search?q=d", f"/t/{long.id}", "/rest"):
            await page.goto(f"{address}/kiosk{path}")
            assert await page.evaluate(CUT_OFF) == [], path
