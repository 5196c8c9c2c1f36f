"""Covers: a book's own, made to measure once, or one we draw."""

import asyncio
import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from ebooks.bookbinder import draw_cover
from ebooks.files import AtomicFile
from ebooks.titles import Title

BOX = (600, 900)
MOST_PIXELS = 40_000_000  # 120 MB once it is unpacked; a printed cover at 300 dpi has 5 million
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


class Covers:
    """WebP files in a folder, named by the hash of the book they belong to."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def keep(self, sha256: str, image: bytes | None) -> bool:
        """Store a book's own cover; False if it has none that can be shown."""
        return image is not None and await asyncio.to_thread(self._keep, sha256, image)

    async def path(self, title: Title) -> Path:
        """The cover as a WebP of at most 600 by 900 pixels, drawn now if it is not there yet."""
        place = self._place(title.sha256)
        if not await asyncio.to_thread(place.is_file):
            await asyncio.to_thread(self._draw, title)
        return place

    def _keep(self, sha256: str, image: bytes) -> bool:
        try:
            fitted = _fit(image)
        except (
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
            Image.DecompressionBombWarning,
        ):
            return False  # what Pillow raises for a picture that is none, or too much
        self._save(fitted, sha256)
        return True

    def _draw(self, title: Title) -> None:
        self._save(draw_cover(title.name, title.authors), title.sha256)

    def _save(self, image: Image.Image, sha256: str) -> None:
        with AtomicFile(self._root) as file:
            image.save(file.file, "WEBP", quality=82, method=2)
            file.rename(self._place(sha256))

    def _place(self, sha256: str) -> Path:
        return self._root / sha256[:2] / f"{sha256}.webp"


def _fit(image: bytes) -> Image.Image:
    with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
        picture = Image.open(io.BytesIO(image), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("a cover with that many pixels is a bomb")
    picture.draft("RGB", BOX)  # lets JPEG unpack at a fraction of its size
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail(BOX, Image.Resampling.BICUBIC)
    return _on_paper(upright)


def _on_paper(picture: Image.Image) -> Image.Image:
    """Transparent parts become white, as on the printer's sheet."""
    if picture.mode == "RGB":
        return picture
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
