"""WeChat's fields to our own messages."""

import hashlib
import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bot.messages import (
    Barcode,
    Consent,
    Follow,
    Image,
    Link,
    Location,
    MassSendResult,
    Message,
    NoticeResult,
    Scan,
    SubscriptionConsent,
    Tap,
    TemplateResult,
    Text,
    Unfollow,
    Unknown,
    Video,
    View,
    Voice,
    Whereabouts,
)
from bot.wechat.fields import BadMessage, Fields, each, field, inside

Common = dict[str, Any]
Reader = Callable[[Fields, Common], Message]

QR_SCENE = "qrscene_"
LARGEST_NUMBER = 2**53  # WeChat's own numbers are far smaller; larger ones are no time and no count
LONGEST_KIND = 80  # characters of a kind we do not know, for the log


def read(account: str, fields: Fields) -> Message:
    """The message in the fields of a body. Raises BadMessage."""
    kind = _kind(fields)
    return READERS.get(kind, _unknown)(fields, _common(account, fields, kind))


def _common(account: str, fields: Fields, kind: tuple[str, str]) -> Common:
    openid = field(fields, "FromUserName")
    if not openid:
        raise BadMessage("FromUserName")
    return {
        "account": account,
        "openid": openid,
        "to": field(fields, "ToUserName", ""),
        "sent_at": _whole(fields, "CreateTime"),
        "key": _delivery_key(account, openid, fields, kind),
    }


def _delivery_key(account: str, openid: str, fields: Fields, kind: tuple[str, str]) -> str:
    """What all deliveries of one message share; hashed, because others keep it who must not know an openid.

    MsgId alone is not enough: voice messages of fifteen people carried one id. Events have none, and LOCATION
    events of one second differ in Event and EventKey only.
    """
    number = "" if kind[1] else field(fields, "MsgId", "") or field(fields, "MsgID", "")
    parts = [number] if number else [str(fields.get(name)) for name in ("CreateTime", "Event", "EventKey")]
    named = "\n".join((account, openid, *parts))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _kind(fields: Fields) -> tuple[str, str]:
    """Type and event; names are compared without regard to case, because WeChat's own vary."""
    kind = field(fields, "MsgType").lower()
    return kind, field(fields, "Event").lower() if kind == "event" else ""


def _whole(fields: Fields, name: str, default: str | None = None) -> int:
    digits = field(fields, name, default)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 16 and int(digits) < LARGEST_NUMBER):
        raise BadMessage(name)
    return int(digits)


def _degrees(fields: Fields, name: str) -> float:
    try:
        degrees = float(field(fields, name))
    except ValueError:
        raise BadMessage(name) from None
    if not (math.isfinite(degrees) and -180 <= degrees <= 180):
        raise BadMessage(name)
    return degrees


def _text(fields: Fields, common: Common) -> Text:
    menu_id = field(fields, "bizmsgmenuid", "")
    return Text(**common, content=field(fields, "Content", ""), menu_id=menu_id)


def _voice(fields: Fields, common: Common) -> Voice:
    return Voice(**common, media_id=field(fields, "MediaId"), words=field(fields, "Recognition", ""))


def _image(fields: Fields, common: Common) -> Image:
    return Image(**common, media_id=field(fields, "MediaId", ""), picture_url=field(fields, "PicUrl"))


def _video(fields: Fields, common: Common) -> Video:
    return Video(**common, media_id=field(fields, "MediaId"))


def _location(fields: Fields, common: Common) -> Location:
    latitude, longitude = _degrees(fields, "Location_X"), _degrees(fields, "Location_Y")
    return Location(**common, latitude=latitude, longitude=longitude, label=field(fields, "Label", ""))


def _whereabouts(fields: Fields, common: Common) -> Whereabouts:
    latitude, longitude = _degrees(fields, "Latitude"), _degrees(fields, "Longitude")
    return Whereabouts(**common, latitude=latitude, longitude=longitude)


def _link(fields: Fields, common: Common) -> Link:
    return Link(**common, title=field(fields, "Title", ""), url=field(fields, "Url"))


