"""What a chapter's heading looks like in Chinese and English, and when it says the same as a title."""

import re
import unicodedata

_NUMBER = "[〇零○一二三四五六七八九十百千两廿卅\\d０-９]{1,8}"
_PART = re.compile(
    rf"(第{_NUMBER}[卷部篇集辑编編]|卷{_NUMBER}|[上中下][卷部篇]|(part|book|volume)\s+([ivxlc]+|\d+|one|two|three)\b)",
    re.I,
)
_CHAPTER = re.compile(
    rf"(第{_NUMBER}[回章折出幕讲講话話]|(chapter|chap\.)\s*([ivxlc]+|\d+)\b"
    r"|(楔子|序[言章幕曲]?|自序|引[子言]|前言|后记|後記|尾[声聲]|跋|附录|附錄|番外.{0,12}|prologue|epilogue|preface|introduction)$)",
    re.I,
)
_BARE = re.compile(rf"(第{_NUMBER}[回章卷折节篇]|卷{_NUMBER}|{_NUMBER})[:：、.．]?$")
_IN_A_SENTENCE = re.compile("[，。！？；…,;!?]|[”」』]$")
_LONGEST, _FAR = 45, 200


def level_of(line: str) -> int:
    """1 for the heading of a part (第三卷), 2 for that of a chapter (第五回 …), 0 for anything else."""
    line = line[:_FAR].strip()
    if len(line) > _LONGEST or _IN_A_SENTENCE.search(line[:-1]):
        return 0
    if _PART.match(line):
        return 1
    return 2 if _CHAPTER.match(line) else 0


def is_bare(title: str) -> bool:
    """True for 第五回 without the couplet that names it."""
    return bool(_BARE.match(title.strip()))


def couplet(line: str) -> str:
    """The line as a chapter's name, or nothing if it cannot be one; a 回目 is two halves of equal length."""
    line = re.sub(r"\s+", " ", line[:99].strip(" \u3000-—"))
    if not 4 <= len(line) <= 30 or re.search("[，。！？；：…“”「」,:]", line):
        return ""
    halved = len(line) % 2 == 0 and len(line) >= 12 and " " not in line
    return f"{line[: len(line) // 2]} {line[len(line) // 2 :]}" if halved else line


def key(text: str) -> str:
    """Letters, digits and Han only, folded: what two spellings of one heading share."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
