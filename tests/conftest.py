"""Real servers, the corpus and a browser, for every test that asks for them."""

import asyncio
import gc
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
from io import StringIO
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from playwright.async_api import Browser, async_playwright, expect
from redis.asyncio import Redis

from config.local_servers import LocalServers
from library import passwords
from tests.running import Running, redis_database, running
from tests.traces import Traces, making_indexes_once
from tests.waiting import PATIENCE

MEMORY, ROOM = Path("/dev/shm"), 2 << 30
SHARED = Path(__file__).parents[1] / "../shared"
SERVERS = pytest.StashKey[LocalServers]()
TRACES = Traces()


def pytest_configure() -> None:
    """Every worker and every program a test starts loads the same modules, so compiling them once must do."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def pytest_sessionstart(session: pytest.Session) -> None:
    """One pair of servers for the run: started by the first process, shared by pytest-xdist's workers."""
    config = session.config
    if config.option.collectonly:
        return
    servers = LocalServers(_server_directory(config))
    config.stash[SERVERS] = servers
    servers.__enter__()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if servers := session.config.stash.get(SERVERS, None):
        servers.__exit__(None, None, None)
    if not _is_worker(session.config) and "SHUTONG_TEST_SERVERS" in os.environ:
        shutil.rmtree(os.environ.pop("SHUTONG_TEST_SERVERS"), ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of a test that took too long, what each task of the event loop was waiting for."""
    report = yield
    if call.excinfo and "Timeout" in str(call.excinfo.value):
        report.sections.append(("Waiting tasks", _waiting_tasks()))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not tested is said aloud, below the dots."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.section("NOT TESTED")
    for reason, count in reasons.items():
        terminalreporter.line(f"{count} tests: {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session", autouse=True)
def strong_hasher() -> Iterator[PasswordHasher]:
    """Kept for who asks for it; all others hash in a thousandth of the memory, for it is slow on purpose."""
    strong = passwords.hasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=46, parallelism=1))
        yield strong


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> LocalServers:
    return pytestconfig.stash[SERVERS]


@pytest.fixture(scope="session")
async def _mongodb(pytestconfig: pytest.Config) -> AsyncIterator[AsyncIOMotorDatabase]:
    client = AsyncIOMotorClient(pytestconfig.stash[SERVERS].mongodb_uri, tz_aware=True)
    name = f"test_{_worker()}"
    await client.drop_database(name)
    # It forgets by its own clock, and tests live at times of their own.
    await client.admin.command({"setParameter": 1, "ttlMonitorEnabled": False})
    with making_indexes_once(name):
        yield client[name]
    client.close()


@pytest.fixture
async def database(
    _mongodb: AsyncIOMotorDatabase, request: pytest.FixtureRequest
) -> AsyncIterator[AsyncIOMotorDatabase]:
    """A database without a document; indexes stay, because making them is the slow part."""
    yield _mongodb
    written = TRACES.forget(_mongodb.name)
    if "servers" in request.fixturenames:  # whoever knows the address may have had other processes write
        written = [name for name in await _mongodb.list_collection_names() if not name.startswith("system.")]
    await asyncio.gather(*(_mongodb[name].delete_many({}) for name in written))


@pytest.fixture(scope="session")
async def _redis(pytestconfig: pytest.Config) -> AsyncIterator[Redis]:
    address = redis_database(pytestconfig.stash[SERVERS], _number())
    async with Redis.from_url(address, decode_responses=True) as client:
        yield client


@pytest.fixture
async def redis(_redis: Redis) -> Redis:
    await _redis.flushdb()
    return _redis


@pytest.fixture
async def shutong(
    database: AsyncIOMotorDatabase, redis: Redis, pytestconfig: pytest.Config, tmp_path: Path
) -> AsyncIterator[Running]:
    """Everything, over this test's clean database."""
    servers = pytestconfig.stash[SERVERS]
    mongodb_uri = servers.mongodb_uri.replace("/shutong?", f"/{database.name}?")
    async with running(mongodb_uri, redis_database(servers, _number()), tmp_path) as everything:
        yield everything


@pytest.fixture(scope="session")
def corpus() -> Path:
    return _beside("corpus")


@pytest.fixture(scope="session")
def samples() -> Path:
    return _beside("wechat-samples")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium; a test opens `await browser.new_context()` for a stranger's view."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = next((path for path in map(shutil.which, names) if path), None)
    if program is None:
        pytest.fail("No Chromium on PATH: apt-get install chromium fonts-noto-cjk (see CONTRIBUTING.md)")
    async with async_playwright() as playwright:
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--renderer-process-limit=1",
        ]
        chromium = await playwright.chromium.launch(executable_path=program, args=arguments)
        expect.set_options(timeout=PATIENCE * 1000)
        yield chromium
        await chromium.close()


def _waiting_tasks() -> str:
    told = StringIO()
    for task in gc.get_objects():
        if issubclass(type(task), asyncio.Task) and not task.done():  # isinstance asks dead proxies too
            task.print_stack(file=told)
    return told.getvalue()


def _beside(name: str) -> Path:
    folder = (SHARED / name).resolve()
    if folder.is_dir():
        return folder
    if os.environ.get("SHUTONG_CORPUS") == "required":
        pytest.fail(f"{folder} is required here and is not there")
    pytest.skip(f"needs ../shared/{name} beside the checkout")


def _server_directory(config: pytest.Config) -> Path:
    if not _is_worker(config):
        # In memory where there is room: every majority write waits for the journal to reach the disk.
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
        folder = tempfile.mkdtemp(prefix="shutong-test-", dir=MEMORY if roomy else None)
        os.environ["SHUTONG_TEST_SERVERS"] = folder
    return Path(os.environ["SHUTONG_TEST_SERVERS"])


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _number() -> int:
    """This worker's own database of Redis, which has 16; dialogues take theirs from the other end."""
    return int("".join(filter(str.isdigit, _worker())) or 0) % 8


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")
