"""The search indexes, made anew at a terminal."""

from pathlib import Path

import pytest

from config.local_servers import LocalServers
from config.settings import Settings
from ebooks.search.title_index import TitleIndex
from shutong import indexing
from tests.ebooks.shelving import Library


@pytest.fixture
def settings(database, servers: LocalServers, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        mongodb_uri=servers.mongodb_uri.replace("/shutong?", f"/{database.name}?"),
        redis_url=servers.redis_url,
        data_dir=tmp_path,
    )


@pytest.fixture
async def title(database, tmp_path: Path):
    return await (await Library(database, tmp_path / "library").open()).take("边城", "沈从文")


def test_the_indexes_are_made_anew(settings: Settings, title, capsys) -> None:
    for _ in range(2):
        indexing.rebuild(settings)
        assert "1 titles and the text of 0 of them" in capsys.readouterr().out
    with (
        TitleIndex(settings.data_dir / "index" / "titles").writing(),
        pytest.raises(SystemExit, match="another process is at it"),
    ):
        indexing.rebuild(settings)
