"""Noto Serif for Mongolian Cyrillic: the Chinese fonts have no ө and no ү."""

from importlib.resources import files

FILE = "files/NotoSerif[wdth,wght].ttf"


def western() -> str:
    """The path of a serif for Latin and Cyrillic."""
    return str(files("fontpkg_noto_serif") / FILE)
