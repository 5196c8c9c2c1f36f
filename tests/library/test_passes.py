from datetime import UTC, datetime, timedelta

import pytest

from library.passes import Passes, PassExpired, PassForged

SECRET, OTHER = b"a secret of sixteen", b"another secret, longer"
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


def passes(*secrets: bytes, at: datetime = MONDAY) -> Passes:
    return Passes(*(secrets or (SECRET,)), now=lambda: at)


def test_a_pass_says_who_and_what_it_was_issued_for():
    token = passes().issue("enter", patron="lin", what="红楼梦/3-1", life=AN_HOUR)
    found = passes(at=MONDAY + timedelta(minutes=59)).check("enter", token)
    assert (found.patron, found.what) == ("lin", "红楼梦/3-1")
    assert (found.issued_at, found.expires_at) == (MONDAY, MONDAY + AN_HOUR)
    assert token.replace("-", "").replace("_", "").isalnum()


def test_it_ends_when_its_life_is_over_and_still_says_what_it_was_for():
    token = passes().issue("enter", what="A", life=AN_HOUR)
    with pytest.raises(PassExpired) as refusal:
        passes(at=MONDAY + AN_HOUR).check("enter", token)
    assert refusal.value.expired.what == "A"


def test_it_is_good_for_one_purpose_only():
    with pytest.raises(PassForged):
        passes().check("export", passes().issue("enter", patron="lin", life=AN_HOUR))


def test_a_secret_can_be_changed_gently():
    token = passes(SECRET).issue("enter", patron="lin", life=AN_HOUR)
    assert passes(OTHER, SECRET).check("enter", token).patron == "lin"
    with pytest.raises(PassForged):
        passes(OTHER).check("enter", token)


def test_no_letter_of_it_can_be_changed():
    token = passes().issue("enter", patron="lin", life=AN_HOUR)
    for at, letter in enumerate(token):
        changed = token[:at] + ("A" if letter != "A" else "B") + token[at + 1 :]
        with pytest.raises(PassForged):
            passes().check("enter", changed)


@pytest.mark.parametrize("token", ["", "x", "书", "A" * 16, "A" * 400, "====", "a+b/", "AAAA\n"])
def test_what_we_never_wrote_is_no_pass(token):
    with pytest.raises(PassForged):
        passes().check("enter", token)


def test_a_line_break_cannot_make_somebody_else_of_her():
    with pytest.raises(ValueError, match="line"):
        passes().issue("enter", patron="lin\nmei", life=AN_HOUR)


def test_a_short_secret_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        Passes(b"short")
