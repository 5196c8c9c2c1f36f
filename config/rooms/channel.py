"""The way to WeChat and back."""

from dataclasses import dataclass

import httpx
from redis.asyncio import Redis

from bot.memory import Memory
from bot.outbox import Oblivion, Outbox
from bot.repository import Consents
from bot.wakeup import Bell
from bot.wechat.client import AccountKeys, Client, NoticeTemplate
from bot.window import Windows
from config.rooms.ground import Ground
from config.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Channel:
    """What goes out, and what is remembered of a conversation."""

    outbox: Outbox
    oblivion: Oblivion
    windows: Windows
    memory: Memory
    consents: Consents
    bell: Bell
    clients: dict[str, Client]


def furnish_channel(ground: Ground) -> Channel:
    bell = Bell(ground.redis, "outbox")
    return Channel(
        outbox=Outbox(ground.database, now=ground.now, wake=bell.ring),
        oblivion=Oblivion(ground.database),
        windows=Windows(ground.quick, now=ground.now),
        memory=Memory(ground.quick),
        consents=Consents(ground.database),
        bell=bell,
        clients=_clients(ground),
    )


def _clients(ground: Ground) -> dict[str, Client]:
    """One client for each account that may push."""
    return {
        name: client_of(ground.settings, name, ground.quick, ground.http)
        for name, account in ground.settings.accounts.items()
        if account.can_push
    }


def client_of(settings: Settings, name: str, redis: Redis, http: httpx.AsyncClient) -> Client:
    account = settings.accounts[name]
    keys = AccountKeys(app_id=account.app_id, secret=account.secret.get_secret_value())
    template = NoticeTemplate(id=account.notice_template, field=account.notice_field)
    return Client(http, redis, keys, url=settings.platform_url, notice=template if template.id else None)
