"""How often a second one process answers 「继续」 in full: signature, once, lock, conversation, place, page.

    python -m benchmarks.reading_on

The place is written to MongoDB with majority. The server has the first core; wrk, MongoDB and Redis share the
second. Every request is another message of one of 100 patrons.
"""

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.callback import (
    FASTEST,
    LOAD_CORE,
    PATRONS,
    TOKEN,
    Run,
    Server,
    hardware,
    load,
    numbers,
    servers,
    serving,
)
from bot.phone import sign, write
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import House, open_house
from language.paragraphs import Paragraph

TITLE = "0123456789"
PARAGRAPHS = 6000  # an instalment each, so that nobody reaches the end
WARM_UP, SLOWEST = 1, 4  # seconds of load before the measuring; FASTEST / SLOWEST requests are prepared


def openid(number: int) -> str:
    return f"oPatron-{number % PATRONS:020}"


def message(number: int) -> tuple[dict[str, str], bytes]:
    fields = {"ToUserName": "gh_library", "FromUserName": openid(number), "CreateTime": str(int(time.time()))}
    fields |= {"MsgType": "text", "Content": "继续", "MsgId": str(number)}
    return sign(TOKEN) | {"openid": fields["FromUserName"]}, write(fields)


def write_requests(path: Path, count: int) -> None:
    with path.open("wb") as file:
        for _ in range(count):
            query, body = message(next(numbers))
            target = "/wechat/plain?" + "&".join(f"{name}={value}" for name, value in query.items())
            head = f"POST {target} HTTP/1.1\r\nHost: library\r\nContent-Type: text/xml\r\n"
            whole = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
            file.write(b"%d\n%b" % (len(whole), whole))


async def enrol(settings: Settings) -> None:
    """A long book, which every patron has begun."""
    async with open_house(settings) as house:
        text = "船从容地顺着水往下走，两岸的竹林一片青翠，水里的鱼都看得清楚。" * 12
        paragraphs = [Paragraph(f"第{number}段。{text}") for number in range(PARAGRAPHS)]
        await house.shelf.put(TITLE, "边城", [("第一章", paragraphs)])
        await asyncio.gather(*(begin(house, number) for number in range(PATRONS)))


async def begin(house: House, number: int) -> None:
    patron = await house.patrons.recognise("plain", openid(number))
    await house.shelf.start(patron.id, TITLE, message="begin")


def check(port: int) -> None:
    """That what is measured is the next page, and not the same page again."""
    url = f"http://127.0.0.1:{port}/wechat/plain"
    pages = []
    for _ in range(2):
        query, body = message(next(numbers) * PATRONS)
        pages.append(httpx.post(url, params=query, content=body).text)
    assert all("第一章" in page for page in pages), pages
    assert pages[0].partition("段。")[0][-5:] != pages[1].partition("段。")[0][-5:], pages


def measure(server: Server, seconds: int) -> Run:
    with serving(server) as port, tempfile.TemporaryDirectory() as folder:
        check(port)
        requests = Path(folder) / "requests"
        for span in (WARM_UP, seconds):
            write_requests(requests, FASTEST // SLOWEST * span)
            run = load(port, requests, span)
        return run


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--runs", type=int, default=3)
    told = options.parse_args()
    print(hardware(), flush=True)
    os.sched_setaffinity(0, {int(LOAD_CORE)})  # inherited by the servers started next
    with tempfile.TemporaryDirectory() as data, LocalServers(Path(data)) as local:
        uris = {"mongodb_uri": local.mongodb_uri, "redis_url": local.redis_url}
        asyncio.run(enrol(Settings(_env_file=None, data_dir=Path(data), **uris)))
        server = next(servers(local.mongodb_uri, local.redis_url, None, data))
        print("| 继续 in full | requests/s | p50 ms | p99 ms | failed |\n|---|---|---|---|---|")
        for count in range(1, told.runs + 1):
            run = measure(server, told.seconds)
            print(
                f"| run {count} | {run.rate:,.0f} | {run.p50:.1f} | {run.p99:.1f} | {run.bad} |", flush=True
            )


if __name__ == "__main__":
    main()
