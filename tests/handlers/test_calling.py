"""Hello, while a librarian has her question, is for the librarian."""

import pytest

from library.staff import Librarian

WANG = Librarian(id="w", login="wang", name="王馆员")
HELLOS = ["在吗", "还在吗？", "您好", "你好，在吗？", "下午好", "在不在"]


@pytest.mark.parametrize("hello", HELLOS)
async def test_who_asked_calls_her_librarian(house, lin, hello):
    await lin.says("咨询 馆里有没有《清史稿》？")
    question = await house.casework.claim_next(WANG)
    assert "已补充给馆员王馆员" in await lin.says(hello)
    assert (await house.casework.thread(question.id)).entries[-1].text == hello
    assert "【找书】" in await lin.says("帮助"), "a command stays one"


@pytest.mark.parametrize("hello", HELLOS)
async def test_who_asked_nothing_reads_what_we_can_do(lin, hello):
    assert "【找书】" in await lin.says(hello)
