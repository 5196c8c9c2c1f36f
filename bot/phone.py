"""A pretend phone: WeChat's half of the callback, written without a line of the half that answers it."""

import asyncio
import hashlib
import secrets
import time
from dataclasses import dataclass

import httpx
from lxml import etree

PATIENCE = 5.0  # seconds; then WeChat hangs up
DELIVERIES = 3  # of one message, until an answer comes
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"

Fields = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """What the account answered, as the phone shows it; a card has a `title`, words have none."""

    text: str
    title: str = ""
    url: str = ""
    picture_url: str = ""

    def __str__(self) -> str:
        return "\n".join(part for part in (self.title, self.text, self.url) if part)


class Phone:
    """One follower of one account. Every method returns what the phone shows, "" if nothing.

    `post` is a client of the server under `base_url`, or one with a base URL of its own. `deliveries=1` shows
    WeChat's notice of failure at once; `status` and `bubble` keep what came last.
    """

    def __init__(
        self,
        post: httpx.AsyncClient,
        account: str,
        token: str,
        openid: str,
        *,
        base_url: str = "",
        deliveries: int = DELIVERIES,
        patience: float = PATIENCE,
    ) -> None:
        self._post, self._url, self._token = post, f"{base_url}/wechat/{account}", token
        self.openid = openid
        self.deliveries, self.patience = deliveries, patience
        self.status = 0
        self.bubble: Bubble | None = None
        self._last = 0

    async def says(self, text: str) -> str:
        return await self._deliver({"MsgType": "text", "Content": text, "MsgId": _message_id()})

    async def chooses(self, menu_id: str, text: str) -> str:
        """A tap on one of the lines of a question menu."""
        message = {"MsgType": "text", "Content": text, "MsgId": _message_id(), "bizmsgmenuid": menu_id}
        return await self._deliver(message)

    async def taps(self, key: str) -> str:
        return await self._event("CLICK", EventKey=key)

    async def visits(self, url: str) -> str:
        """A tap on a menu entry that opens a page."""
        return await self._event("VIEW", EventKey=url)

    async def scans(self, scene: str, ticket: str = "", *, following: bool = True) -> str:
        if following:
            return await self._event("SCAN", EventKey=scene, Ticket=ticket)
        return await self._event("subscribe", EventKey=f"qrscene_{scene}", Ticket=ticket)

    async def follows(self) -> str:
        return await self._event("subscribe", EventKey="")

    async def unfollows(self) -> str:
        return await self._event("unsubscribe", EventKey="")

    async def _event(self, event: str, **fields: str) -> str:
        return await self._deliver({"MsgType": "event", "Event": event} | fields)

    async def _deliver(self, fields: Fields) -> str:
        """Deliver as WeChat does: again while no answer comes, and only the last delivery's answer counts."""
        body = write(self._header() | fields)
        self.bubble = Bubble(text=OUT_OF_ORDER)
        for _ in range(self.deliveries):
            try:
                async with asyncio.timeout(self.patience):
                    return await self._deliver_once(body)
            except (TimeoutError, httpx.TransportError):
                continue
        return OUT_OF_ORDER

    def _header(self) -> Fields:
        # WeChat counts seconds, so two taps within one would be one; this phone is never tapped that fast.
        self._last = max(int(time.time()), self._last + 1)
        return {"ToUserName": "gh_shutong", "FromUserName": self.openid, "CreateTime": str(self._last)}

    async def _deliver_once(self, body: bytes) -> str:
        query = sign(self._token) | {"openid": self.openid}
        headers = {"content-type": "text/xml"}
        response = await self._post.post(self._url, params=query, content=body, headers=headers, timeout=None)
        self.status = response.status_code
        self.bubble = read(response.content) if response.is_success else Bubble(text=OUT_OF_ORDER)
        return str(self.bubble or "")


def sign(token: str) -> Fields:
    """A fresh query as WeChat signs it."""
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    joined = "".join(sorted((token, timestamp, nonce)))
    signature = hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - WeChat's choice
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce}


def write(fields: Fields) -> bytes:
    """The XML WeChat posts; numbers stand bare and the rest in CDATA, as in its documentation."""
    root = etree.Element("xml")
    for name, value in fields.items():
        bare = name in ("CreateTime", "MsgId") or "]]>" in value
        text = _printable(value)
        etree.SubElement(root, name).text = text if bare else etree.CDATA(text)
    return etree.tostring(root, encoding="utf-8")


def read(body: bytes) -> Bubble | None:
    """What the phone shows for a passive reply: nothing for `success`, a notice for what is not one."""
    if body in (b"", b"success"):
        return None
    try:
        reply = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return Bubble(text=OUT_OF_ORDER)
    kind = reply.findtext("MsgType")
    if kind == "text":
        return Bubble(text=reply.findtext("Content") or "")
    if kind == "news" and (article := reply.find("Articles/item")) is not None:
        return Bubble(
            title=article.findtext("Title") or "",
            text=article.findtext("Description") or "",
            url=article.findtext("Url") or "",
            picture_url=article.findtext("PicUrl") or "",
        )
    return Bubble(text=OUT_OF_ORDER)


def _message_id() -> str:
    return str(secrets.randbits(62))


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold and no phone can type."""
    return "".join(character for character in text if character >= " " or character in "\t\n\r")
