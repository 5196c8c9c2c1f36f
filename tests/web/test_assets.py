"""Style sheets and scripts after an update."""

from tests.running import Running


async def test_a_browser_asks_whether_a_script_has_changed(shutong: Running) -> None:
    address = f"{shutong.base_url}/static/tokens.css"
    first = await shutong.http.get(address)
    assert first.headers["cache-control"] == "no-cache"
    again = await shutong.http.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"
