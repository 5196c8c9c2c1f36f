"""What is adrift while processes of two versions serve."""

import json
from dataclasses import asdict
from datetime import timedelta

from bot.memory import Adrift
from bot.messages import Text

HELLO = Text(account="main", openid="o-lin", to="gh", key="m1", sent_at=1, content="你好")
WRITTEN = {"kind": "Text"} | asdict(HELLO)


async def test_what_an_earlier_version_kept_is_taken_and_dropped(redis):
    adrift = Adrift(redis, lease=timedelta(minutes=1))
    earlier = {name: value for name, value in WRITTEN.items() if name != "menu_id"}
    await redis.zadd("adrift", {json.dumps(earlier): 0})
    assert await adrift.take() == HELLO
    assert await adrift.take() is None, "it is ours for a lease"
    await adrift.drop(HELLO)
    assert await redis.zcard("adrift") == 0


async def test_what_a_later_version_kept_waits_for_it_and_holds_up_nothing(redis):
    adrift = Adrift(redis, lease=timedelta(minutes=1))
    strange = [json.dumps(WRITTEN | {"mood": "glad"}), json.dumps(WRITTEN | {"kind": "Smell"})]
    await redis.zadd("adrift", dict.fromkeys(strange, 0))
    await redis.zadd("adrift", {json.dumps(WRITTEN): 1})
    assert await adrift.take() == HELLO
    await adrift.drop(HELLO)
    assert await adrift.take() is None
    assert set(await redis.zrange("adrift", 0, -1)) == set(strange)
