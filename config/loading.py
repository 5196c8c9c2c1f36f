"""Loading the settings: what is wrong with them is said all at once, and never with a value."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from config.settings import PREFIX, AccountSettings, BucketSettings, Settings

# Settings of their own below a setting, and at which place of a path their fields' names stand.
GROUPS: dict[str, tuple[type[BaseModel], int]] = {
    "accounts": (AccountSettings, 2),
    "bucket": (BucketSettings, 1),
}


class WrongSettings(Exception):
    """The program must not start; the message names each variable and what it wants, and shows no value."""


def load(env_file: str | Path | None = ".env") -> Settings:
    """The settings, or WrongSettings."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as wrong:
        problems = [_problem(tuple(map(str, error["loc"])), _complaint(error)) for error in wrong.errors()]
        raise WrongSettings(_block(problems)) from None
    except SettingsError:  # accounts given as one value, which is no JSON
        raise WrongSettings(_block([_problem(("accounts",), "cannot be read")])) from None


def load_for_serving() -> Settings:
    """The settings of a program that patrons will meet; WrongSettings where one is wrong or missing."""
    settings = load()
    if missing := settings.missing():
        raise WrongSettings(_block([_problem((name,), "is missing") for name in missing]))
    return settings


def _block(problems: list[str]) -> str:
    count = "One setting needs" if len(problems) == 1 else f"{len(problems)} settings need"
    where = (
        f"Settings come from the environment and from {Path('.env').absolute()}; docs/config.md lists them."
    )
    return "\n".join([f"Shutong cannot start. {count} attention:", "", *problems, "", where])


def variable(*path: str) -> str:
    """The environment variable behind a field."""
    if path[0] in {"mongodb_uri", "redis_url", "MONGODB_URI", "REDIS_URL"}:
        return path[0].upper()
    if len(path) < 3:
        return PREFIX + "__".join(path).upper()
    return f"{PREFIX}{path[0].upper()}__{path[1]}__{path[2].upper()}"


def _wanted(path: tuple[str, ...]) -> str:
    """What a field is to hold; what is wrong with a whole group, its field in Settings says."""
    model, depth = GROUPS.get(path[0], (Settings, 0))
    if len(path) <= depth:
        model, depth = Settings, 0
    field = model.model_fields.get(path[depth].lower())
    return (field.description or "") if field else "no setting of this name; is it misspelt?"


def _problem(path: tuple[str, ...], complaint: str) -> str:
    return f"  {variable(*path)} {complaint}\n      {_wanted(path)}"


def _complaint(error: Mapping[str, Any]) -> str:
    """Pydantic's finding without the value it was found in."""
    known = {"missing": "is missing", "extra_forbidden": "is unknown"}
    complaint = str(error["msg"]).removeprefix("Value error, ")
    return known.get(error["type"], f"is wrong: {complaint}")
