"""What people put round a command without changing it."""

import re
from collections.abc import Iterator
from itertools import product

ASKING_WORDS = "可以 能 能不能 能否 可否 可不可以 吗 可以吗 好吗 行吗 行不行 好不好 可以不 can could may"
POLITE_WORDS = """
你好 您好 请 请问 麻烦 麻烦你 麻烦您 劳驾 拜托 帮 帮我 帮忙 帮我们 给 给我 来 想 要 想要 我 我想
我想要 我要 俺 俺要 咱 咱们 那 那就 那么 就 再 还 还是 好 好的 好吧 行 嗯 嗯嗯 ok
书童 小书童 现在 先 快 快点 赶紧
一下 一下子 下 谢谢 谢谢你 谢谢您 谢谢啦 谢了 多谢 感谢 辛苦了
吧 呗 啊 呀 哦 哈 啦 了 嘛 呢 喽 哇 你 您
please pls plz thanks thankyou thx i we want wantto to letme lets now the a me you
баярлалаа уу үү би надад
"""
SHOWING_WORDS = """
看 看看 看下 看一下 看一看 想看 查 查看 查下 查一下 查看一下 打开 开 翻 翻到 翻开 到 去 回到 发 发一下
显示 调出来 把 我的 这本书的 这本 本书 这 show my see open go
"""
ASKING = frozenset(ASKING_WORDS.split())
POLITE = frozenset(POLITE_WORDS.split())
FILLERS = ASKING | POLITE | frozenset(SHOWING_WORDS.split())
LONGEST = max(map(len, FILLERS))

BLANKS = r"[^\w《》?]*"  # emoji too
AROUND = "|".join(sorted(ASKING | POLITE, key=len, reverse=True))
POLITELY = re.compile(rf"^{BLANKS}(?:(?:{AROUND}){BLANKS})+|(?:{BLANKS}(?:{AROUND}))*{BLANKS}$")


# One and the same, here and in the south, with or without a measure word: 问个事儿, 问一件事; 有啥, 有什么.
PLAINER = ((r"啥|甚么", "什么"), (r"哪[里儿]", "哪"), (r"啦", "了"), (r"一下子?|[一几]?[个本些件]|儿", ""))


def plain(said: str) -> str:
    """A key without measure words and dialect."""
    for spoken, written in PLAINER:
        said = re.sub(spoken, written, said)
    return said


def peeled(said: str) -> Iterator[tuple[int, int, bool]]:
    """Where `said` begins and ends without some of its fillers, the longest first, and whether it asked.

    `said` is a key: no blanks, no punctuation. Which fillers belong to the command (我的 in 我的问题) is for
    the caller to find out.
    """
    starts, ends = _cuts(said), _cuts(said[::-1], reverse=True)
    ways = [
        (start, len(said) - cut, asked or asked_too)
        for (start, asked), (cut, asked_too) in product(starts.items(), ends.items())
        if start + cut < len(said) - 1  # one letter says nothing: 下在 is no polite 在
    ]
    yield from sorted(ways, key=lambda way: way[0] - way[1])


def _cuts(said: str, *, reverse: bool = False) -> dict[int, bool]:
    """How far fillers reach from the beginning, and whether one of them asks."""
    cuts, todo = {0: False}, [0]
    while todo:
        start = todo.pop()
        for end in range(start + 1, min(start + LONGEST, len(said)) + 1):
            filler = said[start:end][::-1] if reverse else said[start:end]
            if filler in FILLERS and end not in cuts:
                cuts[end] = cuts[start] or filler in ASKING
                todo.append(end)
    return cuts


def bare(folded: str) -> str:
    """The text without politeness, unless nothing else would be left."""
    return POLITELY.sub("", folded) or folded
