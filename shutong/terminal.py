"""What commands share: how they speak, and how they run."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

from pymongo.errors import ConnectionFailure
from rich.console import Console

Result = TypeVar("Result")
Exceptions = type[Exception] | tuple[type[Exception], ...]

console = Console(highlight=False, soft_wrap=True)


def run(deed: Coroutine[Any, Any, Result], *, away: Exceptions = ConnectionFailure) -> Result:
    """What it returns; `away` is what servers raise that are not there, and is said in words."""
    with asyncio.Runner() as runner:
        return run_in(runner, deed, away)


def run_in(runner: asyncio.Runner, deed: Coroutine[Any, Any, Result], away: Exceptions) -> Result:
    try:
        return runner.run(deed)
    except away as trouble:
        sys.exit(f"A server does not answer ({type(trouble).__name__}). `shutong check` says which.")
