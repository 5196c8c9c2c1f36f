"""Patrons are recognised by what they write from, until they leave."""

import asyncio

import pytest

from library.patrons import NoSuchPatron, Patrons
from library.repository.patrons import PatronRepository


@pytest.fixture
async def patrons(database) -> Patrons:
    repository = PatronRepository(database)
    await repository.prepare()
    return Patrons(repository)


async def test_who_writes_twice_at_once_is_one_patron(patrons):
    known = await asyncio.gather(*(patrons.recognise("main", "o-lin") for _ in range(8)))
    assert len({one.id for one in known}) == 1


async def test_one_openid_on_two_accounts_is_two_patrons(patrons):
    assert await patrons.recognise("main", "o-lin") != await patrons.recognise("branch", "o-lin")


async def test_who_left_is_nobody_and_comes_back_as_somebody_new(patrons):
    lin, wang = [await patrons.recognise("main", openid) for openid in ("o-lin", "o-wang")]
    for gone in (lin, wang):
        await patrons.forget(gone.id)
        with pytest.raises(NoSuchPatron):
            await patrons.get(gone.id)
    assert (await patrons.recognise("main", "o-lin")).id != lin.id


async def test_one_of_many_is_found_without_looking_at_the_others(patrons, database):
    for number in range(50):
        await patrons.recognise("main", f"o-{number}")
    found = await database["patrons"].find({"account": "main", "openid": "o-7"}).explain()
    assert found["executionStats"]["totalDocsExamined"] == 1
