"""Style sheets and scripts before and after an update."""

import re

from tests.running import Running


async def test_what_a_page_names_is_kept_for_good_under_a_name_that_changes_with_it(shutong: Running) -> None:
    html = (await shutong.http.get(f"{shutong.base_url}/desk/sign-in")).text
    [address] = re.findall(r'href="(/static/v-[0-9a-f]{12}/desk\.css)"', html)
    kept = await shutong.http.get(f"{shutong.base_url}{address}")
    assert (kept.status_code, kept.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    of_another_version = re.sub("v-[0-9a-f]{12}", "v-0123456789ab", address)
    there = await shutong.http.get(f"{shutong.base_url}{of_another_version}")
    assert (there.status_code, there.headers["cache-control"], there.text) == (200, "no-cache", kept.text)


async def test_a_font_is_kept_for_good(shutong: Running) -> None:
    font = await shutong.http.get(f"{shutong.base_url}/static/fonts/noto-sans-mongolian.woff2")
    assert (font.status_code, font.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")


async def test_of_what_has_no_version_a_browser_asks_whether_it_has_changed(shutong: Running) -> None:
    address = f"{shutong.base_url}/static/tokens.css"
    first = await shutong.http.get(address)
    assert first.headers["cache-control"] == "no-cache"
    again = await shutong.http.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"
