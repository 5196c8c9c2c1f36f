"""Groups of patrons are made at the desk, and a patron is put into one where she asks."""

import re

import pytest

from library.identity import new_id
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from library.roles import Role

GROUPS = "/desk/licences/groups"


@pytest.fixture
async def wang(house):
    return await house.signed_in("wang", "王馆员", Role.SUPERVISOR)


async def makes(wang, **terms: object):
    await wang.looks(GROUPS)
    return await wang.does(
        GROUPS, **{"group": new_id(), "name": "教师", "loans": "20", "holds": "10"} | terms
    )


async def test_a_group_is_made_changed_and_removed(wang):
    group = new_id()
    for _ in range(2):
        assert (await makes(wang, group=group)).status_code == 303
    shown = await wang.looks(GROUPS)
    assert shown.count("借 20 本，等 10 本") == 1
    assert "借 5 本，等 5 本" in shown, "everybody's"
    await makes(wang, group="", name="", loans="3", holds="2")
    assert "借 3 本，等 2 本" in await wang.looks(GROUPS)
    await wang.does(f"{GROUPS}/{group}/remove")
    assert "教师" not in re.sub("例如：教师", "", await wang.looks(GROUPS))


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"loans": "0"}, {"loans": "101"}, {"holds": "-1"}, {"loans": "５"}]
)
async def test_what_is_no_limit_is_refused_in_words(wang, wrong):
    refused = await makes(wang, **wrong)
    assert (refused.status_code, "要在 1 到 100 之间" in refused.text) == (400, True)


async def test_a_patron_is_put_into_a_group_where_she_asks_and_colleagues_see_it(house, database, wang):
    group, patrons = new_id(), Patrons(PatronRepository(database))
    await makes(wang, group=group, name="<b>教师</b>")
    lin = await patrons.recognise("main", "o-lin")
    asked = (await house.asks("我是教师，能多借几本吗？", lin.id)).question_id
    page = f"/desk/questions/{asked}/group"
    assert f'href="{page}"' in await wang.looks(f"/desk/questions/{asked}")
    bao = await house.signed_in("bao", "宝音")
    assert "&lt;b&gt;教师&lt;/b&gt;" in await bao.looks(page)
    for _ in range(2):
        await bao.does(page, group=group)
    assert (await patrons.get(lin.id)).group == group
    notes = [entry.text for entry in (await house.casework.thread(asked)).entries if entry.internal]
    assert notes == ["读者组：<b>教师</b>"]
    await bao.does(page, group=new_id())
    assert (await patrons.get(lin.id)).group == group, "there is no such group"
    assert (await bao.does(GROUPS, group="", loans="9", holds="9")).status_code == 403
    assert (await bao.http.get(f"/desk/questions/{new_id()}/group")).headers["location"] == "/desk"
