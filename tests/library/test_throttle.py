"""Who guesses waits; who knows does not pay for it."""

import asyncio

import pytest

from library.throttle import FREE, FREE_PER_ADDRESS, Guessed, SignInThrottle, TooFast

PASSWORD, CODE = Guessed.PASSWORD, Guessed.CODE


@pytest.fixture
def throttle(redis):
    return SignInThrottle(redis)


async def over(redis):
    """The delays pass; what was counted stays."""
    for key in [key async for key in redis.scan_iter("*:wait")]:
        await redis.delete(key)


async def guesses(redis, throttle, times, login="wang", address="10.0.0.1", guessed=PASSWORD):
    """As patient a guesser as there is."""
    for _ in range(times):
        await over(redis)
        attempt = await throttle.admit(guessed, login, address)
    return attempt


async def test_whoever_guesses_waits_longer_and_longer(redis, throttle):
    for _ in range(FREE + 1):
        await throttle.admit(PASSWORD, "wang", "10.0.0.1")
    with pytest.raises(TooFast) as first:
        await throttle.admit(PASSWORD, " Wang", "10.0.0.2")
    await guesses(redis, throttle, 10)
    with pytest.raises(TooFast) as later:
        await throttle.admit(PASSWORD, "wang", "10.0.0.2")
    assert 0 < first.value.seconds <= 2 < later.value.seconds <= 60
    await throttle.admit(PASSWORD, "bao", "10.0.0.2")


async def test_who_waits_is_not_counted(redis, throttle):
    await guesses(redis, throttle, FREE + 1)
    for _ in range(10):
        with pytest.raises(TooFast) as told:
            await throttle.admit(PASSWORD, "wang", "10.0.0.1")
    assert told.value.seconds <= 2


async def test_the_right_one_forgets_the_wrong_ones_of_the_account(redis, throttle):
    right = await guesses(redis, throttle, FREE + 1)
    await throttle.right(right)
    for _ in range(FREE + 1):
        await throttle.admit(PASSWORD, "wang", "10.0.0.1")
    with pytest.raises(TooFast):
        await throttle.admit(PASSWORD, "wang", "10.0.0.1")


async def test_a_right_password_forgets_no_wrong_codes(redis, throttle):
    await guesses(redis, throttle, FREE + 1, guessed=CODE)
    await throttle.right(await throttle.admit(PASSWORD, "wang", "10.0.0.1"))
    with pytest.raises(TooFast):
        await throttle.admit(CODE, "wang", "10.0.0.1")


async def test_guesses_sent_together_are_counted_one_by_one(throttle):
    tried = [throttle.admit(CODE, "wang", f"10.0.0.{number}") for number in range(50)]
    ended = await asyncio.gather(*tried, return_exceptions=True)
    assert [type(one) for one in ended].count(TooFast) == 50 - (FREE + 1)


async def test_one_address_that_tries_many_logins_waits_too(throttle):
    for number in range(FREE_PER_ADDRESS + 1):
        await throttle.admit(PASSWORD, f"login {number}", "10.0.0.1")
    with pytest.raises(TooFast):
        await throttle.admit(PASSWORD, "wang", "10.0.0.1")
    await throttle.admit(PASSWORD, "wang", "10.0.0.2")


async def test_an_address_that_waits_costs_the_account_nothing(throttle):
    for number in range(FREE_PER_ADDRESS + 1):
        await throttle.admit(PASSWORD, f"login {number}", "10.0.0.1")
    for _ in range(FREE + 2):
        with pytest.raises(TooFast):
            await throttle.admit(PASSWORD, "wang", "10.0.0.1")
    await throttle.admit(PASSWORD, "wang", "10.0.0.2")


async def test_a_whole_library_signs_in_from_one_address(throttle):
    for number in range(FREE_PER_ADDRESS * 2):
        await throttle.right(await throttle.admit(PASSWORD, f"login {number}", "10.0.0.1"))


async def test_a_right_one_takes_back_the_delay_it_began_and_no_other(redis, throttle):
    for number in range(FREE_PER_ADDRESS):
        await throttle.admit(PASSWORD, f"login {number}", "10.0.0.1")
    await throttle.right(await throttle.admit(PASSWORD, "wang", "10.0.0.1"))
    early = await throttle.admit(PASSWORD, "bao", "10.0.0.1")
    await over(redis)
    await throttle.admit(PASSWORD, "guesser", "10.0.0.1")
    await throttle.right(early)
    with pytest.raises(TooFast):
        await throttle.admit(PASSWORD, "wang", "10.0.0.1")
