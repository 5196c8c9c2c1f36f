"""A reading app that looks at everything it is led to."""

import json
from collections.abc import AsyncIterator
from typing import Any

from httpx import AsyncClient, Response
from lxml import etree

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/terms/",
    "opds": "http://opds-spec.org/2010/catalog",
    "opensearch": "http://a9.com/-/spec/opensearch/1.1/",
}
BY_NAME, OF_THESE = "subject=", 1  # from one feed; a title with forty has forty nearly alike
FEEDS = ("application/opds+json", "application/opds-publication+json", "application/atom+xml")


def xml(answer: Response) -> etree._Element:
    return etree.fromstring(answer.content)


def texts(element: etree._Element, path: str) -> list[str]:
    return [str(one) for one in element.xpath(path, namespaces=NAMES)]


async def crawl(visitor: AsyncClient, start: str) -> AsyncIterator[tuple[str, Response]]:
    """Every publication that can be come to, once, and every feed; of those by name only some."""
    seen, waiting = {start}, [start]
    while waiting:
        address = waiting.pop()
        answer = await visitor.get(address)
        yield address, answer
        new = [link for link in dict.fromkeys(_onward(answer)) if link not in seen]
        by_name = [link for link in new if BY_NAME in link]
        new = [link for link in new if BY_NAME not in link] + by_name[:OF_THESE]
        seen.update(new)
        waiting += new


def _onward(answer: Response) -> list[str]:
    if "xml" in answer.headers["content-type"]:
        links = xml(answer).iter("{http://www.w3.org/2005/Atom}link")
        found = [(link.get("href", ""), link.get("type", "")) for link in links]
    else:
        found = [(link["href"], link.get("type", "")) for link in _objects(json.loads(answer.content))]
    return [href for href, kind in found if kind.startswith(FEEDS) and "{" not in href]


def _objects(whole: Any) -> list[dict[str, Any]]:
    """Whatever has an address, however deep it lies."""
    if isinstance(whole, list):
        return [found for one in whole for found in _objects(one)]
    if not isinstance(whole, dict):
        return []
    return [whole] * ("href" in whole) + [found for one in whole.values() for found in _objects(one)]
