"""WeChat's XML to our own messages."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers.expat import ExpatError

from wechatpy import parse_message

from bot.messages import (
    Barcode,
    Follow,
    Image,
    Link,
    Location,
    Message,
    Scan,
    Tap,
    Text,
    Unfollow,
    Unknown,
    Video,
    Voice,
)


class BadMessage(Exception):
    """A body that is no message: not XML, or without what every message has."""


Fields = dict[str, Any]
Reader = Callable[[Any, Fields], Message]


def read(account: str, body: bytes) -> Message:
    """The message in a body of clear XML. Raises BadMessage.

    wechatpy's parser expands no entities, so a hostile body cannot grow or fetch anything.
    """
    try:
        raw = parse_message(body.decode("utf-8"))
        common = _common(account, raw)
        return READERS.get(_kind(raw), _unknown)(raw, common)
    except (ExpatError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadMessage(type(error).__name__) from error


def _common(account: str, raw: Any) -> Fields:
    return {
        "account": account,
        "openid": _filled(raw.source),
        "to": raw.target or "",
        "sent_at": int(raw._data["CreateTime"]),
        "key": _delivery_key(account, raw),
    }


def _filled(text: str | None) -> str:
    if not text or not text.strip():
        raise BadMessage("FromUserName")
    return text.strip()


def _delivery_key(account: str, raw: Any) -> str:
    """What all deliveries of one message share; hashed, because others keep it who must not know an openid.

    MsgId alone is not enough: voice messages of fifteen people carried one id. Events have none, and LOCATION
    events of one second differ in Event and EventKey only.
    """
    fields = raw._data
    number = fields.get("MsgId") or fields.get("MsgID") if _kind(raw)[0] != "event" else None
    parts = [number] if number else [fields.get(name) for name in ("CreateTime", "Event", "EventKey")]
    named = "\n".join(str(part) for part in (account, raw.source, *parts))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _kind(raw: Any) -> tuple[str, str]:
    fields = raw._data
    kind, event = (str(fields.get(name) or "").strip().lower() for name in ("MsgType", "Event"))
    return kind, event if kind == "event" else ""


def _text(raw: Any, common: Fields) -> Text:
    content = (raw._data.get("Content") or "").strip()
    return Text(**common, content=content, menu_id=raw._data.get("bizmsgmenuid") or "")


def _voice(raw: Any, common: Fields) -> Voice:
    return Voice(**common, media_id=raw._data["MediaId"], words=raw._data.get("Recognition") or "")


def _image(raw: Any, common: Fields) -> Image:
    return Image(**common, media_id=raw._data.get("MediaId") or "", picture_url=raw._data["PicUrl"])


def _video(raw: Any, common: Fields) -> Video:
    return Video(**common, media_id=raw._data["MediaId"])


def _location(raw: Any, common: Fields) -> Location:
    fields = raw._data
    latitude, longitude = float(fields["Location_X"]), float(fields["Location_Y"])
    return Location(**common, latitude=latitude, longitude=longitude, label=fields.get("Label") or "")


def _link(raw: Any, common: Fields) -> Link:
    return Link(**common, title=raw._data.get("Title") or "", url=raw._data["Url"])


def _follow(raw: Any, common: Fields) -> Follow:
    """A plain follow, whatever EventKey says: last_trade_no_…, scanbarcode|… and the like are no scenes."""
    return Follow(**common)


def _first_scan(raw: Any, common: Fields) -> Scan:
    """wechatpy has taken the qrscene_ off the EventKey."""
    return Scan(**common, scene=str(raw._data["EventKey"]), first=True)


def _scan(raw: Any, common: Fields) -> Scan:
    return Scan(**common, scene=str(raw._data.get("EventKey") or ""), first=False)


def _tap(raw: Any, common: Fields) -> Tap:
    return Tap(**common, menu_key=raw._data["EventKey"])


def _unfollow(raw: Any, common: Fields) -> Unfollow:
    return Unfollow(**common)


def _barcode(raw: Any, common: Fields) -> Barcode:
    """A bar code comes as "EAN_13,9787…", a QR code as its plain content."""
    info = raw._data["ScanCodeInfo"]
    kind, separated, content = info["ScanResult"].partition(",")
    if not separated or info["ScanType"] == "qrcode":
        kind, content = "QR_CODE", info["ScanResult"]
    return Barcode(**common, menu_key=raw._data.get("EventKey") or "", kind=kind, content=content)


def _unknown(raw: Any, common: Fields) -> Unknown:
    return Unknown(**common, kind="/".join(filter(None, _kind(raw))))


READERS: Mapping[tuple[str, str], Reader] = {
    ("text", ""): _text,
    ("voice", ""): _voice,
    ("image", ""): _image,
    ("video", ""): _video,
    ("shortvideo", ""): _video,
    ("location", ""): _location,
    ("link", ""): _link,
    ("event", "subscribe"): _follow,
    ("event", "subscribe_scan"): _first_scan,  # these two are wechatpy's names for kinds of subscribe
    ("event", "subscribe_scan_product"): _follow,
    ("event", "scan"): _scan,
    ("event", "click"): _tap,
    ("event", "scancode_waitmsg"): _barcode,
    ("event", "unsubscribe"): _unfollow,
    ("event", "user_authorization_revoke"): _unfollow,
    ("event", "user_authorization_cancellation"): _unfollow,
}
