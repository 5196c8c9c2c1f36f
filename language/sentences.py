"""Sentences and clauses; joining them gives the text back exactly."""

import re

from language.clusters import cut_at, split_after

QUOTES = "”’」』"
CLOSERS = rf"{QUOTES}）】》〉〕｝\"')\]}}»›"
FULL_STOPS = "。！？｡؟۔।॥።᠃᠅᠉‼⁇⁈⁉"
RUN = f"{FULL_STOPS}!?…‥."
NOTE = r"(?:〔[^〔〕\n]{1,6}〕|[\[［][^\[\]［］\n]{1,6}[\]］])*+"  # 他走了。〔1〕 is one with its sentence
LOWER = "a-zà-öø-ÿа-яёөү"
SAID = r"\w{1,8}?(?:[说說]道?|道|[问問]道?|答道?|回答|喊道?|叫道?|笑道?|[着著]|想|曰)[，。：！？…]"
ABBREVIATIONS = (
    "Mr Mrs Ms Dr St Mt Lt Sgt Hon Messrs Mme Mlle No vs cf viz approx проф акад доц"
    " Prof Capt Col Maj Gen Gov Rev Vol pp [A-ZА-ЯЁӨҮ] e\\.g i\\.e"
)
NOT_ABBREVIATED = "".join(rf"(?<!\b{one}\.)" for one in ABBREVIATIONS.split())
# 2. that begins the paragraph or follows a sentence counts what comes next, and belongs to it.
NOT_COUNTING = "".join(
    rf"(?<!{before}{digits}\.)"
    for before in ("^", r"[。！？：；.!?:;]", r"[。！？：；.!?:;]\s")
    for digits in (r"\d", r"\d\d")
)

# Every branch eats a whole run of marks, whether it ends a sentence or not, so that a million marks take
# linear time. Only a branch whose group matched ends a sentence.
SENTENCE_END = re.compile(
    r"[《〈（(。！？｡؟۔।॥።᠃᠅᠉‼⁇⁈⁉…!?.．\n]"
    r"(?:(?<=[《〈（(])[^《》〈〉（）()\n]{1,60}[》〉）)]"  # 《摔跤吧！爸爸》 is one word
    rf"|(?<=[{FULL_STOPS}])[{RUN}]*+[{CLOSERS}]*+{NOTE}(?:(?!(?<=[{QUOTES}]){SAID})(\s*+))?"  # “是。”他说。
    rf"|(?<=…)…*+(?:([{FULL_STOPS}!?]++[{CLOSERS}]*+\s*+|[{CLOSERS}]++\s*+))?"  # “他……” ends
    rf"|(?<=[!?])[{RUN}]*+[{CLOSERS}]*+{NOTE}(?:(\s++(?![{LOWER}])|(?=[“‘「『\u2e80-\ufe0f])|\Z))?"
    rf"|(?<=\.){NOT_ABBREVIATED}{NOT_COUNTING}\.*+[{CLOSERS}]*+{NOTE}(?:(\s++(?!\(?[{LOWER}.…])|\Z))?"
    r"|(?<=．)(?:(?![0-9０-９A-Za-zＡ-Ｚａ-ｚ])(\s*+))?"
    r"|(?<=\n)(\s*+))"
)
CLAUSE_END = re.compile(rf"(?:[，、：；᠂᠄﹑]|[,;:](?=\s))[{CLOSERS}]*+\s*+")
BLANKS = re.compile(r"[^\S\u00a0\u202f]++")  # not those that join, as Mongolian suffixes to their words


def sentences(paragraph: str) -> list[str]:
    """Each with its closing quotes and the blanks after it; a line break ends a sentence too."""
    places = [match.end() for match in SENTENCE_END.finditer(_curled(paragraph)) if match.lastindex]
    return cut_at(paragraph, places)


def clauses(text: str) -> list[str]:
    """Pieces ending after ，、：； or their like; 1,000 and 12:30 stay whole."""
    return split_after(CLAUSE_END, text)


def blank_separated(text: str) -> list[str]:
    """Pieces ending after blanks."""
    return split_after(BLANKS, text)


def _curled(paragraph: str) -> str:
    """Straight quotes as “ and ” by turns, because 。" alone does not say whether it opens or closes."""
    if '"' not in paragraph:
        return paragraph
    parts = paragraph.split('"')
    return parts[0] + "".join("“”"[i % 2] + part for i, part in enumerate(parts[1:]))
