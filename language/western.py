"""Noto Serif for Mongolian Cyrillic, where somebody installed it."""

from importlib.util import find_spec
from pathlib import Path

PACKAGE, FILE = "fontpkg_noto_serif", "files/NotoSerif[wdth,wght].ttf"


def western() -> str:
    """The path of a serif with ө and ү; empty where the package is not installed."""
    spec = find_spec(PACKAGE)
    path = Path(spec.origin).parent / FILE if spec and spec.origin else None
    return str(path) if path and path.is_file() else ""
