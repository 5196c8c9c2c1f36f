"""How many signed messages a second one process answers, beside what others answer.

    python -m benchmarks.callback --werobot path/to/python      (see benchmarks/requirements.txt)

The server has the first core; wrk, MongoDB and Redis share the second. Every request is another message.
"""

import argparse
import itertools
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import httpx

from bot.phone import sign, write
from bot.safe_mode import SafeMode
from config.local_servers import LocalServers

TOKEN, AES_KEY, APP_ID = "a-token", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a"
CONNECTIONS, PATRONS, SERVER_CORE, LOAD_CORE = 32, 100, "0", "1"
FASTEST = 9000  # requests a second that no server here exceeds
HERE = Path(__file__).parent
PACKAGES = ("uvicorn", "fastapi", "starlette", "redis", "wechatpy")
MODES = {"plain": "plain", "safe": "AES"}
PEERS = HERE / "peers"
SAFE = SafeMode(TOKEN, AES_KEY, APP_ID)
numbers = itertools.count(1)


@dataclass(frozen=True)
class Server:
    name: str
    command: tuple[str, ...]  # {port} is filled in
    environment: Mapping[str, str]
    mode: str  # "plain" or "safe", which is the account's name as well


@dataclass(frozen=True)
class Run:
    rate: float
    p50: float
    p99: float  # ms
    bad: int


def message(mode: str, number: int) -> tuple[dict[str, str], bytes]:
    """Query and body of another 帮助, as WeChat sends it."""
    fields = {"ToUserName": "gh_library", "FromUserName": f"oPatron-{number % PATRONS:020}"}
    fields |= {"CreateTime": str(int(time.time())), "MsgType": "text", "Content": "帮助"}
    query, body = sign(TOKEN) | {"openid": fields["FromUserName"]}, write(fields | {"MsgId": str(number)})
    if mode == "plain":
        return query, body
    sealed = SAFE.seal(body)
    proof = SAFE.sign(query["timestamp"], query["nonce"], sealed)
    return query | {"encrypt_type": "aes", "msg_signature": proof}, write(
        {"ToUserName": "gh", "Encrypt": sealed}
    )


def write_requests(path: Path, mode: str, count: int) -> None:
    with path.open("wb") as file:
        for _ in range(count):
            query, body = message(mode, next(numbers))
            target = f"/wechat/{mode}?" + "&".join(f"{name}={value}" for name, value in query.items())
            head = f"POST {target} HTTP/1.1\r\nHost: library\r\nContent-Type: text/xml\r\n"
            whole = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
            file.write(b"%d\n%b" % (len(whole), whole))


def load(port: int, requests: Path, seconds: int) -> Run:
    command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    command += ["-s", str(HERE / "callback.lua"), f"http://127.0.0.1:{port}", "--", str(requests)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result = next(line for line in said.splitlines() if line.startswith("RESULT"))
    count, micros, bad, p50, p99 = map(float, result.split()[1:])
    return Run(count / micros * 1e6, p50 / 1000, p99 / 1000, int(bad))


def measure(server: Server, seconds: int) -> Run:
    with serving(server) as port, tempfile.TemporaryDirectory() as folder:
        check(server, port)
        requests = Path(folder) / "requests"
        write_requests(requests, server.mode, FASTEST)
        load(port, requests, 1)
        write_requests(requests, server.mode, FASTEST * seconds)
        return load(port, requests, seconds)


def check(server: Server, port: int) -> None:
    """That what is measured is an answer, and nothing is answered to a stranger."""
    query, body = message(server.mode, next(numbers))
    url = f"http://127.0.0.1:{port}/wechat/{server.mode}"
    answer = httpx.post(url, params=query, content=body)
    content = SAFE.open(answer.content) if server.mode == "safe" else answer.content
    assert "帮助" in content.decode(), (server, answer.text)
    refused = httpx.post(url, params=query | {"signature": "0" * 40}, content=body)
    assert refused.status_code >= 400, server


@contextmanager
def serving(server: Server) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["taskset", "-c", SERVER_CORE, *(part.format(port=port) for part in server.command)]
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | dict(server.environment), stdout=log, stderr=log
        )
        try:
            wait_for(port, process, Path(folder) / "log")
            yield port
        finally:
            process.terminate()
            process.wait(20)


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(log.read_text())
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(log.read_text())


