"""What a start puts in order before anybody comes in."""

import pytest

from library.identity import new_id
from tests.running import Running

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
async def from_before(database) -> str:
    """An account from when the secrets of telephones were kept as they are."""
    whole = {"_id": new_id(), "login": "wang", "name": "王馆员", "role": "librarian", "active": True}
    await database["staff"].insert_one({**whole, "must_change": False, "password": "", "totp": SECRET})
    return str(whole["_id"])


async def test_a_second_factor_is_sealed_with_the_houses_secret(from_before, shutong: Running, database):
    kept = (await database["staff"].find_one({"_id": from_before}))["totp"]
    assert SECRET not in kept
    assert (await shutong.house.staff.get(from_before)).second_factor
