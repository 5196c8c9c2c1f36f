"""Why a file cannot be taken into the library, as facts with a sentence for the import report."""


class CannotRead(Exception):
    """The file is refused; `reason` tells a librarian why, in Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownFormat(CannotRead):
    """None of those we know."""


class Damaged(CannotRead):
    """It wants to be a book, but its parts do not hold together."""


class Protected(CannotRead):
    """Locked by somebody's DRM or by a password; `scheme` names it."""

    def __init__(self, scheme: str, reason: str) -> None:
        super().__init__(reason)
        self.scheme = scheme


class TooLarge(CannotRead):
    """More than any honest book holds: a bomb, or not a book; `limit` is the cap it ran into."""

    def __init__(self, reason: str, *, limit: int) -> None:
        super().__init__(reason)
        self.limit = limit


class NoText(CannotRead):
    """A file without a single character."""
