"""A title's facts as a patron reads them."""

from babel import Locale, UnknownLocaleError

from ebooks.titles import Title
from language.translation import SOURCE, _, language


def facts(title: Title) -> list[tuple[str, str]]:
    """What is known, each with its name; what is not known is left out."""
    lines = [
        (_("语言"), language_name(title.language)),
        (_("篇幅"), length(title)),
        (_("主题"), "、".join(title.subjects[:6])),
        (_("出版"), "，".join(filter(None, (title.publisher, title.year)))),
        (_("文件"), file(title)),
        ("ISBN", title.isbn or ""),
    ]
    return [(name, value) for name, value in lines if value]


def file(title: Title) -> str:
    """PDF，只供下载，1.2 MB: where there is nothing to read in chat, that is said."""
    said = f"{title.format.upper()}，{size(title.size)}"
    return said if title.chapters else _("{file}，只供下载").format(file=said)


def length(title: Title) -> str:
    parts = []
    if title.han:
        parts.append(_("{n}字").format(n=_in_ten_thousands(title.han)))
    if title.chapters > 1:
        parts.append(_("{n} 章").format(n=title.chapters))
    return "，".join(parts)


def size(number: int) -> str:
    """1234567 as 1.2 MB."""
    kilobytes = number / 1024
    return f"{kilobytes / 1024:.1f} MB" if kilobytes >= 1000 else f"{max(1, round(kilobytes))} KB"


def language_name(code: str) -> str:
    """zh-CN as 中文; empty for a code nobody knows."""
    try:
        return Locale.parse(code.replace("_", "-").split("-")[0]).get_language_name("zh") or ""
    except (UnknownLocaleError, ValueError):
        return ""


def _in_ten_thousands(number: int) -> str:
    if language() != SOURCE:
        return f"{number:,}"
    if number < 10_000:
        return str(number)
    return f"{number / 10_000:.1f}".removesuffix(".0") + " 万"
