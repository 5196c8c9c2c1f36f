"""Whether a task was asked to stop."""

import asyncio


def being_stopped() -> bool:
    """Whether this task was asked to stop, even if whatever it awaited has swallowed the request.

    redis-py sends through asyncio.wait_for, which before Python 3.12 now and then does.
    """
    this = asyncio.current_task()
    return this is not None and this.cancelling() > 0
