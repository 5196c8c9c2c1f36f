"""Style sheets, scripts and pictures of our own, and for how long browsers keep them."""

import hashlib
import re
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STAMP = re.compile(r"^/?v-[0-9a-f]{12}/")
FONT = ".woff2"  # one that changes gets another name
FOREVER, EACH_TIME = "public, max-age=31536000, immutable", "no-cache"


def stamp(folder: Path) -> str:
    """What an address below the folder's begins with, as long as no file in it changes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    whole = b"".join(path.name.encode() + path.read_bytes() for path in files)
    return f"v-{hashlib.sha256(whole).hexdigest()[:12]}"


class Assets(StaticFiles):
    """What is asked for by our `version` is kept for good; for anything else browsers ask each time.

    Untold they guess for how long it has not changed, and after an update run scripts of two versions
    together. A page that another version has drawn gets what there is.
    """

    def __init__(self, *, directory: Path, version: str) -> None:
        super().__init__(directory=directory)
        self._version = version

    def get_path(self, scope: Scope) -> str:
        return STAMP.sub("", super().get_path(scope))

    def file_response(
        self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        asked = super().get_path(scope)
        for_good = asked.startswith(f"{self._version}/") or asked.endswith(FONT)
        response.headers["Cache-Control"] = FOREVER if for_good else EACH_TIME
        return response
