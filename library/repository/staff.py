"""Staff accounts in MongoDB."""

from collections.abc import Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

Document = dict[str, Any]


class LoginTaken(Exception):
    pass


class StaffRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._staff = database["staff"]

    async def prepare(self) -> None:
        await self._staff.create_index("login", unique=True)

    async def add(self, document: Document, password: str) -> None:
        """Raises LoginTaken."""
        try:
            await self._staff.insert_one({**document, "password": password})
        except DuplicateKeyError as taken:
            raise LoginTaken from taken

    async def find_all(self, ids: Sequence[str]) -> list[Document | None]:
        """In the order asked for; None for each there is not."""
        found = {one["_id"]: one async for one in self._staff.find({"_id": {"$in": list(set(ids))}})}
        return [_fields(found.get(librarian)) for librarian in ids]

    async def find_by_login(self, login: str) -> Document | None:
        return _fields(await self._staff.find_one({"login": login}))

    async def list_all(self) -> list[Document]:
        return [fields async for one in self._staff.find().sort("login") if (fields := _fields(one))]

    async def set_password(self, librarian_id: str, password: str, *, must_change: bool) -> None:
        change = {"password": password, "must_change": must_change}
        await self._staff.update_one({"_id": librarian_id}, {"$set": change})

    async def set_active(self, librarian_id: str, *, active: bool) -> None:
        await self._staff.update_one({"_id": librarian_id}, {"$set": {"active": active}})

    async def set_role(self, librarian_id: str, role: str) -> None:
        await self._staff.update_one({"_id": librarian_id}, {"$set": {"role": role}})

    async def find_second_factor(self, librarian_id: str) -> str | None:
        """The secret her telephone has, as it is kept, if it has one."""
        document = await self._staff.find_one({"_id": librarian_id}, {"totp": 1})
        return document.get("totp") if document else None

    async def set_second_factor(
        self, librarian_id: str, secret: str, step: int, recovery_codes: list[str]
    ) -> None:
        change = {"totp": secret, "totp_step": step, "recovery_codes": recovery_codes}
        await self._staff.update_one({"_id": librarian_id}, {"$set": change})

    async def list_second_factors(self) -> list[tuple[str, str, str]]:
        """Of each who has one: her id, her login, and the secret as it is kept."""
        found = self._staff.find({"totp": {"$type": "string"}}, {"login": 1, "totp": 1}).sort("login")
        return [(one["_id"], one["login"], one["totp"]) async for one in found]

    async def replace_second_factor(self, librarian_id: str, seen: str, again: str) -> None:
        """The same secret, kept otherwise; nothing where she has another one meanwhile."""
        await self._staff.update_one({"_id": librarian_id, "totp": seen}, {"$set": {"totp": again}})

    async def use_step(self, librarian_id: str, step: int) -> bool:
        """Whether no code of this step of time or a later one was used before."""
        unused = {"_id": librarian_id, "totp_step": {"$lt": step}}
        return (await self._staff.update_one(unused, {"$set": {"totp_step": step}})).modified_count == 1

    async def use_recovery_code(self, librarian_id: str, digest: str) -> bool:
        unused = {"_id": librarian_id, "recovery_codes": digest}
        change = {"$pull": {"recovery_codes": digest}}
        return (await self._staff.update_one(unused, change)).modified_count == 1

    async def remove_second_factor(self, librarian_id: str) -> None:
        change = {"$unset": {"totp": "", "totp_step": "", "recovery_codes": ""}}
        await self._staff.update_one({"_id": librarian_id}, change)

    async def set_branch(self, librarian_id: str, branch: str) -> None:
        await self._staff.update_one({"_id": librarian_id}, {"$set": {"branch": branch}})


def _fields(document: Document | None) -> Document | None:
    if document is None:
        return None
    return {("id" if name == "_id" else name): value for name, value in document.items()}
