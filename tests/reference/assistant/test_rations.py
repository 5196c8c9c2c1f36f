"""How often a machine is asked for one patron."""

from redis.asyncio import Redis

from reference.assistant.rations import A_DAY, Rations


async def test_so_many_a_day_for_each_patron(redis, clock) -> None:
    rations = Rations(redis, now=clock)
    assert [await rations.take("lin") for _ in range(A_DAY + 1)] == [True] * A_DAY + [False]
    assert await rations.take("bat")
    clock.pass_(hours=24)
    assert await rations.take("lin")


async def test_nothing_of_them_stays_of_whom_we_forget(redis, clock) -> None:
    rations = Rations(redis, now=clock)
    await rations.take("lin")
    await rations.forget("lin")
    assert await redis.keys("machine:*") == []


async def test_where_nobody_can_count_nobody_asks_and_she_is_forgotten_all_the_same() -> None:
    rations = Rations(Redis(port=1))
    assert not await rations.take("lin")
    await rations.forget("lin")
