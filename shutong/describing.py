"""`shutong import --metadata`: other catalogues' records and licences for the titles there are."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from config.licensing import Licences, open_licences
from config.settings import Settings
from ebooks.records.filling import Filling, Line, Outcome
from ebooks.records.reading import read_records
from ebooks.refusals import CannotRead
from shutong.terminal import console, run

COLOURS = {
    Outcome.FILLED: "green",
    Outcome.UNCHANGED: "dim",
    Outcome.UNMATCHED: "yellow",
    Outcome.REFUSED: "red",
}


def describe(told: Settings, file: Path, *, dry: bool, as_json: bool) -> int:
    """The exit code: 1 if a record was of no use."""

    async def do() -> Counter[Outcome]:
        async with open_licences(told) as licences:
            return await _describe(licences, file, dry=dry, as_json=as_json)

    try:
        counts = run(do())
    except CannotRead as refusal:
        sys.exit(f"{file}: {refusal.reason}")
    if not as_json:
        said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
        console.print(f"{counts.total()} records: {said}{' (nothing was written)' if dry else ''}")
    return 1 if counts[Outcome.REFUSED] or counts[Outcome.UNMATCHED] else 0


async def _describe(licences: Licences, file: Path, *, dry: bool, as_json: bool) -> Counter[Outcome]:
    filling, counts = Filling(licences.titles, licences.licensing, dry=dry), Counter[Outcome]()
    for record in read_records(file):
        line = await filling.take(record)
        counts[line.outcome] += 1
        if as_json:
            sys.stdout.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
        else:
            console.print(_words(line), style=COLOURS[line.outcome], markup=False)
    return counts


def _words(line: Line) -> str:
    about = " ".join(filter(None, (line.code, f"《{line.name}》" if line.name else "")))
    return f"{line.outcome:10}{line.number:6}  {about}  {line.words}"
