"""Covers: a book's own, made to measure once, or one we draw."""

import asyncio
import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from ebooks.bookbinder import draw_cover
from ebooks.bucket import Bucket
from ebooks.files import AtomicFile
from ebooks.titles import Title

BOX = (600, 900)
MOST_PIXELS = 40_000_000  # 120 MB once it is unpacked; a printed cover at 300 dpi has 5 million
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


class Covers:
    """WebP files in a folder, named by the hash of the book they belong to.

    A book's own cover goes into the bucket, too, if there is one; what we draw any machine can draw.
    """

    def __init__(self, root: Path, bucket: Bucket | None = None) -> None:
        self._root, self._bucket = root, bucket

    async def keep(self, sha256: str, image: bytes | None) -> bool:
        """Store a book's own cover; False if it has none that can be shown."""
        kept = image is not None and await asyncio.to_thread(self._keep, sha256, image)
        if kept and self._bucket:
            await self._bucket.push(_name(sha256), self._place(sha256))
        return kept

    async def path(self, title: Title) -> Path:
        """The cover as a WebP of at most 600 by 900 pixels, drawn now if it is not there yet."""
        place = self._place(title.sha256)
        if not await asyncio.to_thread(place.is_file) and not await self._fetch(title, place):
            await asyncio.to_thread(self._draw, title)
        return place

    async def _fetch(self, title: Title, place: Path) -> bool:
        if self._bucket is None or not title.has_cover:
            return False
        return await self._bucket.pull(_name(title.sha256), place, folder=self._root)

    def _keep(self, sha256: str, image: bytes) -> bool:
        picture = image if _is_fitted(image) else fitted(image)
        if picture:
            self._save(picture, sha256)
        return picture is not None

    def _draw(self, title: Title) -> None:
        self._save(_webp(draw_cover(title.name, title.authors)), title.sha256)

    def _save(self, picture: bytes, sha256: str) -> None:
        with AtomicFile(self._root) as file:
            file.file.write(picture)
            file.rename(self._place(sha256))

    def _place(self, sha256: str) -> Path:
        return self._root / sha256[:2] / f"{sha256}.webp"


def _name(sha256: str) -> str:
    return f"covers/{sha256[:2]}/{sha256}.webp"


def fitted(image: bytes, box: tuple[int, int] = BOX, *, quality: int = 82, effort: int = 1) -> bytes | None:
    """As a WebP that fits the box; None if it is no picture that can be shown."""
    try:
        return _webp(_fit(image, box), quality, effort)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None  # what Pillow raises for a picture that is none, or too much


def _is_fitted(image: bytes) -> bool:
    """Whether it comes from `fitted`, in the process that read the book."""
    if image[8:16] != b"WEBPVP8 ":
        return False
    try:
        with Image.open(io.BytesIO(image), formats=("WEBP",)) as picture:
            return picture.width <= BOX[0] and picture.height <= BOX[1]
    except (OSError, ValueError):
        return False


def _webp(picture: Image.Image, quality: int = 82, effort: int = 1) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=quality, method=effort)
    return file.getvalue()


def _fit(image: bytes, box: tuple[int, int]) -> Image.Image:
    with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
        picture = Image.open(io.BytesIO(image), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("a picture with that many pixels is a bomb")
    picture.draft("RGB", box)  # lets JPEG unpack at a fraction of its size
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail(box, Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _on_paper(upright)


def _on_paper(picture: Image.Image) -> Image.Image:
    """Transparent parts become white, as on the printer's sheet."""
    if picture.mode == "RGB":
        return picture
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
