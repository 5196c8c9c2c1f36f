"""One call to WeChat's API, and what its failure means."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.wechat.errors import NotSent, OutcomeUnknown, PlatformRefused, refusal

WECHAT = "https://api.weixin.qq.com"

Answer = dict[str, Any]

# All of these happen before the first byte of the request is on its way.
NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Platform:
    def __init__(self, http: httpx.AsyncClient, url: str = WECHAT) -> None:
        self._http, self._url = http, url.rstrip("/")

    async def post(self, path: str, body: Answer, **query: str) -> Answer:
        """WeChat's answer to a JSON body. Raises NotSent, OutcomeUnknown or PlatformRefused."""
        # WeChat shows "\u4e66" to the patron as it stands, so the body must hold the characters themselves.
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json; charset=utf-8"}
        return _answer(await self._ask("POST", path, query, content=content, headers=headers))

    async def get(self, path: str, **query: str) -> Answer:
        """WeChat's answer to a question. Raises as `post` does."""
        return _answer(await self._ask("GET", path, query))

    async def upload(self, path: str, name: str, content: bytes, **query: str) -> Answer:
        """WeChat's answer to a file. Raises as `post` does."""
        return _answer(await self._ask("POST", path, query, files={"media": (name, content)}))

    async def download(self, path: str, **query: str) -> bytes:
        """A file; where there is none WeChat says so in JSON. Raises as `post` does."""
        response = await self._ask("GET", path, query)
        if "json" in (kind := response.headers.get("content-type", "")) or kind.startswith("text/plain"):
            _answer(response)
        return response.content

    async def _ask(self, method: str, path: str, query: dict[str, str], **rest: Any) -> httpx.Response:
        try:
            return await self._http.send(self._request(method, path, query, **rest))
        except NOTHING_LEFT as failure:
            raise NotSent(type(failure).__name__) from failure
        except httpx.TransportError as failure:
            raise OutcomeUnknown(type(failure).__name__) from failure

    def _request(self, method: str, path: str, query: dict[str, str], **rest: Any) -> httpx.Request:
        """Made by hand: `httpx.request` spends more on merging settings we do not have than on all else."""
        patience = {"timeout": self._http.timeout.as_dict()}
        return httpx.Request(
            method, _address(self._url + path, urlencode(query)), extensions=patience, **rest
        )


@lru_cache(maxsize=64)
def _address(url: str, query: str) -> httpx.URL:
    return httpx.URL(f"{url}?{query}" if query else url)


def _answer(response: httpx.Response) -> Answer:
    if response.is_client_error:
        raise PlatformRefused(response.status_code, response.reason_phrase)
    try:
        answer = json.loads(response.content)
        code = int(answer.get("errcode", 0))
    except (ValueError, AttributeError) as failure:
        raise OutcomeUnknown(f"HTTP {response.status_code} without WeChat's JSON") from failure
    if code:
        raise refusal(code, str(answer.get("errmsg", "")))
    if not response.is_success:
        raise OutcomeUnknown(f"HTTP {response.status_code}")
    return dict(answer)
