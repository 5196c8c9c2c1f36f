"""What she writes after her question was answered goes on with it, for a week."""

from library.staff import Librarian
from reference.models import Closing, Kind, Outcome
from tests.handlers.lin import shelve

WANG = Librarian(id="w", login="wang", name="王馆员")
CLOSING = Closing(kind=Kind.REFERENCE, read=1, outcome=Outcome.ANSWERED)


async def answered(house, lin):
    await lin.says("咨询 馆里有没有《清史稿》？")
    question = await house.casework.claim_next(WANG)
    await house.casework.answer(question.id, WANG, "有，在三楼。", key="a", last_seq=1)
    await house.casework.resolve(question.id, WANG, CLOSING)
    return question.id


async def test_a_plain_message_goes_on_with_the_same_librarian(house, lin):
    question_id = await answered(house, lin)
    assert "接着您上次的问题转给馆员王馆员" in await lin.says("那可以带回家看吗")
    thread = await house.casework.thread(question_id)
    assert thread.question.assignee == WANG.id
    assert thread.entries[-1].text == "那可以带回家看吗"
    assert "已补充给馆员王馆员" in await lin.says("我住在新城区那边呢")


async def test_who_says_it_is_not_solved_has_her_librarian_back(house, lin):
    question_id = await answered(house, lin)
    assert "接着您上次的问题" in await lin.says("没解决")
    assert (await house.casework.thread(question_id)).question.reopen_count == 1


async def test_thanks_books_and_commands_are_what_they_always_are(house, lin, tmp_path):
    question_id = await answered(house, lin)
    await shelve(house, "边城", tmp_path)
    for words in ("谢谢", "边城", "书架", "咨询"):
        await lin.says(words)
    assert (await house.casework.thread(question_id)).question.reopen_count == 0


async def test_where_the_machine_has_answered_words_are_still_no_question_to_a_librarian(house, lin):
    question_id = await answered(house, lin)
    await house.desk.offer(
        (await house.casework.thread(question_id)).question.patron,
        "押金",
        alias="读者",
        message="x",
        entry="d",
    )
    assert "我没太明白" in await lin.says("那可以带回家看吗")
    assert (await house.casework.thread(question_id)).question.reopen_count == 0
