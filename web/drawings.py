"""Pictures drawn on demand, kept in a folder for as long as there is room."""

from collections.abc import Callable
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from ebooks.files import AtomicFile

AT_ONCE = 2  # drawing is a third of a second of a core, which callbacks need too
MOST = 2000  # pictures; some 100 MB


class Drawings:
    """What is dropped is drawn again when somebody asks for it."""

    def __init__(self, folder: Path, *, most: int = MOST) -> None:
        self._folder, self._most = folder, most
        self._limiter = CapacityLimiter(AT_ONCE)

    async def path(self, name: str, draw: Callable[[], bytes]) -> Path:
        """The picture of that name, drawn now if it is not there."""
        place = self._folder / f"{name}.png"
        if not await to_thread.run_sync(place.is_file):
            await to_thread.run_sync(self._draw, place, draw, limiter=self._limiter)
        return place

    def _draw(self, place: Path, draw: Callable[[], bytes]) -> None:
        if place.is_file():  # drawn by whoever was before us in the queue
            return
        picture = draw()
        self._make_room()
        with AtomicFile(self._folder) as file:
            file.file.write(picture)
            file.rename(place)

    def _make_room(self) -> None:
        """The oldest tenth goes, so that it is seldom sorted."""
        kept = list(self._folder.glob("*.png"))
        if len(kept) >= self._most:
            for old in sorted(kept, key=_age)[: max(1, self._most // 10)]:
                old.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process made room, too
        return 0.0
