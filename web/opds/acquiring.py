"""How a title is had: taken, where it is open access, or borrowed on its page."""

from datetime import UTC, datetime

from ebooks.lending.availability import Availability

PREFIX = "http://opds-spec.org"
OPEN_ACCESS = f"{PREFIX}/acquisition/open-access"
BORROW = f"{PREFIX}/acquisition/borrow"


def state(availability: Availability) -> str:
    """In the words of OPDS."""
    return "available" if availability.copies_available else "unavailable"


def span(availability: Availability) -> dict[str, str]:
    """`since` and `until`, as far as they are known."""
    moments = {"since": availability.since, "until": availability.until}
    return {name: timestamp(moment) for name, moment in moments.items() if moment}


def timestamp(moment: datetime) -> str:
    """RFC 3339, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
