"""Who had a question on her screen, as supervisors see it."""

import re

from library.branches import CENTRE
from library.roles import Role
from reference.models import Closing, Kind, Outcome

CLOSING = Closing(kind=Kind.DIRECTIONAL, read=1, outcome=Outcome.ANSWERED)
OPENED = re.compile(r"<summary>谁看过</summary>(.*?)</details>", re.DOTALL)


def openers(page: str) -> list[str]:
    [told] = OPENED.findall(page)
    return re.findall(r"</time> (\S+)</li>", told)


async def test_supervisors_see_who_opened_a_question(house):
    wang, bao = await house.signed_in("wang", "王馆员"), await house.signed_in("bao", "宝音")
    liu = await house.signed_in("liu", "刘主管", Role.SUPERVISOR)
    district = await house.branches.add(CENTRE, "回民区图书馆")
    await house.staff.move(bao.librarian.id, district.id)
    question = (await house.asks("我的病怎么办")).question_id

    for _ in range(2):
        page = await wang.looks(f"/desk/questions/{question}")
    assert "谁看过" not in page
    await wang.looks("/desk?tab=all")
    assert (await bao.http.get(f"/desk/questions/{question}")).status_code == 404
    pane = await liu.http.get(f"/desk/panes/thread/{question}", headers={"x-desk": "1"})
    assert openers(pane.text) == ["王馆员", "刘主管"]
    assert openers(await liu.looks(f"/desk/questions/{question}")) == ["王馆员", "刘主管"]


async def test_a_question_in_a_list_is_not_opened_and_a_claimed_one_is(house):
    wang = await house.signed_in("wang", "王馆员")
    liu = await house.signed_in("liu", "刘主管", Role.SUPERVISOR)
    question = (await house.asks("几点关门？")).question_id
    await wang.looks("/desk?tab=all")
    assert openers(await liu.looks(f"/desk/questions/{question}")) == ["刘主管"]
    shown = await wang.http.post(
        f"/desk/questions/{question}/claim", data={"csrf": wang.csrf}, headers={"x-desk": "1"}
    )
    assert "几点关门" in shown.text, "by the script a claim opens it"
    assert openers(await liu.looks(f"/desk/questions/{question}")) == ["刘主管", "王馆员"]


async def test_who_makes_an_answer_of_a_question_has_read_it(house):
    wang = await house.signed_in("wang", "王馆员")
    liu = await house.signed_in("liu", "刘主管", Role.SUPERVISOR)
    question = (await house.asks("几点关门？")).question_id
    await house.casework.claim(question, wang.librarian)
    await house.casework.answer(question, wang.librarian, "晚上九点。", key="k", last_seq=1)
    await house.casework.resolve(question, wang.librarian, CLOSING)
    bao = await house.signed_in("bao", "宝音")
    await bao.looks(f"/desk/knowledge/new?question={question}")
    assert openers(await liu.looks(f"/desk/questions/{question}")) == ["宝音", "刘主管"]
