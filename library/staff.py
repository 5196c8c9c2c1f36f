"""Staff: who may sit at the desk, and how they prove who they are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from library import passwords
from library.clock import Clock, utc_now
from library.identity import new_id
from library.repository.staff import Document, LoginTaken, StaffRepository


class Role(StrEnum):
    LIBRARIAN = "librarian"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Librarian:
    """`must_change` while the password is the one-time one she was given."""

    id: str
    login: str
    name: str
    role: Role = Role.LIBRARIAN
    active: bool = True
    must_change: bool = False
    since: datetime | None = None


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
        known = await self._repository.find_by_login(_login(login))
        if known is None:
            raise WrongPassword
        await self._repository.set_password(known["id"], await passwords.hashed(password), must_change=True)
        return password

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
        known = await self._repository.find(librarian_id)
        if known is None:
            raise WrongPassword
        return _librarian(known)

    async def disable(self, librarian_id: str) -> None:
        """She can no longer sign in, and her open sessions end at their next request."""
        await self._repository.set_active(librarian_id, active=False)

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
        "active": librarian.active,
        "must_change": librarian.must_change,
        "since": librarian.since,
    }


def _librarian(document: Document) -> Librarian:
    values = {name: value for name, value in document.items() if name != "password"}
    return Librarian(**{**values, "role": Role(values["role"])})
