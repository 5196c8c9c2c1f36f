"""Branches, patrons, staff: what all services of a library share."""

from dataclasses import dataclass

from config.rooms.ground import Ground
from library.branches import Branches
from library.erasures import Erasures
from library.passes import Passes
from library.patrons import Patrons
from library.repository.branches import BranchRepository
from library.repository.erasures import ErasureRepository
from library.repository.patrons import PatronRepository
from library.repository.sessions import SessionRepository
from library.repository.staff import StaffRepository
from library.sealing import Sealing
from library.second_factor import SecondFactor
from library.sessions import Sessions
from library.staff import Staff
from library.throttle import SignInThrottle


@dataclass(frozen=True, kw_only=True)
class Library:
    """Who is who, and where."""

    patrons: Patrons
    erasures: Erasures
    branches: Branches
    staff: Staff
    sessions: Sessions
    second_factor: SecondFactor
    throttle: SignInThrottle
    passes: Passes


def furnish_library(ground: Ground) -> Library:
    settings, database, now = ground.settings, ground.database, ground.now
    accounts = StaffRepository(database)
    return Library(
        patrons=Patrons(PatronRepository(database), now=now),
        erasures=Erasures(ErasureRepository(database), now=now),
        branches=Branches(BranchRepository(database), library=settings.library_name, hours=settings.hours),
        staff=Staff(accounts, now=now),
        sessions=Sessions(SessionRepository(database), now=now),
        second_factor=SecondFactor(
            accounts,
            Sealing(*ground.secrets, purpose="second factor"),
            library=settings.library_name,
            now=now,
        ),
        throttle=SignInThrottle(ground.redis),
        passes=Passes(*ground.secrets, now=now),
    )
