"""The desk without a script: every deed is a form, every refusal a page."""

import re

from redis.asyncio import Redis

from bot.replies import Say
from library.identity import new_id
from reference.models import SendState
from reference.status import Status
from tests.web.desk.conftest import HANDS


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
    await house.upkeep.mark_sent(receipt.question_id, 2, SendState.SENT)
    assert "已提交微信" in await wang.looks(done.headers["location"])
    await wang.does(
        f"/desk/questions/{receipt.question_id}/resolve", kind="policy", read=2, outcome="answered"
    )
    resolved = (await house.casework.thread(receipt.question_id)).question
    assert (resolved.status, resolved.closing.read) == (Status.RESOLVED, 2)
    assert "借书证" not in await wang.looks("/desk?tab=all")
    await wang.does(f"/desk/questions/{receipt.question_id}/reopen")
    await wang.does(f"/desk/questions/{receipt.question_id}/hand-on", key="put-back", text="没空", to="")
    assert (await house.casework.waiting())[0].id == receipt.question_id


async def test_without_redis_the_desk_shows_what_it_has(house, monkeypatch):
    wang = await house.signed_in("wang", "王馆员")
    receipt = await house.asks("几点关门？")
    async with Redis.from_url("redis://127.0.0.1:1") as away:
        monkeypatch.setattr(house.live, "_redis", away)
        assert "几点关门？" in await wang.looks("/desk?tab=unclaimed")
        assert "几点关门？" in await wang.looks(f"/desk/questions/{receipt.question_id}")


async def test_the_loser_of_a_claim_learns_who_won(house):
    wang, bao = await house.signed_in("wang", "王馆员"), await house.signed_in("bao", "宝音")
    receipt = await house.asks("几点关门？")
    await wang.does(f"/desk/questions/{receipt.question_id}/claim")
    lost = await bao.does(f"/desk/questions/{receipt.question_id}/claim")
    assert lost.status_code == 409
    assert re.search(r"王馆员在 \d\d:\d\d 已经认领了这个问题。", lost.text)


async def test_full_hands_are_said_whichever_way_she_claims(house):
    wang = await house.signed_in("wang", "王馆员")
    for number in range(HANDS + 1):
        waiting = await house.asks(f"第 {number} 个问题")
    for _ in range(HANDS):
        assert "/desk/questions/" in (await wang.does("/desk/next")).headers["location"]
    for way in ("/desk/next", f"/desk/questions/{waiting.question_id}/claim"):
        refused = await wang.does(way)
        assert refused.status_code == 409
        assert f"同时最多处理 {HANDS} 个问题" in refused.text


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
    await house.upkeep.mark_sent(question, 2, SendState.FAILED, "45047")
    assert "重试" in await wang.looks(f"/desk/questions/{question}")
    await wang.does(f"/desk/questions/{question}/resend", seq=2)
    assert await database["outbox"].count_documents({}) == 2


async def test_why_an_answer_did_not_leave_is_said_in_a_librarians_words(house):
    wang = await house.signed_in("wang", "王馆员")
    question = await claimed(house, wang)
    await wang.does(f"/desk/questions/{question}/answer", key=new_id(), last_seq=1, text="五点。")
    for state, reason, said in (
        (SendState.PARKED, "WindowUsedUp 0 by our own count", "<span>待读者来信后发出</span>"),
        (SendState.FAILED, "NotSent connection refused", "<span>失败（连不上微信）</span>"),
        (SendState.FAILED, "PlatformRefused 40003 invalid openid", "<span>失败（微信错误码 40003）</span>"),
        (SendState.FAILED, "TimeoutError", "<span>失败</span>"),
    ):
        await house.upkeep.mark_sent(question, 2, state, reason)
        assert said in await wang.looks(f"/desk/questions/{question}")


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
    before = await house.casework.thread(receipt.question_id)
    for deed in ("claim", "hand-on", "answer", "resolve", "reopen", "resend"):
        answer = await wang.http.get(f"/desk/questions/{receipt.question_id}/{deed}")
        assert answer.status_code == 405
    await wang.looks(f"/desk/questions/{receipt.question_id}")
    assert await house.casework.thread(receipt.question_id) == before


