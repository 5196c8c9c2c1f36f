"""What a patron's phone can send us, in our own words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One delivery from a phone.

    `key` names the message among all deliveries of its account: two deliveries with one key are one message.
    `patron` is empty until the dispatcher has recognised who wrote.
    """

    account: str
    openid: str
    to: str  # the account's own id at WeChat (gh_…), which a reply comes from
    key: str
    sent_at: int  # seconds since the epoch, by WeChat's clock
    patron: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Message):
    """Typed words; `menu_id` is set when they come from a tap on one of our question menus."""

    content: str
    menu_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Message):
    """A voice message; WeChat's recognition is being withdrawn, so `words` may be empty."""

    media_id: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Message):
    media_id: str
    picture_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Video(Message):
    media_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Message):
    """A place the patron chose to send; degrees, WGS-84 shifted as Chinese maps do (GCJ-02)."""

    latitude: float
    longitude: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Message):
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap(Message):
    """A tap on the account's menu."""

    menu_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan(Message):
    """A scan of one of our QR codes; `first` if it also made the patron follow us."""

    scene: str
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode(Message):
    """A code scanned through the account's menu; `content` is as printed, such as "9787020002207"."""

    menu_key: str
    kind: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow(Message):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollow(Message):
    """The patron left, or took back what she had allowed; personal data must go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Message):
    """What WeChat tells without anybody waiting for an answer; it runs only where a handler wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Report):
    """A menu entry opened a page."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts(Report):
    """Where the phone is, reported on entering the conversation or every five seconds; degrees, GCJ-02."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A patron's yes or no to one kind of subscription notice."""

    template_id: str
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionConsent(Report):
    """What she allowed or took back, in our page or in her phone's settings."""

    answers: tuple[Consent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeResult(Report):
    """What became of a subscription notice; `code` is "0" when it arrived."""

    template_id: str
    number: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateResult(Report):
    """What became of a template message; `status` is "success", or says who refused."""

    number: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MassSendResult(Report):
    """What became of a mass send; `status` is "send success" or says why not."""

    number: str
    status: str
    sent: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Report):
    """Something we have no words for; it is answered with `success` and counted."""

    kind: str
