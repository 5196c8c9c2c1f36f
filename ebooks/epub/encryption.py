"""Other people's locks: recognised and refused; obfuscated fonts are none."""

import re

from ebooks.charset import decode
from ebooks.epub.archive import Archive
from ebooks.refusals import Protected

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
        raise Protected(scheme, f"文件受数字版权保护（{scheme}），正文已加密，无法导入。")


def _encrypted(archive: Archive) -> bool:
    if not archive.find("META-INF/encryption.xml"):
        return False
    text, _ = decode(archive.read("META-INF/encryption.xml"))
    return bool(set(_ALGORITHM.findall(text)) - _FONT_OBFUSCATION)
