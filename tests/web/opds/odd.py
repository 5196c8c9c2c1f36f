"""A few dozen titles, some of them as odd as what libraries are given."""

from typing import Any

from ebooks.book import Direction, Format
from ebooks.titles import Title
from tests.ebooks.shelving import Library

CONTROLS = "大观园\x00\x0b\x1f里的\x7f\ufffe梦\r\n\n第二段 <b>& ]]> \u2028"
ODD: tuple[tuple[str, tuple[str, ...], dict[str, Any]], ...] = (
    ("没有作者的书", (), {}),
    ("四十个主题", ("某某",), {"subjects": tuple(f"主题 {number} & “更多”" for number in range(40))}),
    ("有控制\x01字符\x0b的\x1f书", ("作\x02者", "\x03", ""), {"description": CONTROLS}),
    ("\x04\x05", ("  ",), {"subjects": ("", "\x06", " 两 边 ")}),
    ("ᠮᠣᠩᠭᠣᠯ ᠨᠢᠭᠤᠴᠠ ᠲᠣᠪᠴᠢᠶ᠎ᠠ", ("ᠳᠠᠮᠳᠢᠨᠰᠦᠷᠦᠩ",),
     {"language": "mn-Mong-CN", "direction": Direction.VERTICAL_LR}),
    ("Монголын нууц товчоо", ("Ц. Дамдинсүрэн",), {"language": "mn_MN"}),
    ("徒然草", ("吉田兼好",), {"language": "ja", "direction": Direction.VERTICAL_RL}),
    ("很长的简介", ("某某",), {"description": "长" * 200_000}),
    ("一样的简介", ("某某",), {"description": "一样的简介"}),
    ("<script>alert(1)</script> & \"'", ("O'Brien <o@x>",), {"language": "en"}),
    ("𠮷野家 🀄 e\u0301", ("𠮷",), {"language": "zh-Hant-HK-x-private"}),
    ("语言不明", ("某某",), {"language": "中文"}),
    ("语言乱写", ("某某",), {"language": "zh_CN.UTF-8"}),
    ("有书号的书", ("某某", "某某"), {"isbn": "9787020002207", "language": "zh-CN"}),
    ("第一种", ("某某",), {"series": "丛\x03书", "volume": "1", "publisher": "出\x02版社", "year": "1983"}),
    ("第二种", ("某某",), {"series": "丛书" * 1000, "volume": "上册", "publisher": "\x01"}),
    ("文本", ("某某",), {"format": Format.TXT, "language": "zh"}),
    ("名" * 3000, ("者" * 3000,), {"subjects": ("题" * 3000,)}),
    ("书名" + "\u202e" + "倒着", ("a/b?c#d&e=f+g%h",), {"subjects": ("a/b?c#d&e=f+g%h",)}),
)  # fmt: skip
PLAIN = 35


async def fill(library: Library) -> list[Title]:
    """The newest last."""
    plain = [await library.take(f"第{number}册", "丛书", language="zh-CN") for number in range(PLAIN)]
    return plain + [await library.take(name, *authors, **more) for name, authors, more in ODD]
