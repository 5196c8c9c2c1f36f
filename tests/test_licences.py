"""Licences at a terminal."""

import re
from pathlib import Path

import pytest

from config.local_servers import LocalServers
from config.settings import Settings
from ebooks.titles import Title
from shutong import licensing
from tests.ebooks.shelving import Library


@pytest.fixture
def settings(database, servers: LocalServers) -> Settings:
    return Settings(
        _env_file=None,
        mongodb_uri=servers.mongodb_uri.replace("/shutong?", f"/{database.name}?"),
        redis_url=servers.redis_url,
    )


@pytest.fixture
async def title(database, tmp_path: Path) -> Title:
    return await (await Library(database, tmp_path / "library").open()).take("边城", "沈从文")


def test_a_licence_is_added_shown_and_ended(settings: Settings, title: Title, capsys) -> None:
    licensing.add(settings, title.code.lower(), copies=3, until=None, loans=40, venue="大兴机场")
    said = capsys.readouterr().out
    assert "《边城》 is lent from now on: 3 at once, 40 loans left, only at 大兴机场." in said
    number = re.search("licence is ([0-9A-Z]{26})", said)[1]
    licensing.show(settings)
    assert (
        capsys.readouterr().out == f"{title.id}  {number}  3 at once, 40 loans left, only at 大兴机场  边城\n"
    )
    licensing.end(settings, title.code, number)
    licensing.show(settings)
    assert re.search(r"until \d{4}-\d\d-\d\d", capsys.readouterr().out)


def test_what_is_not_there_is_said_in_words(settings: Settings, title: Title) -> None:
    with pytest.raises(SystemExit, match="There is no title 边城"):
        licensing.add(settings, "边城", copies=1, until=None, loans=None, venue="")
    with pytest.raises(SystemExit, match="has no licence X"):
        licensing.end(settings, title.id, "X")
