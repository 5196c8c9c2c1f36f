"""Why something could not be had from afar."""


class CannotFetch(Exception):
    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address}: {why}")
        self.address = address


class NotAllowed(CannotFetch):
    """No http, or a way into our own network."""


class NoAnswer(CannotFetch):
    """Nobody there, or no 200."""


class TooMuch(CannotFetch):
    """Too large, too slow, or led on too often."""


class NoFeed(CannotFetch):
    """Neither OPDS 1.2 nor OPDS 2."""
