"""One call to WeChat's API, and what its failure means."""

import json
from typing import Any

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
        try:
            response = await self._http.post(self._url + path, params=query, content=content, headers=headers)
        except NOTHING_LEFT as failure:
            raise NotSent(type(failure).__name__) from failure
        except httpx.TransportError as failure:
            raise OutcomeUnknown(type(failure).__name__) from failure
        return _answer(response)


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
