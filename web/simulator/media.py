"""Files that WeChat keeps for three days."""

import base64
import json
import secrets

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from redis.asyncio import Redis

from web.on_demand import OnDemand
from web.simulator.door import PREFIX, Door, Refused, refusal

LIFE = 3 * 24 * 3600
LARGEST = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}


class PretendMedia:
    def __init__(self, redis: Redis, door: Door) -> None:
        self._redis, self._door = redis, door

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand, prefix=PREFIX)
        router.post("/cgi-bin/media/upload")(self.upload)
        router.get("/cgi-bin/media/get")(self.download)
        return router

    async def upload(self, request: Request, media: UploadFile) -> JSONResponse:
        kind = request.query_params.get("type", "")
        try:
            account = await self._door.account_of(request.query_params.get("access_token", ""))
            content = await media.read()
            if kind not in LARGEST:
                raise Refused(40004, "invalid media type")
            if len(content) > LARGEST[kind]:
                raise Refused(45001, "media size out of limit")
        except Refused as refused:
            return refusal(refused)
        id = await keep(self._redis, account.name, media.content_type or "", content)
        return JSONResponse({"type": kind, "thumb_media_id" if kind == "thumb" else "media_id": id})

    async def download(self, request: Request, media_id: str = "") -> Response:
        try:
            account = await self._door.account_of(request.query_params.get("access_token", ""))
            kept = await find(self._redis, account.name, media_id)
            if kept is None:
                raise Refused(40007, "invalid media_id")
        except Refused as refused:
            return refusal(refused)
        kind, content = kept
        return Response(content, media_type=kind or "application/octet-stream")


async def keep(redis: Redis, account: str, kind: str, content: bytes) -> str:
    """The id under which the account may fetch it for three days."""
    id = secrets.token_urlsafe(32)
    kept = json.dumps([kind, base64.b64encode(content).decode()])
    await redis.set(media_key(account, id), kept, ex=LIFE)
    return id


async def find(redis: Redis, account: str, id: str) -> tuple[str, bytes] | None:
    """Content type and bytes; None once WeChat has thrown them away."""
    kept = await redis.get(media_key(account, id))
    if kept is None:
        return None
    kind, content = json.loads(kept)
    return kind, base64.b64decode(content)


def media_key(account: str, media_id: str) -> str:
    return f"simulator:{account}:media:{media_id}"
