"""Staff: who may sit at the desk, and how they prove who they are."""

from dataclasses import dataclass
from datetime import datetime

from library import passwords
from library.branches import CENTRE
from library.clock import Clock, utc_now
from library.gathering import Gathering
from library.identity import new_id
from library.repository.staff import Document, LoginTaken, StaffRepository
from library.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Librarian:
    """`must_change` while the password is the one-time one she was given.

    She sees what belongs to her `branch` and those below it.
    """

    id: str
    login: str
    name: str
    role: Role = Role.LIBRARIAN
    branch: str = CENTRE
    active: bool = True
    must_change: bool = False
    second_factor: bool = False
    since: datetime | None = None


SECRETS = {"password", "totp", "totp_step", "recovery_codes"}


class StaffRefusal(Exception):
    """The root of what staff accounts refuse."""


class WrongPassword(StaffRefusal):
    """Login and password do not belong together; which of the two is wrong is not said."""


class LoginInUse(StaffRefusal):
    def __init__(self, login: str) -> None:
        super().__init__(f"the login {login} is taken")
        self.login = login


class SamePassword(StaffRefusal):
    """The new password is the old one."""


class Staff:
    def __init__(self, repository: StaffRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now
        self._find = Gathering(repository.find_all)

    async def add(self, login: str, name: str, role: Role = Role.LIBRARIAN) -> tuple[Librarian, str]:
        """A new account and its one-time password, which nobody can show again. Raises LoginInUse."""
        password = passwords.one_time()
        librarian = Librarian(
            id=new_id(),
            login=_login(login),
            name=name.strip(),
            role=role,
            must_change=True,
            since=self._now(),
        )
        try:
            await self._repository.add(_document(librarian), await passwords.hashed(password))
        except LoginTaken:
            raise LoginInUse(librarian.login) from None
        return librarian, password

    async def reset(self, login: str) -> str:
        """A new one-time password for one who forgot hers. Raises WrongPassword if there is no such login."""
        password = passwords.one_time()
        known = await self.by_login(login)
        await self._repository.set_password(known.id, await passwords.hashed(password), must_change=True)
        return password

    async def forget_telephone(self, login: str) -> None:
        """She is asked for no code until she sets a telephone up.

        Raises WrongPassword if there is no such login.
        """
        await self._repository.remove_second_factor((await self.by_login(login)).id)

    async def authenticate(self, login: str, password: str) -> Librarian:
        """Raises WrongPassword, after the same time whether or not there is such a login."""
        known = await self._repository.find_by_login(_login(login))
        stored = known["password"] if known else passwords.nobodys()
        right = await passwords.matches(stored, password)
        if known is None or not right or not known["active"]:
            raise WrongPassword
        return _librarian(known)

    async def change_password(self, librarian: Librarian, old: str, new: str) -> Librarian:
        """Raises WrongPassword, UnfitPassword, SamePassword."""
        await self.authenticate(librarian.login, old)
        passwords.refuse_unfit(new, login=librarian.login)
        if old == new:
            raise SamePassword
        await self._repository.set_password(librarian.id, await passwords.hashed(new), must_change=False)
        return await self.get(librarian.id)

    async def get(self, librarian_id: str) -> Librarian:
        """Raises WrongPassword if the account is gone."""
        known = await self._find(librarian_id)
        if known is None:
            raise WrongPassword
        return _librarian(known)

    async def by_login(self, login: str) -> Librarian:
        """Raises WrongPassword if there is no such login."""
        known = await self._repository.find_by_login(_login(login))
        if known is None:
            raise WrongPassword
        return _librarian(known)

    async def disable(self, librarian_id: str) -> None:
        """She can no longer sign in, and her open sessions end at their next request."""
        await self._repository.set_active(librarian_id, active=False)

    async def enable(self, librarian_id: str) -> None:
        await self._repository.set_active(librarian_id, active=True)

    async def appoint(self, librarian_id: str, role: Role) -> None:
        await self._repository.set_role(librarian_id, role)

    async def move(self, librarian_id: str, branch: str) -> None:
        """She sits at another branch from now on."""
        await self._repository.set_branch(librarian_id, branch)

    async def everyone(self) -> list[Librarian]:
        return [_librarian(document) for document in await self._repository.list_all()]


def _login(login: str) -> str:
    return login.strip().casefold()


def _document(librarian: Librarian) -> Document:
    return {
        "_id": librarian.id,
        "login": librarian.login,
        "name": librarian.name,
        "role": librarian.role,
        "branch": librarian.branch,
        "active": librarian.active,
        "must_change": librarian.must_change,
        "since": librarian.since,
    }


def _librarian(document: Document) -> Librarian:
    values = {name: value for name, value in document.items() if name not in SECRETS}
    values |= {"role": Role(values["role"]), "second_factor": bool(document.get("totp"))}
    return Librarian(**values)