def servers(mongodb_uri: str, redis_url: str, werobot: str | None, data: str) -> Iterator[Server]:
    secrets = {"TOKEN": TOKEN, "AES_KEY": AES_KEY, "APP_ID": APP_ID, "PYTHONPATH": str(HERE.parent)}
    told = secrets | {"MONGODB_URI": mongodb_uri, "REDIS_URL": redis_url, "SHUTONG_SECRET_KEY": "s" * 32}
    told |= {"SHUTONG_BASE_URL": "http://library.example", "SHUTONG_DATA_DIR": data}
    for mode in MODES:
        account = f"SHUTONG_ACCOUNTS__{mode}__"
        told |= {f"{account}APP_ID": APP_ID, f"{account}SECRET": "s", f"{account}TOKEN": TOKEN}
    told["SHUTONG_ACCOUNTS__safe__AES_KEY"] = AES_KEY
    shutong = (sys.executable, "-m", "shutong", "serve", "--port", "{port}")
    uvicorn = (sys.executable, "-m", "uvicorn", "--no-access-log", "--log-level", "warning")
    fastapi = (*uvicorn, "--port", "{port}", "--app-dir", str(PEERS), "fastapi_wechatpy:app")
    for mode in MODES:
        yield Server("Shutong, 帮助", shutong, told, mode)
        yield Server("FastAPI + wechatpy, echo", fastapi, secrets, mode)
        if werobot:
            robot = (werobot, str(PEERS / "werobot_echo.py"), "{port}")
            told_robot = secrets | {"MODE": mode}
            yield Server("WeRoBot, echo, sessions off", robot, told_robot | {"SESSION": "no"}, mode)
            yield Server("WeRoBot, echo, its default session", robot, told_robot | {"SESSION": "yes"}, mode)


def table(results: Iterable[tuple[Server, list[Run]]]) -> Iterator[str]:
    yield "| server | mode | requests/s (median; all) | p50 ms | p99 ms | failed |"
    yield "|---|---|---|---|---|---|"
    for server, runs in results:
        middle = sorted(runs, key=lambda run: run.rate)[len(runs) // 2]
        rates = ", ".join(f"{run.rate:,.0f}" for run in runs)
        times = f"{middle.p50:.1f} | {middle.p99:.1f} | {sum(run.bad for run in runs)}"
        yield f"| {server.name} | {MODES[server.mode]} | **{middle.rate:,.0f}** ({rates}) | {times} |"


def hardware() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "?")
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python, load = platform.python_version(), os.getloadavg()[0]
    return f"{os.cpu_count()} × {model}; load {load:.1f} before; Python {python}; {packages}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--werobot", help="a Python that has benchmarks/requirements.txt")
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--only", default="", help="servers whose name has this")
    told = options.parse_args()
    if not shutil.which("wrk") or not shutil.which("taskset"):
        sys.exit("needs wrk and taskset on PATH")
    print(hardware(), flush=True)
    os.sched_setaffinity(0, {int(LOAD_CORE)})  # inherited by the servers started next
    with tempfile.TemporaryDirectory() as data, LocalServers(Path(data)) as local:
        found = servers(local.mongodb_uri, local.redis_url, told.werobot, data)
        compared = [(server, list[Run]()) for server in found if told.only in server.name]
        for _ in range(told.runs):
            for server, runs in compared:
                runs.append(measure(server, told.seconds))
    print(*table(compared), sep="\n")


if __name__ == "__main__":
    main()
