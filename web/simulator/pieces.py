"""What a bubble's words hold beside words: links, and lines to tap."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlsplit

# WeChat makes links of <a href>, and of bare addresses up to the first character an address cannot hold.
LINK = re.compile(
    r"<a\s[^>]*?href=[\"'](?P<href>[^\"']+)[\"'][^>]*>(?P<label>.*?)</a>"
    r"|(?P<bare>https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words; with a `url` they are a link, with a `choice` a tap on them says them back under that id."""

    words: str
    url: str = ""
    choice: str = ""


def pieces(text: str) -> list[Piece]:
    found, end = [], 0
    for match in LINK.finditer(text):
        found.append(Piece(words=text[end : match.start()]))
        found.append(_piece(match))
        end = match.end()
    found.append(Piece(words=text[end:]))
    return [piece for piece in found if piece.words]


def _piece(match: re.Match[str]) -> Piece:
    if bare := match["bare"]:
        return Piece(words=bare, url=bare)
    href, label = unescape(match["href"]), unescape(match["label"])
    parts = urlsplit(href)
    if parts.scheme in ("http", "https"):
        return Piece(words=label, url=href)
    if parts.scheme == "weixin" and parts.netloc == "bizmsgmenu":
        asked = parse_qs(parts.query)
        said, id = asked.get("msgmenucontent", [label])[0], asked.get("msgmenuid", ["0"])[0]
        return Piece(words=said, choice=id)
    return Piece(words=label)
