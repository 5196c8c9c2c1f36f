"""The sample library: made from its sources at first, and brought into the catalogue once."""

import asyncio
import hashlib
from pathlib import Path

from ebooks.catalogue import Catalogue
from ebooks.samples import build
from jobs.importing import Report, import_files
from reader.shelf import Shelf
from reference.knowledge import KnowledgeBase, read_entries

SAMPLES = Path(__file__).parents[1] / "samples"


async def stock(
    catalogue: Catalogue, shelf: Shelf, into: Path, sources: Path = SAMPLES / "books"
) -> Report | None:
    """Bring the samples in, unless these very ones are; None if there was nothing to do."""
    mark = into / f"{await asyncio.to_thread(_fingerprint, sources)}.done"
    if await asyncio.to_thread(mark.exists) and (await catalogue.page(limit=1)).total:
        return None
    report = await import_files(await asyncio.to_thread(build, sources, into), catalogue, shelf)
    await asyncio.to_thread(mark.touch)
    return report


async def teach(knowledge: KnowledgeBase) -> int:
    """Bring in the sample answers it does not have; returns how many. Edited ones stay as they are."""
    entries = await asyncio.to_thread(read_entries, SAMPLES / "knowledge.toml")
    return await knowledge.add_missing(entries)


def _fingerprint(sources: Path) -> str:
    whole = hashlib.sha256()
    for source in sorted(sources.glob("*.md")):
        whole.update(source.read_bytes())
    return whole.hexdigest()[:16]
