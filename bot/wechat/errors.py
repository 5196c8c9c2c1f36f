"""What may go wrong between us and WeChat, each as a fact of its own.

The numbers are WeChat's global return codes, as its documentation prints them.
"""


class CannotSend(Exception):
    """A call to WeChat did not do what it was asked to do."""


class NotSent(CannotSend):
    """Nothing left the house: the same call may safely be made again."""


class OutcomeUnknown(CannotSend):
    """The call left and no intelligible answer came back: it may have been carried out."""


class PlatformRefused(CannotSend):
    """WeChat answered and said no."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code, self.message = code, message


class TokenRejected(PlatformRefused):
    """The access token is wrong or has run out."""


class CredentialsWrong(PlatformRefused):
    """The app id or the secret is not the account's."""


class NotWhitelisted(PlatformRefused):
    """Our address is not on the account's white list."""


class NotAllowed(PlatformRefused):
    """The account has no right to this call; most are for verified accounts only."""


class Busy(PlatformRefused):
    """WeChat has a bad moment and asks to try again."""


class TooFast(PlatformRefused):
    """Too many calls within a minute."""


class RateLimited(PlatformRefused):
    """The day's calls are used up; they are counted anew at midnight in China."""


class WindowClosed(PlatformRefused):
    """The patron wrote too long ago to be sent a message."""


class WindowUsedUp(PlatformRefused):
    """The patron was sent as many messages as WeChat allows until she writes again."""


class Unreachable(PlatformRefused):
    """This patron will not get messages from us."""


class NoConsent(PlatformRefused):
    """The patron has not agreed, or not again, to a notice of this kind."""


class CodeSpent(PlatformRefused):
    """The code that a page brought from WeChat is wrong, older than five minutes, or was used before."""


class Blocked(Unreachable):
    """The patron refuses the account's messages."""


class NotFollowing(Unreachable):
    """The patron does not follow the account any more."""


REFUSALS: dict[int, type[PlatformRefused]] = {
    -1: Busy,
    40001: TokenRejected,
    40013: CredentialsWrong,
    40014: TokenRejected,
    40029: CodeSpent,
    40125: CredentialsWrong,
    40163: CodeSpent,
    40164: NotWhitelisted,
    42001: TokenRejected,
    42003: CodeSpent,
    43004: NotFollowing,
    43019: Blocked,
    43101: NoConsent,
    45009: RateLimited,
    45011: TooFast,
    45015: WindowClosed,
    45047: WindowUsedUp,
    48001: NotAllowed,
    48002: Blocked,
}


def refusal(code: int, message: str) -> PlatformRefused:
    return REFUSALS.get(code, PlatformRefused)(code, message)
