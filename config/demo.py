"""The demonstration: settings for one machine with a pretend WeChat, and a librarian to sign in as."""

import hashlib
import hmac
import socket
from contextlib import suppress
from itertools import chain

from pydantic import SecretStr

from config.secret_key import secret_of
from config.settings import AccountSettings, Settings
from library.roles import Role
from library.staff import Staff

HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8000, 100
LOGIN, NAME = "demo", "演示馆员"


def demo_settings(told: Settings, port: int) -> Settings:
    """The given settings, with the simulator playing WeChat for one account of its own making."""
    here = f"http://{HOST}:{port}"
    demo = {
        "simulator": True,
        "second_factor": False,  # whoever tries it for ten minutes has no authenticator at hand
        "platform_url": f"{here}/simulator/platform",
        "accounts": {"demo": _account(secret_of(told))},
    }
    base = {} if "base_url" in told.model_fields_set else {"base_url": here}
    return told.model_copy(update=demo | base)


def free_port(wanted: int | None = None) -> int:
    """The wanted port or the next that nobody listens on."""
    first = wanted or FIRST_PORT
    for port in chain(range(first, first + PORTS), [0]):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return int(probe.getsockname()[1])
    raise OSError(f"no port is free on {HOST}")


async def one_time_password(staff: Staff) -> str | None:
    """For the demo's librarian, made at first; a new one until she has chosen her own, then None."""
    known = next((each for each in await staff.everyone() if each.login == LOGIN), None)
    if known is None:  # everything is to be seen
        return (await staff.add(LOGIN, NAME, Role.ADMINISTRATOR))[1]
    return await staff.reset(LOGIN) if known.must_change else None


def _account(secret: bytes) -> AccountSettings:
    return AccountSettings(
        app_id="wx" + _derived(secret, "app id")[:16],
        secret=SecretStr(_derived(secret, "secret")),
        token=SecretStr(_derived(secret, "token")),
        notice_template="demo-notice",
    )


def _derived(secret: bytes, purpose: str) -> str:
    """The same at every start, and nobody's guess."""
    return hmac.digest(secret, f"shutong demo {purpose}".encode(), hashlib.sha256).hex()[:32]
