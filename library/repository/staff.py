"""Staff accounts in MongoDB."""

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

    async def find(self, librarian_id: str) -> Document | None:
        return _fields(await self._staff.find_one({"_id": librarian_id}))

    async def find_by_login(self, login: str) -> Document | None:
        return _fields(await self._staff.find_one({"login": login}))

    async def list_all(self) -> list[Document]:
        return [fields async for one in self._staff.find().sort("login") if (fields := _fields(one))]

    async def set_password(self, librarian_id: str, password: str, *, must_change: bool) -> None:
        change = {"password": password, "must_change": must_change}
        await self._staff.update_one({"_id": librarian_id}, {"$set": change})

    async def set_active(self, librarian_id: str, *, active: bool) -> None:
        await self._staff.update_one({"_id": librarian_id}, {"$set": {"active": active}})


def _fields(document: Document | None) -> Document | None:
    if document is None:
        return None
    return {("id" if name == "_id" else name): value for name, value in document.items()}
