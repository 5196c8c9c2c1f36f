"""Templates to pages."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from language.translation import _
from web.assets import stamp

HERE = Path(__file__).parent
STATIC = HERE / "static"
VERSION = stamp(STATIC)

templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # else every page asks the disk for each of its templates
)
templates.globals |= {"_": _, "static": f"/static/{VERSION}"}


def page(template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """A rendered page. Everything in `context` is escaped; a name the template lacks is an error."""
    return HTMLResponse(templates.get_template(template).render(context), status_code=status)
