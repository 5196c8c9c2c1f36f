"""A pretend phone: WeChat's half of the callback, written without a line of the half that answers it."""

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import httpx
from lxml import etree

from bot.safe_mode import BadSeal, SafeMode

PATIENCE = 5.0  # seconds; then WeChat hangs up
DELIVERIES = 3  # of one message, until an answer comes
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"

Fields = dict[str, Any]


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
        self._safe: SafeMode | None = None
        self._compatible = False
        self._write: Callable[[Fields], bytes] = write

    def in_safe_mode(self, aes_key: str, app_id: str, *, compatible: bool = False) -> Self:
        """Messages go out in envelopes (in compatible mode, in clear as well); answers must come in one."""
        self._safe, self._compatible = SafeMode(self._token, aes_key, app_id), compatible
        return self

    def in_json(self) -> Self:
        self._write = write_json
        return self

    async def says(self, text: str) -> str:
        return await self._deliver({"MsgType": "text", "Content": text, "MsgId": _message_id()})

    async def chooses(self, menu_id: str, text: str) -> str:
        """A tap on one of the lines of a question menu."""
        message = {"MsgType": "text", "Content": text, "MsgId": _message_id(), "bizmsgmenuid": menu_id}
        return await self._deliver(message)

    async def speaks(self, media_id: str, heard: str = "") -> str:
        """A voice message; `heard` is what WeChat made of it, where it could."""
        voice = {"MsgType": "voice", "MediaId": media_id, "Format": "amr", "MsgId": _message_id()}
        return await self._deliver(voice | ({"Recognition": heard} if heard else {}))

    async def shows(self, media_id: str, url: str) -> str:
        """A picture, which WeChat keeps under both."""
        picture = {"MsgType": "image", "PicUrl": url, "MediaId": media_id, "MsgId": _message_id()}
        return await self._deliver(picture)

    async def stands(self, latitude: float, longitude: float, label: str) -> str:
        """Where she is, chosen on the map."""
        place = {"Location_X": str(latitude), "Location_Y": str(longitude), "Scale": "15", "Label": label}
        return await self._deliver({"MsgType": "location", "MsgId": _message_id()} | place)

    async def shares(self, title: str, url: str) -> str:
        """A page from somewhere else."""
        page = {"Title": title, "Description": "", "Url": url}
        return await self._deliver({"MsgType": "link", "MsgId": _message_id()} | page)

    async def scans_barcode(self, code: str, menu_key: str = "SCAN") -> str:
        """The code on a book's back, by a menu entry that scans."""
        info = {"ScanType": "barcode", "ScanResult": f"EAN_13,{code}"}
        return await self._event("scancode_waitmsg", EventKey=menu_key, ScanCodeInfo=info)

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

    async def decides(self, template: str, *, allows: bool) -> str:
        """A tap on 允许 or 拒绝 where a page of ours asks to send a notice later."""
        answer = {"TemplateId": template, "SubscribeStatusString": "accept" if allows else "reject"}
        told = {"List": answer | {"PopupScene": "2"}}
        return await self._event("subscribe_msg_popup_event", SubscribeMsgPopupEvent=told)

    async def _event(self, event: str, **fields: Any) -> str:
        return await self._deliver({"MsgType": "event", "Event": event} | fields)

    async def _deliver(self, fields: Fields) -> str:
        """Deliver as WeChat does: again while no answer comes, and only the last delivery's answer counts."""
        message = self._header() | fields
        self.bubble = Bubble(text=OUT_OF_ORDER)
        for _ in range(self.deliveries):
            try:
                async with asyncio.timeout(self.patience):
                    return await self._deliver_once(message)
            except (TimeoutError, httpx.TransportError):
                continue
        return OUT_OF_ORDER

    def _header(self) -> Fields:
        # WeChat counts seconds, so two taps within one would be one; this phone is never tapped that fast.
        self._last = max(int(time.time()), self._last + 1)
        return {"ToUserName": "gh_shutong", "FromUserName": self.openid, "CreateTime": str(self._last)}

    async def _deliver_once(self, message: Fields) -> str:
        query, body = self._wrapped(message)
        headers = {"content-type": "application/json" if body.startswith(b"{") else "text/xml"}
        response = await self._post.post(self._url, params=query, content=body, headers=headers, timeout=None)
        self.status = response.status_code
        self.bubble = self._read(response.content) if response.is_success else Bubble(text=OUT_OF_ORDER)
        return str(self.bubble or "")

    def _wrapped(self, message: Fields) -> tuple[Fields, bytes]:
        """Query and body of one delivery."""
        query, body = sign(self._token) | {"openid": self.openid}, self._write(message)
        if self._safe is None:
            return query, body
        sealed = self._safe.seal(body)
        proof = self._safe.sign(query["timestamp"], query["nonce"], sealed)
        shown = message if self._compatible else {"ToUserName": message["ToUserName"]}
        return query | {"encrypt_type": "aes", "msg_signature": proof}, self._write(
            shown | {"Encrypt": sealed}
        )

    def _read(self, answer: bytes) -> Bubble | None:
        try:
            return read(self._safe.open(answer) if self._safe else answer)
        except BadSeal:
            return Bubble(text=OUT_OF_ORDER)


