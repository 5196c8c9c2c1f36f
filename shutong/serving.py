"""`shutong serve`: the web application, in one process or several."""

from typing import Any

import uvicorn

from config.local_servers import reachable
from config.settings import Settings

GRACE = 3
"""Seconds a request may take to end once the program was asked to stop; live pages never end unasked."""
SLOW_START = 60
"""Seconds a worker may take to answer its parent; on a busy machine uvicorn's five are too few to load it."""
UVICORN: dict[str, Any] = {
    "log_config": None,
    "access_log": False,  # WeChat puts an openid into the address it calls
    "server_header": False,
    "timeout_graceful_shutdown": GRACE,
    "timeout_worker_healthcheck": SLOW_START,
    "lifespan": "on",
}


def serve(told: Settings, host: str, port: int, workers: int) -> None:
    # This process has the local servers, and the application finds them in the data folder.
    with reachable(told):
        uvicorn.run("web.process:application", host=host, port=port, workers=workers, factory=True, **UVICORN)
