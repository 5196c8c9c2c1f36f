"""What we send back to a phone."""

from dataclasses import dataclass

from language.translation import _


@dataclass(frozen=True, slots=True)
class Say:
    """Words for a chat bubble, of any length: the channel cuts them into bubbles."""

    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A picture with a title that opens a page."""

    title: str
    description: str
    url: str
    picture_url: str


@dataclass(frozen=True, slots=True)
class Picture(Card):
    """A picture the house keeps under `name`; where it cannot be pushed it is the card that opens it."""

    name: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing, on purpose."""


Reply = Say | Card | Silence


def say(words: str, /, **values: object) -> Say:
    """The reply for words that already went through `_()`, with `{names}` in them filled in."""
    return Say(words.format(**values) if values else words)


def apologise() -> Say:
    return Say(_("系统忙，请稍后再试一次。"))


def out_of_reach() -> Say:
    return Say(_("书库暂时连不上，您刚才要的没有办成。请过几分钟再发一次。"))


def kept_meanwhile() -> Say:
    return Say(_("您不在的时候，我替您攒下了这些："))


def forgetful() -> Say:
    return Say(_("我现在记不住前面的话，数字和「更多」暂时不管用。请把要求写全，例如「找书 鲁迅」。"))
