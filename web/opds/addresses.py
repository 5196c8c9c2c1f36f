"""Where feeds, titles and pictures are found: in full, for feeds are read far from home."""

from enum import StrEnum
from urllib.parse import quote, urlencode

ROOT = "/opds"
LONGEST_NAME = 200


class Version(StrEnum):
    ATOM = "1.2"
    JSON = "2"


class Addresses:
    """Those of one version of OPDS."""

    def __init__(self, base_url: str, version: Version) -> None:
        self._site = base_url.rstrip("/")
        self._root = f"{self._site}{ROOT}/{version}"

    @property
    def root(self) -> str:
        return self._root

    @property
    def search(self) -> str:
        """Without the words, which come behind `?query=`."""
        return f"{self._root}/search"

    @property
    def search_description(self) -> str:
        return f"{self._root}/search.xml"

    @property
    def home(self) -> str:
        return f"{self._site}/"

    def feed(self, place: str, page: int = 1) -> str:
        """`place` as `place()` made it; the first page has one address, not two."""
        address = f"{self._root}/{place}" if place else self._root
        return address if page == 1 else f"{address}{'&' if '?' in place else '?'}page={page}"

    def publication(self, title_id: str) -> str:
        return f"{self._root}/titles/{title_id}"

    def title_page(self, title_id: str) -> str:
        return f"{self._site}/t/{title_id}"

    def file(self, title_id: str) -> str:
        return f"{self._site}{ROOT}/files/{title_id}"

    def cover(self, title_id: str) -> str:
        return f"{self._site}{ROOT}/covers/{title_id}.jpg"

    def thumbnail(self, title_id: str) -> str:
        return f"{self._site}{ROOT}/thumbnails/{title_id}.jpg"


def fits(*names: str) -> bool:
    """What is longer is no name, and an address with it nothing that servers read."""
    return max(map(len, names)) <= LONGEST_NAME


def place(name: str, **narrowed: str) -> str:
    """Where a feed is below its version's root, without the page: `titles?author=%E9%B2%81%E8%BF%85`."""
    query = urlencode({key: value for key, value in narrowed.items() if value}, quote_via=quote, safe="")
    return f"{name}?{query}" if query else name
