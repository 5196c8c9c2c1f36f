"""Other people's locks: recognised and refused; obfuscated fonts are none."""

import re

from ebooks.charset import decode
from ebooks.epub.archive import Archive
from ebooks.epub.package import read_text
from ebooks.refusals import Protected

_COMMENT = re.compile("<!--.*?(?:-->|\\Z)", re.S)
_ALGORITHM = re.compile(r"""\bAlgorithm\s*=\s*["']\s*([^"']+?)\s*["']""")
_FONT_OBFUSCATION = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
_MARKS = (
    ("META-INF/license.lcpl", "Readium LCP"),
    ("META-INF/sinf.xml", "Apple FairPlay"),
    ("META-INF/rights.xml", "Adobe ADEPT"),
)


def refuse_protected(archive: Archive) -> None:
    """Raises Protected if text is encrypted, or a licence says that it belongs to one reader."""
    scheme = next((scheme for name, scheme in _MARKS if archive.find(name)), "")
    if scheme == "Readium LCP" or scheme == "Apple FairPlay" or _encrypted(archive):
        scheme = scheme or "DRM"
        raise Protected(scheme, f"文件受数字版权保护（{scheme}），内容已加密，无法导入。")


def _encrypted(archive: Archive) -> bool:
    if not archive.find("META-INF/encryption.xml"):
        return False
    text = _COMMENT.sub("", decode(_read(archive))[0])
    algorithms = set(_ALGORITHM.findall(text))
    return bool(algorithms - _FONT_OBFUSCATION) or (not algorithms and "CipherReference" in text)


def _read(archive: Archive) -> bytes:
    """Empty where it is broken: ciphertext is recognised without it."""
    return read_text(archive, "META-INF/encryption.xml") or b""
