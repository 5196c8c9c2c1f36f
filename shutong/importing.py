"""`shutong import`: books into the library, and what became of each file."""

from pathlib import Path

from rich.progress import Progress

from config.check import OutOfReach
from config.settings import Settings
from config.wiring import open_house
from jobs.importing import Line, Outcome, Report, find_files, import_files
from shutong.terminal import console, run

COLOURS = {
    Outcome.ACCEPTED: "green",
    Outcome.DUPLICATE: "yellow",
    Outcome.REFUSED: "red",
    Outcome.SKIPPED: "dim",
}


def import_books(told: Settings, paths: list[Path]) -> int:
    """The exit code: 1 if a file was refused."""
    report = run(_import(told, find_files(paths)), away=OutOfReach)
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
    console.print(f"{len(report.lines)} files: {counts}")
    return 1 if report.count(Outcome.REFUSED) else 0


async def _import(settings: Settings, files: list[Path]) -> Report:
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("reading", total=len(files))

        def show(line: Line) -> None:
            bar.advance(task)
            words = f"{line.outcome:10}{line.path.name}  {line.words}"
            console.print(words, style=COLOURS[line.outcome], markup=False)

        async with open_house(settings) as house:
            return await import_files(files, house.catalogue, house.shelf, show)