def sign(token: str) -> Fields:
    """A fresh query as WeChat signs it."""
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    joined = "".join(sorted((token, timestamp, nonce)))
    signature = hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - WeChat's choice
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce}


def write(fields: Fields) -> bytes:
    """The XML WeChat posts; numbers stand bare and the rest in CDATA, as in its documentation."""
    return etree.tostring(_filled(etree.Element("xml"), fields), encoding="utf-8")


def _filled(element: etree._Element, fields: Fields) -> etree._Element:
    for name, value in fields.items():
        child = etree.SubElement(element, name)
        if isinstance(value, dict):
            _filled(child, value)
            continue
        bare = name in ("CreateTime", "MsgId") or "]]>" in value
        text = _printable(value)
        child.text = text if bare else etree.CDATA(text)
    return element


def write_json(fields: Fields) -> bytes:
    """The JSON WeChat posts where the console says so."""
    bare = ("CreateTime", "MsgId")
    typed = {name: int(value) if name in bare else value for name, value in fields.items()}
    return json.dumps(typed, ensure_ascii=False).encode()


def read(body: bytes) -> Bubble | None:
    """What the phone shows for a passive reply: nothing for `success`, a notice for what is not one."""
    if body in (b"", b"success"):
        return None
    return _read_json(body) if body.startswith(b"{") else _read_xml(body)


def _read_json(body: bytes) -> Bubble:
    match json.loads(body):
        case {"MsgType": "text", "Content": str(content)}:
            return Bubble(text=content)
        case {"MsgType": "news", "Articles": [{} as article]}:
            return _card(article)
    return Bubble(text=OUT_OF_ORDER)


def _read_xml(body: bytes) -> Bubble:
    try:
        reply = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return Bubble(text=OUT_OF_ORDER)
    kind = reply.findtext("MsgType")
    if kind == "text":
        return Bubble(text=reply.findtext("Content") or "")
    if kind == "news" and (article := reply.find("Articles/item")) is not None:
        return _card({str(child.tag): child.text or "" for child in article})
    return Bubble(text=OUT_OF_ORDER)


def _card(article: dict[str, Any]) -> Bubble:
    title, text, url, picture_url = (
        article.get(name, "") for name in ("Title", "Description", "Url", "PicUrl")
    )
    return Bubble(title=title, text=text, url=url, picture_url=picture_url)


def _message_id() -> str:
    return str(secrets.randbits(62))


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold and no phone can type."""
    return "".join(character for character in text if character >= " " or character in "\t\n\r")
