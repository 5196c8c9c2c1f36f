"""Pictures and sounds, which WeChat keeps for three days."""

from enum import StrEnum

from bot.wechat.calls import Calls

MEGABYTE = 1024 * 1024


class MediaKind(StrEnum):
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    THUMB = "thumb"


LARGEST = {
    MediaKind.IMAGE: 10 * MEGABYTE,
    MediaKind.VOICE: 2 * MEGABYTE,
    MediaKind.VIDEO: 10 * MEGABYTE,
    MediaKind.THUMB: 64 * 1024,
}


class TooLarge(ValueError):
    def __init__(self, kind: MediaKind, size: int) -> None:
        super().__init__(f"{kind} of {size} bytes, where WeChat takes {LARGEST[kind]}")
        self.kind, self.size = kind, size


class Media:
    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def upload(self, kind: MediaKind, name: str, content: bytes) -> str:
        """The media id, good for three days. Raises TooLarge before anything leaves."""
        if len(content) > LARGEST[kind]:
            raise TooLarge(kind, len(content))
        answer = await self._calls.upload("/cgi-bin/media/upload", name, content, type=kind)
        return str(answer["thumb_media_id" if kind is MediaKind.THUMB else "media_id"])

    async def download(self, media_id: str) -> bytes:
        """What a patron sent us, or we uploaded."""
        return await self._calls.download("/cgi-bin/media/get", media_id=media_id)