async def test_notes_transfers_and_putting_off_with_forms_alone(house, database):
    wang, bao = await house.signed_in("wang", "王馆员"), await house.signed_in("bao", "宝音")
    question = await claimed(house, wang)
    where = f"/desk/questions/{question}"
    await bao.does(f"{where}/note", key="noted-once", text="周一闭馆")
    page = await wang.looks(where)
    assert "仅馆员可见" in page
    assert "周一闭馆" in page
    await wang.does(f"{where}/snooze", until="tomorrow")
    assert "推到" in await wang.looks(where)
    await wang.does(f"{where}/wake")
    to = re.search(r'<option value="(\w+)">宝音</option>', page)[1]
    refused = await wang.does(f"{where}/hand-on", key="handed-on-1", to=to, text=" ")
    assert (refused.status_code, "请写一句话" in refused.text) == (409, True)
    await wang.does(f"{where}/hand-on", key="handed-on-1", to=to, text="你懂蒙文")
    assert "转交给宝音" in await bao.looks(where)
    await bao.does(f"{where}/hand-on", key="handed-on-2", text="下班了")
    await wang.does(f"{where}/discard")
    assert "垃圾" in await wang.looks(where)
    assert await database["outbox"].count_documents({}) == 0, "nothing of this is for the patron"


async def test_a_day_that_is_none_is_explained(house):
    wang = await house.signed_in("wang", "王馆员")
    question = await claimed(house, wang)
    for until in ("2001-01-01", "someday"):
        refused = await wang.does(f"/desk/questions/{question}/snooze", until=until)
        assert (refused.status_code, "将来的日子" in refused.text) == (409, True)
    gone = await wang.does(f"/desk/questions/{question}/hand-on", key="handed-on-1", to="nobody", text="请看")
    assert gone.status_code == 404


async def test_what_she_asked_before_is_beside_it_and_can_become_part_of_it(house):
    wang = await house.signed_in("wang", "王馆员")
    patron = new_id()
    first = (await house.asks("元上都的资料在哪里？", patron)).question_id
    await wang.does(f"/desk/questions/{first}/claim")
    await wang.does(f"/desk/questions/{first}/resolve", kind="reference", read=2, outcome="answered")
    second = (await house.asks("还是元上都，有画册吗？", patron)).question_id
    where = f"/desk/questions/{second}"
    await wang.does(f"{where}/claim")
    page = await wang.looks(where)
    assert "这位读者的其他提问" in page
    assert "上一次" in page
    await wang.does(f"{where}/absorb", source=first)
    assert "并入的问题" in await wang.looks(where)
    assert "已并入另一个问题" in await wang.looks(f"/desk/questions/{first}")
    again = await wang.does(f"{where}/absorb", source=first)
    assert again.status_code == 409
    stranger = (await house.asks("我的事")).question_id
    assert "只有同一位读者" in (await wang.does(f"{where}/absorb", source=stranger)).text


async def test_any_question_is_found_and_long_lists_have_pages(house):
    wang = await house.signed_in("wang", "王馆员")
    closed = await claimed(house, wang, "元上都怎么去？")
    await wang.does(f"/desk/questions/{closed}/resolve", kind="reference", read=2, outcome="answered")
    page = await wang.looks("/desk?tab=unclaimed&words=元上都")
    assert closed in page
    assert "words=%E5%85%83%E4%B8%8A%E9%83%BD" in page
    assert "没有找到" in await wang.looks("/desk?words=清史稿")
    house.desk._capacity = 99
    for number in range(51):
        await house.asks(f"停车的事 {number}")
    first, second = await wang.looks("/desk"), await wang.looks("/desk?page=2")
    assert first.count("data-question=") == 50
    assert "下一页" in first
    assert second.count("data-question=") == 1
    assert "上一页" in second
    assert (await wang.http.get("/desk?page=0")).status_code == 422