def _follow(fields: Fields, common: Common) -> Message:
    """A scan where EventKey is one of our scenes; last_trade_no_…, scanbarcode|… and the like are none."""
    scene = field(fields, "EventKey", "")
    if scene.startswith(QR_SCENE):
        return Scan(**common, scene=scene.removeprefix(QR_SCENE), first=True)
    return Follow(**common)


def _scan(fields: Fields, common: Common) -> Scan:
    return Scan(**common, scene=field(fields, "EventKey", ""), first=False)


def _tap(fields: Fields, common: Common) -> Tap:
    return Tap(**common, menu_key=field(fields, "EventKey"))


def _view(fields: Fields, common: Common) -> View:
    return View(**common, url=field(fields, "EventKey", ""))


def _unfollow(_fields: Fields, common: Common) -> Unfollow:
    return Unfollow(**common)


def _barcode(fields: Fields, common: Common) -> Barcode:
    """A bar code comes as "EAN_13,9787…", a QR code as its plain content."""
    info = inside(fields, "ScanCodeInfo")
    result = field(info, "ScanResult")
    kind, separated, content = result.partition(",")
    if not separated or field(info, "ScanType", "") == "qrcode":
        kind, content = "QR_CODE", result
    return Barcode(**common, menu_key=field(fields, "EventKey", ""), kind=kind, content=content)


def _consent(name: str, fields: Fields, common: Common) -> SubscriptionConsent:
    answers = tuple(
        Consent(
            template_id=field(one, "TemplateId"),
            given=field(one, "SubscribeStatusString", "").lower() == "accept",
        )
        for one in each(inside(fields, name), "List")
    )
    return SubscriptionConsent(**common, answers=answers)


def _notice(fields: Fields, common: Common) -> NoticeResult:
    """WeChat reports one notice an event."""
    reports = each(inside(fields, "SubscribeMsgSentEvent"), "List")
    if not reports:
        raise BadMessage("SubscribeMsgSentEvent")
    report = reports[0]
    code, number = field(report, "ErrorCode", "0"), field(report, "MsgID", "")
    return NoticeResult(**common, template_id=field(report, "TemplateId"), number=number, code=code)


def _template(fields: Fields, common: Common) -> TemplateResult:
    return TemplateResult(**common, number=field(fields, "MsgID", ""), status=field(fields, "Status", ""))


def _mass_send(fields: Fields, common: Common) -> MassSendResult:
    return MassSendResult(
        **common,
        number=field(fields, "MsgID", ""),
        status=field(fields, "Status", ""),
        sent=_whole(fields, "SentCount", "0"),
        failed=_whole(fields, "ErrorCount", "0"),
    )


def _unknown(fields: Fields, common: Common) -> Unknown:
    kind = "/".join(filter(None, _kind(fields)))
    return Unknown(**common, kind=kind[:LONGEST_KIND])


READERS: Mapping[tuple[str, str], Reader] = {
    ("text", ""): _text,
    ("voice", ""): _voice,
    ("image", ""): _image,
    ("video", ""): _video,
    ("shortvideo", ""): _video,
    ("location", ""): _location,
    ("link", ""): _link,
    ("event", "subscribe"): _follow,
    ("event", "scan"): _scan,
    ("event", "click"): _tap,
    ("event", "view"): _view,
    ("event", "view_miniprogram"): _view,
    ("event", "location"): _whereabouts,
    ("event", "scancode_waitmsg"): _barcode,
    ("event", "subscribe_msg_popup_event"): partial(_consent, "SubscribeMsgPopupEvent"),
    ("event", "subscribe_msg_change_event"): partial(_consent, "SubscribeMsgChangeEvent"),
    ("event", "subscribe_msg_sent_event"): _notice,
    ("event", "templatesendjobfinish"): _template,
    ("event", "masssendjobfinish"): _mass_send,
    ("event", "unsubscribe"): _unfollow,
    ("event", "user_authorization_revoke"): _unfollow,
    ("event", "user_authorization_cancellation"): _unfollow,
}
