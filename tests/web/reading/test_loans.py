"""Her loans and holds as a page, entered from the chat."""

import pytest


@pytest.fixture
async def lent(world, title, watch):
    """The only copy of a title."""
    await world.license(title, watch())
    return title


@pytest.fixture
async def loans(world, lin):
    """Lin's phone, after she opened the link of 我的借阅."""
    async with world.phone() as client:
        assert "您手里没有借的书" in (await client.get(world.path(world.links.loans(lin.id)))).text
        yield client


async def test_she_reads_takes_keeps_and_gives_back(world, lent, lin, loans, watch):
    lending = world.books.lending
    await lending.borrow(lin.id, lent.id)
    shown = (await loans.get("/read/loans")).text
    assert "《春天的书》" in shown
    assert f'href="/read/{lent.id}"' in shown
    assert "/d/" in shown
    watch.forward(days=2)
    assert "续好了" in (await loans.post(f"/read/loans/{lent.id}/renew")).text
    assert (await lending.of(lin.id)).loans[0].renewals == 1
    await lending.hold("mei", lent.id)
    watch.forward(days=2)
    assert "还有 1 位在等《春天的书》" in (await loans.post(f"/read/loans/{lent.id}/renew")).text
    for _ in range(2):
        assert "还好了" in (await loans.post(f"/read/loans/{lent.id}/return")).text
    assert (await lending.of(lin.id)).loans == ()


async def test_she_waits_and_takes_what_is_kept_for_her_or_gives_it_up(world, lent, lin, loans, watch):
    lending = world.books.lending
    await lending.borrow("mei", lent.id)
    await lending.hold(lin.id, lent.id)
    assert "排在第 1 位" in (await loans.get("/read/loans")).text
    refused = (await loans.post(f"/read/loans/{lent.id}/borrow")).text
    assert "排在第 1 位" in refused, "still waiting"
    await lending.return_("mei", lent.id)
    assert "替您留到" in (await loans.get("/read/loans")).text
    assert "借给您了" in (await loans.post(f"/read/loans/{lent.id}/borrow")).text
    await loans.post(f"/read/loans/{lent.id}/return")
    await lending.borrow("mei", lent.id)
    await lending.hold(lin.id, lent.id)
    assert "不等了" in (await loans.post(f"/read/loans/{lent.id}/give-up")).text
    assert (await lending.of(lin.id)).holds == ()


async def test_nobody_else_sees_or_moves_them(world, lent, lin, watch):
    await world.books.lending.borrow(lin.id, lent.id)
    link = world.path(world.links.loans(lin.id))
    watch.forward(hours=1)
    async with world.phone() as friend:
        assert "《春天的书》" not in (await friend.get(link)).text
        assert (await friend.post(f"/read/loans/{lent.id}/return")).status_code == 403
    assert len((await world.books.lending.of(lin.id)).loans) == 1
