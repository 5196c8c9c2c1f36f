"""The state machine: whatever happens in whatever order, its promises hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from library.staff import Librarian
from reference.changes import by_clock, by_librarian, by_patron
from reference.changes.by_librarian import Hands
from reference.models import Closing, Kind, Outcome, Thread
from reference.refusals import CannotHelp
from reference.states import BIRTHS, TRANSITIONS
from reference.status import CLOSED, LIVE, OWNED, WAITING, Status, Trigger

WANG = Librarian(id="w", login="wang", name="王")
BAO = Librarian(id="b", login="bao", name="宝")
CLOSING = Closing(kind=Kind.REFERENCE, read=2, outcome=Outcome.ANSWERED)

STEPS = {
    "writes": lambda seen, now: by_patron.writing(seen, "补充", f"m{now}", now),
    "repeats": lambda seen, now: by_patron.writing(seen, "几点关门？", "first", now),
    "cancels": lambda seen, now: by_patron.deciding(seen, Trigger.CANCEL, now),
    "settles": lambda seen, now: by_patron.deciding(seen, Trigger.SETTLE, now),
    "wants a person": lambda seen, now: by_patron.deciding(seen, Trigger.HAND_OVER, now),
    "writes to who is away": lambda seen, now: by_patron.to_the_queue(seen, "在吗", f"m{now}", now),
    "comes back to nobody": lambda seen, now: by_clock.letting_go(seen.question, now),
    "writes again": lambda seen, now: by_patron.reopening(seen, "还有", f"m{now}", now),
    "wang claims": lambda seen, now: _claims(seen, WANG, now),
    "bao claims": lambda seen, now: _claims(seen, BAO, now),
    "wang puts back": lambda seen, now: by_librarian.putting_back(seen, WANG, now),
    "wang answers": lambda seen, now: by_librarian.answering(seen, WANG, "好", f"a{now}", 10**6, now),
    "wang resolves": lambda seen, now: by_librarian.resolving(seen, WANG, CLOSING, now),
    "bao takes up": lambda seen, now: by_librarian.taking_up(seen, BAO, now),
    "bao notes": lambda seen, now: by_librarian.noting(seen, BAO, "查过馆藏", f"n{now}", now),
    "wang hands on": lambda seen, now: by_librarian.handing_on(
        seen, Hands(WANG, BAO), "你熟", f"n{now}", now
    ),
    "bao hands back": lambda seen, now: by_librarian.handing_on(
        seen, Hands(BAO, None), "不会", f"n{now}", now
    ),
    "wang puts off": lambda seen, now: by_librarian.snoozing(seen, WANG, now + timedelta(hours=1), now),
    "it is due": lambda seen, now: by_clock.waking(seen.question, now),
    "wang discards": lambda seen, now: by_librarian.discarding(seen, WANG, now),
    "time passes": lambda seen, now: by_clock.expiring(seen.question, now),
}


def _claims(seen, librarian, now):
    """As the repository's condition has it: only what waits can be claimed."""
    if seen.question.status is not Status.QUEUED:
        return None
    return by_librarian.claiming(librarian, now)


def _applied(seen: Thread, change) -> Thread:
    question = replace(
        seen.question, **change.fields, status=change.status, version=seen.question.version + 1
    )
    return Thread(
        question=question, entries=seen.entries + ((change.entry,) if change.entry else ()), audit=()
    )


@given(
    offered=st.sampled_from(["", "opening-hours"]),
    steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=30),
)
def test_promises_hold_in_every_order(offered, steps):
    now = datetime(2026, 3, 5, tzinfo=UTC)
    question = by_patron.born("p", "读者 4F7K", "几点关门？", now, offered=offered)
    seen = Thread(
        question=question, entries=(by_patron.birth(question, "几点关门？", "first").entry,), audit=()
    )
    for step in steps:
        now += timedelta(minutes=1)
        before = seen
        try:
            change = STEPS[step](seen, now)
        except CannotHelp:
            continue
        if change is None:
            continue
        seen = _applied(seen, change)
        _hold(before, seen, change)


def _hold(before: Thread, seen: Thread, change) -> None:
    question = seen.question
    assert TRANSITIONS[before.question.status, change.trigger] is question.status
    assert (question.waiting_since is not None) == (question.status in WAITING)
    assert (question.snoozed_until is not None) == (question.status is Status.SNOOZED)
    assert (question.closed_at is not None) == (question.status in CLOSED)
    assert question.status not in OWNED or question.assignee
    assert question.status is not Status.QUEUED or question.assignee is None
    assert (question.resolution is not None) == (question.status is Status.RESOLVED)
    assert [entry.seq for entry in seen.entries] == list(range(1, question.last_seq + 1))
    assert question.preview == [entry.text for entry in seen.entries if not entry.internal][-1]
    assert not [entry for entry in seen.entries if entry.internal and entry.send]
    assert len({entry.key for entry in seen.entries}) == len(seen.entries)


def test_every_state_can_be_reached_and_every_live_one_left():
    reached = set(BIRTHS.values()) | set(TRANSITIONS.values())
    assert reached == set(Status)
    assert {before for (before, _), after in TRANSITIONS.items() if after in CLOSED} >= LIVE


def test_nothing_ends_in_abandoned_that_a_patron_can_go_on_with():
    assert not [trigger for (before, trigger) in TRANSITIONS if before is Status.ABANDONED]
