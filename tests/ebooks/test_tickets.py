from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebooks.tickets import TicketExpired, TicketForged, Tickets
from library.identity import CROCKFORD

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
OLD, NEW = b"the secret of last year", b"the secret of this year"


def tickets(*secrets: bytes, now: datetime = NOON) -> Tickets:
    return Tickets(*(secrets or (NEW,)), now=lambda: now)


@given(st.text(CROCKFORD, min_size=10, max_size=10), st.sampled_from(["", "kiosk-3", "01JNZ4B7Q3" * 3]))
def test_a_ticket_says_what_for_and_until_when(title_id: str, holder: str) -> None:
    token = tickets().issue(title_id, life=WEEK, holder=holder)
    ticket = tickets().check(token)
    assert (ticket.title_id, ticket.expires_at) == (title_id, NOON + WEEK)
    assert len(token) == (39 if holder else 31)


def test_a_ticket_names_its_holder_to_us_alone() -> None:
    token = tickets().issue("0123456789", life=WEEK, holder="patron")
    ticket = tickets().check(token)
    assert "patron" not in token + ticket.holder
    assert tickets().held_by(ticket, "patron")
    assert not tickets().held_by(ticket, "another")


def test_a_ticket_ends() -> None:
    token = tickets().issue("0123456789", life=WEEK)
    assert tickets(now=NOON + WEEK - timedelta(seconds=1)).check(token)
    with pytest.raises(TicketExpired) as expired:
        tickets(now=NOON + WEEK).check(token)
    assert (expired.value.title_id, expired.value.expired_at) == ("0123456789", NOON + WEEK)


@pytest.mark.parametrize("holder", ["", "kiosk-3"])
def test_no_letter_of_a_ticket_can_be_changed(holder: str) -> None:
    token = tickets().issue("0123456789", life=WEEK, holder=holder)
    for place in range(len(token)):
        for letter in "Aa0-_":
            if token[place] != letter:
                with pytest.raises(TicketForged):
                    tickets().check(token[:place] + letter + token[place + 1 :])


@pytest.mark.parametrize(
    "token", ["", "A", "AAAA", "红楼梦", "A" * 31, "A" * 39, "=" * 31, "A" * 10_000, "\0"]
)
def test_what_we_never_signed_is_forged(token: str) -> None:
    with pytest.raises(TicketForged):
        tickets().check(token)


def test_a_ticket_without_its_holder_is_forged() -> None:
    """The short form must not be cut out of the long one."""
    token = tickets().issue("0123456789", life=WEEK, holder="kiosk-3")
    with pytest.raises(TicketForged):
        tickets().check(token[:31])


def test_tickets_outlive_a_change_of_secret_until_the_old_one_is_dropped() -> None:
    token = tickets(OLD).issue("0123456789", life=WEEK, holder="kiosk-3")
    ticket = tickets(NEW, OLD).check(token)
    assert tickets(NEW, OLD).held_by(ticket, "kiosk-3")
    with pytest.raises(TicketForged):
        tickets(NEW).check(token)


def test_a_kiosk_shows_the_same_code_all_day() -> None:
    morning = tickets(now=datetime(2026, 3, 5, 0, 0, 1, tzinfo=UTC))
    evening = tickets(now=datetime(2026, 3, 5, 23, 59, 59, tzinfo=UTC))
    tomorrow = tickets(now=datetime(2026, 3, 6, tzinfo=UTC))
    token = morning.issue_for_days("0123456789", 7)
    assert evening.issue_for_days("0123456789", 7) == token != tomorrow.issue_for_days("0123456789", 7)
    assert evening.check(token).expires_at == datetime(2026, 3, 13, tzinfo=UTC)


@pytest.mark.parametrize("secrets", [(), (b"short",), (NEW, b"")])
def test_a_secret_worth_the_name_is_wanted(secrets: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="secret"):
        Tickets(*secrets)
