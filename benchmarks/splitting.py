"""How fast text is cut into instalments: `python -m benchmarks.splitting [FOLDER OF TEXTS]`."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from language.paragraphs import Paragraph
from reader.instalments import cut, whole

TEXTS = Path(__file__).parents[1] / "../shared/corpus/text"
ROUNDS = 3
PROSE = "他走了很远的路。我们说，今天的天气真好，不是吗？“是的！”她笑着说。"
MONSTERS = {
    "a paragraph of 5 MB": PROSE * (5_000_000 // len(PROSE.encode())),
    "1,000,000 Han without a mark": "天" * 1_000_000,
    "1,000,000 letters without a blank": "a" * 1_000_000,
    "1,000,000 ellipses": "…" * 1_000_000,
    "1,000,000 opening brackets": "（" * 1_000_000,
    "1,000,000 closed sentences": "。”" * 500_000,
    "1,000,000 commas in one sentence": "天，" * 500_000,
    "1,000,000 characters of emoji": "👍🏽" * 500_000,
    "1,000,000 combining marks": "\u0301" * 1_000_000,
    "100,000 characters of flags": "🇲🇳" * 50_000,
}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    table = Table(
        "text",
        "million characters",
        "seconds of CPU",
        "million/s",
        "instalments",
        "bytes: least",
        "median",
        "most",
    )
    books = [_chapters(path) for path in sorted(folder.glob("*.txt"))]
    for path, chapters in zip(sorted(folder.glob("*.txt")), books, strict=True):
        _measure(table, path.stem, chapters)
    if books:
        _measure(table, "all of these", [chapter for chapters in books for chapter in chapters])
    for name, text in MONSTERS.items():
        _measure(table, name, [[Paragraph(text)]])
    Console(width=140).print(table)


def _chapters(path: Path) -> list[list[Paragraph]]:
    chapters = path.read_text(encoding="utf-8").split("\n## ")
    return [
        [Paragraph(line.strip()) for line in chapter.splitlines() if line.strip()] for chapter in chapters
    ]


def _measure(table: Table, name: str, chapters: Sequence[Sequence[Paragraph]]) -> None:
    characters = sum(len(whole(chapter)) for chapter in chapters)
    seconds = min(_time(chapters) for _ in range(ROUNDS))
    sizes = sorted(len(text.encode()) for chapter in chapters for text in cut(chapter))
    shown = (characters / 1e6, seconds, characters / 1e6 / seconds)
    least, median, most = sizes[0], sizes[len(sizes) // 2], sizes[-1]
    table.add_row(name, *(f"{number:.2f}" for number in shown), *map(str, (len(sizes), least, median, most)))


def _time(chapters: Sequence[Sequence[Paragraph]]) -> float:
    started = time.process_time()
    for chapter in chapters:
        cut(chapter)
    return time.process_time() - started


if __name__ == "__main__":
    main()
