"""Style sheets, scripts and pictures of our own, as browsers may keep them."""

from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles


class Assets(StaticFiles):
    """Browsers ask each time whether a file has changed.

    Untold they guess for how long it has not, and after an update run scripts of two versions together.
    """

    def file_response(self, *args: Any, **more: Any) -> Response:
        response = super().file_response(*args, **more)
        response.headers["Cache-Control"] = "no-cache"
        return response
