"""What somebody of the staff is here."""

from enum import StrEnum


class Role(StrEnum):
    """From the one that may least to the one that may most."""

    LIBRARIAN = "librarian"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"

    def covers(self, other: "Role") -> bool:
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)
