"""Two workers of one run must not see each other."""

from tests.running import redis_database


async def test_every_worker_has_a_redis_database_of_its_own(servers, redis, worker_id):
    number = int("".join(filter(str.isdigit, worker_id)) or 0) % 8
    assert redis.connection_pool.connection_kwargs["db"] == number
    assert redis_database(servers, 3).endswith("/3")
    assert redis_database(servers, 3).count("/") == 3
