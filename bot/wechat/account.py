"""An official account's door: who may come in, and how the answer goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import randbelow

from bot.messages import Message
from bot.replies import Reply, Silence
from bot.wechat import passive
from bot.wechat.envelope import Envelope
from bot.wechat.fields import field as text
from bot.wechat.fields import fields_of, is_json
from bot.wechat.inbound import read
from bot.wechat.signature import is_signed, sign

MESSAGE_AGE = timedelta(minutes=10)

Query = Mapping[str, str]


class Refused(Exception):
    """A request that proves nothing, or not enough; none of its body may have any effect."""


class NotSigned(Refused):
    pass


class NotOfNow(Refused):
    """Signed, but too long ago, or in the future: somebody may be repeating what they overheard."""


class ClearText(Refused):
    """The account has a key, so anything in clear was not sent by WeChat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One official account; with an `envelope` it speaks safe mode and compatible mode."""

    name: str
    token: str = field(repr=False)
    may_push: bool
    envelope: Envelope | None = None
    refuses_clear: bool = True
    message_age: timedelta = MESSAGE_AGE

    def admit(self, query: Query, now: datetime) -> None:
        """Check what can be checked before a byte of the body is read. Raises NotSigned, NotOfNow."""
        timestamp = query.get("timestamp", "")
        if not is_signed(self.token, query.get("signature", ""), timestamp, query.get("nonce", "")):
            raise NotSigned
        # A plain number of seconds, as only WeChat and the token's owner can have signed it.
        if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 12:
            raise NotOfNow
        if abs(now.timestamp() - int(timestamp)) > self.message_age.total_seconds():
            raise NotOfNow

    def open(self, query: Query, body: bytes) -> "Delivery":
        """What an admitted request delivers. Raises NotSigned, ClearText or BadMessage."""
        fields = fields_of(body)
        if self.envelope and "Encrypt" in fields:
            sealed = text(fields, "Encrypt")
            proven = (query.get("timestamp", ""), query.get("nonce", ""), sealed)
            if not is_signed(self.token, query.get("msg_signature", ""), *proven):
                raise NotSigned
            content = self.envelope.open(sealed)
            return Delivery(self, read(self.name, fields_of(content)), sealed=True, in_json=is_json(content))
        if self.envelope and self.refuses_clear:
            raise ClearText
        return Delivery(self, read(self.name, fields), sealed=False, in_json=is_json(body))


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message and the wrapping it came in, which its answer takes too."""

    account: Account
    message: Message
    sealed: bool
    in_json: bool

    def answer(self, reply: Reply, now: datetime) -> str:
        """The body that answers; nothing to say needs no wrapping."""
        time = int(now.timestamp())
        write = passive.write_json if self.in_json else passive.write
        body = write(reply, to=self.message.openid, sender=self.message.to, now=time)
        if isinstance(reply, Silence) or not self.sealed or not self.account.envelope:
            return body
        sealed, timestamp, nonce = (
            self.account.envelope.seal(body.encode()),
            str(time),
            str(randbelow(10**10)),
        )
        signature = sign(self.account.token, timestamp, nonce, sealed)
        wrap = passive.wrap_json if self.in_json else passive.wrap
        return wrap(sealed, signature, timestamp, nonce)
