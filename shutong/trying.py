"""`shutong import --check`: what an import would say of each file, with nothing kept and no server needed."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from jobs.importing import find_files
from jobs.readers import Readers
from jobs.trials import Judgement, Trial, try_files
from shutong.terminal import console

COLOURS = {Judgement.ACCEPTED: "green", Judgement.REFUSED: "red"}


def try_books(paths: list[Path], *, as_json: bool, with_text: bool) -> int:
    """The exit code: 1 if a file would be refused."""

    def tell(trial: Trial) -> None:
        if as_json:
            sys.stdout.buffer.write(trial.to_json(with_text=with_text).encode() + b"\n")
            sys.stdout.buffer.flush()
        else:
            console.print(_words(trial), style=COLOURS[trial.verdict], markup=False)

    counts = asyncio.run(_try(find_files(paths), tell))
    if not as_json:
        told = ", ".join(f"{counts[judgement]} {judgement}" for judgement in Judgement)
        console.print(f"{counts.total()} files: {told}")
    return 1 if counts[Judgement.REFUSED] else 0


async def _try(files: list[Path], tell: Callable[[Trial], None]) -> Counter[Judgement]:
    counts = Counter[Judgement]()
    async with Readers(min(os.cpu_count() or 1, len(files) or 1)) as readers:
        async for trial in try_files(files, readers):
            counts[trial.verdict] += 1
            tell(trial)
    return counts


def _words(trial: Trial) -> str:
    said = "; ".join((f"《{trial.title}》 {trial.chapters} chapters", *trial.warnings))
    return f"{trial.verdict:10}{Path(trial.file).name}  {trial.reason or said}"
