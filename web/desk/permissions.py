"""Who may do what at the desk: one table, and nothing that is not in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import HTTPException

from library.roles import Role


@dataclass(frozen=True, slots=True)
class Needs:
    """The least role that may look at a room's pages, and the least that may change something there."""

    look: Role
    change: Role


EVERYBODY = Needs(Role.LIBRARIAN, Role.LIBRARIAN)
SUPERVISED = Needs(Role.LIBRARIAN, Role.SUPERVISOR)
ADMINISTERED = Needs(Role.ADMINISTRATOR, Role.ADMINISTRATOR)

ROOMS: Mapping[str, Needs] = {
    "": EVERYBODY,
    "canned": EVERYBODY,
    "dossiers": EVERYBODY,
    "duty": EVERYBODY,
    "events": EVERYBODY,
    "featured": EVERYBODY,
    "imports": EVERYBODY,
    "knowledge": EVERYBODY,  # what is published is approved by a second librarian, whoever she is
    "next": EVERYBODY,
    "panes": EVERYBODY,
    "plans": EVERYBODY,
    "questions": EVERYBODY,
    "reading": EVERYBODY,
    "reports": EVERYBODY,
    "sessions": EVERYBODY,
    "branches": SUPERVISED,
    "kiosks": SUPERVISED,
    "tags": SUPERVISED,
    "licences": SUPERVISED,  # what the library has paid for
    "staff": ADMINISTERED,
}
"""By the name that follows /desk/ in an address; a page under any other name is nobody's."""


def needs(path: str, *, changes: bool) -> Role:
    """The least role that is served. Raises HTTPException 403 for a room that is not in the table."""
    room = path.removeprefix("/desk").strip("/").split("/")[0]
    if room not in ROOMS:
        raise HTTPException(403)
    return ROOMS[room].change if changes else ROOMS[room].look
