"""`shutong index`: what finds titles and passages, made anew."""

import sys

from config.indexing import open_indexes
from config.settings import Settings
from shutong.terminal import console, run


def rebuild(told: Settings) -> None:
    async def do() -> tuple[int, int]:
        async with open_indexes(told) as indexes:
            return await indexes.search.catch_up(anew=True), await indexes.passages.catch_up(anew=True)

    titles, editions = run(do())
    if not (titles or editions):
        sys.exit("Nothing was made: there are no titles, or another process is at it just now.")
    console.print(f"{titles} titles and the text of {editions} of them can be found again.")
