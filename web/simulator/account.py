"""What the simulator knows of an official account."""

from dataclasses import dataclass, field
from typing import Any

Menu = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`name` is the one in the callback's path; `menu` is shown until one is pushed, in WeChat's own JSON."""

    name: str
    title: str
    app_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False, default="")
    menu: Menu = field(default_factory=dict)
    notice: str = ""  # the template a patron may allow, "" where the account has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code that hangs somewhere: what is written beside it, and what it encodes."""

    label: str
    content: str
