"""The desk without a script: every deed is a form, every refusal a page."""

import re

from bot.replies import Say
from library.identity import new_id
from reference.models import SendState
from reference.status import Status


async def claimed(house, browser, text="几点关门？"):
    receipt = await house.asks(text)
    await browser.does(f"/desk/questions/{receipt.question_id}/claim")
    return receipt.question_id


async def test_an_empty_desk_says_so(house):
    wang = await house.signed_in("wang", "王馆员")
    assert "没有人在等" in await wang.looks("/desk")
    assert "您手上没有问题" in await wang.looks("/desk?tab=mine")
    assert (await wang.http.get("/desk/questions/nothing")).status_code == 404


async def test_from_the_queue_to_the_outbox_with_forms_alone(house, database):
    wang = await house.signed_in("wang", "王馆员")
    receipt = await house.asks("借书证怎么办理？")
    assert "借书证怎么办理？" in await wang.looks("/desk")
    done = await wang.does(f"/desk/questions/{receipt.question_id}/claim")
    assert done.status_code == 303
    page = await wang.looks(done.headers["location"])
    assert "处理中" in page
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    done = await wang.does(
        f"/desk/questions/{receipt.question_id}/answer",
        key=key,
        last_seq=1,
        text="带身份证到一楼。\r\n当场办好。",
    )
    assert done.status_code == 303
    assert "发送中" in await wang.looks(done.headers["location"])
    [message] = await database["outbox"].find().to_list(9)
    assert (await house.outbox.lease()).bubbles == (Say("带身份证到一楼。\n当场办好。"),)
    assert message["about"] == {"question": receipt.question_id, "seq": "2"}
    await house.desk.mark_sent(receipt.question_id, 2, SendState.SENT)
    assert "已提交微信" in await wang.looks(done.headers["location"])
    await wang.does(
        f"/desk/questions/{receipt.question_id}/resolve", kind="policy", read=2, outcome="answered"
    )
    resolved = (await house.desk.thread(receipt.question_id)).question
    assert (resolved.status, resolved.closing.read) == (Status.RESOLVED, 2)
    assert "借书证" not in await wang.looks("/desk?tab=all")
    await wang.does(f"/desk/questions/{receipt.question_id}/reopen")
    await wang.does(f"/desk/questions/{receipt.question_id}/unclaim")
    assert (await house.desk.waiting())[0].id == receipt.question_id


async def test_the_loser_of_a_claim_learns_who_won(house):
    wang, bao = await house.signed_in("wang", "王馆员"), await house.signed_in("bao", "宝音")
    receipt = await house.asks("几点关门？")
    await wang.does(f"/desk/questions/{receipt.question_id}/claim")
    lost = await bao.does(f"/desk/questions/{receipt.question_id}/claim")
    assert lost.status_code == 409
    assert re.search(r"王馆员在 \d\d:\d\d 已经认领了这个问题。", lost.text)


async def test_an_answer_over_unseen_words_can_still_be_sent(house):
    wang = await house.signed_in("wang", "王馆员")
    patron = new_id()
    receipt = await house.asks("几点关门？", patron)
    path = f"/desk/questions/{receipt.question_id}"
    await wang.does(f"{path}/claim")
    await house.desk.follow_up(patron, "我说的是分馆", message="later")
    held = await wang.does(f"{path}/answer", key="a-key-of-mine", last_seq=1, text="九点。")
    assert held.status_code == 409
    assert "我说的是分馆" in held.text
    assert "九点。</textarea>" in held.text
    last_seq = re.search(r'name="last_seq" value="(\d)"', held.text)[1]
    sent = await wang.does(f"{path}/answer", key="a-key-of-mine", last_seq=last_seq, text="九点。")
    assert sent.status_code == 303


async def test_sending_twice_sends_once_and_says_if_the_words_differ(house, database):
    wang = await house.signed_in("wang", "王馆员")
    question = await claimed(house, wang)
    for _ in range(2):
        done = await wang.does(
            f"/desk/questions/{question}/answer", key="a-key-of-mine", last_seq=1, text="九点。"
        )
        assert done.status_code == 303
    other = await wang.does(
        f"/desk/questions/{question}/answer", key="a-key-of-mine", last_seq=1, text="十点。"
    )
    assert other.status_code == 409
    assert "十点。" in other.text
    assert await database["outbox"].count_documents({}) == 1


async def test_trying_again_after_a_failure_is_another_delivery(house, database):
    wang = await house.signed_in("wang", "王馆员")
    question = await claimed(house, wang)
    await wang.does(f"/desk/questions/{question}/answer", key="a-key-of-mine", last_seq=1, text="九点。")
    await house.desk.mark_sent(question, 2, SendState.FAILED, "45047")
    assert "重试" in await wang.looks(f"/desk/questions/{question}")
    await wang.does(f"/desk/questions/{question}/resend", seq=2)
    assert await database["outbox"].count_documents({}) == 2


async def test_what_patrons_write_is_shown_and_never_run(house):
    wang = await house.signed_in("wang", "王馆员")
    attack = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    question = await claimed(house, wang, attack)
    for path in ("/desk?tab=mine", f"/desk/questions/{question}", f"/desk/panes/thread/{question}"):
        page = await wang.looks(path)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(1)" in page


async def test_the_desk_never_shows_who_the_patron_is(house):
    wang = await house.signed_in("wang", "王馆员")
    patron = new_id()
    receipt = await house.asks("几点关门？", patron)
    page = await wang.looks(f"/desk/questions/{receipt.question_id}")
    assert patron not in page
    assert f"读者 {patron[-4:]}" in page


async def test_the_house_already_knows_and_says_so_beside_the_question(house):
    wang = await house.signed_in("wang", "王馆员")
    question = await claimed(house, wang, "办借书证要押金吗")
    assert "普通借阅证免押金" in await wang.looks(f"/desk/questions/{question}")


async def test_looking_changes_nothing(house):
    wang = await house.signed_in("wang", "王馆员")
    receipt = await house.asks("几点关门？")
    before = await house.desk.thread(receipt.question_id)
    for deed in ("claim", "unclaim", "answer", "resolve", "reopen", "resend"):
        answer = await wang.http.get(f"/desk/questions/{receipt.question_id}/{deed}")
        assert answer.status_code == 405
    await wang.looks(f"/desk/questions/{receipt.question_id}")
    assert await house.desk.thread(receipt.question_id) == before
