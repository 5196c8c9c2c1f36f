"""One line per event, `key=value`; never a name, an openid or a patron's words."""

import json
import logging
import sys
from pathlib import Path

QUIET = ("httpx", "httpcore", "uvicorn.access", "jieba", "taskiq", "pymongo", "motor", "PIL")
"""Libraries that say too much: httpx logs addresses with access tokens, uvicorn those with openids."""

OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


class OneLine(logging.Formatter):
    """Whatever a record holds becomes one line; what was passed as `extra` becomes keys."""

    def format(self, record: logging.LogRecord) -> str:
        parts = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in OWN},
        }
        if record.exc_info:
            parts["trace"] = self.formatException(record.exc_info)
        return " ".join(f"{key}={_quoted(str(value))}" for key, value in parts.items())


def set_up(level: str, file: Path | None = None) -> None:
    """Send every log of this process to `file`, or to the standard error."""
    handler = logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def _quoted(value: str) -> str:
    if not value.isprintable():  # such as a line break, of which Unicode has eight
        return json.dumps(value)
    plain = value and not set(' "=') & set(value)
    return value if plain else json.dumps(value, ensure_ascii=False)
