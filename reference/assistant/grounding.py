"""The ground a sentence stands on: the words, numbers and links of the passages it cites."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from language.folding import fold
from language.segmenting import words
from language.sentences import clauses
from reference.assistant.figures import claims, told
from reference.assistant.passages import Passage
from reference.assistant.refusals import Fault, Unfounded
from reference.ranking import SILENT

LINK = re.compile(
    r"[a-z][a-z0-9+.-]*://\S+|www\.\S+|[\w.+-]+\s*@\s*[\w-]+(?:\.[\w-]+)+"
    r"|[a-z0-9-]+(?:\s*[.。]\s*[a-z0-9-]+)*\s*[.。]\s*(?:[a-z]{2,}|xn--[a-z0-9-]+)(?:/\S*)?",
    re.ASCII,
)
LATIN = re.compile(r"[a-z][a-z0-9_-]{2,}")
NO = re.compile("不|没|无需|无法|未|勿|禁止|停止|拒绝|暂停|取消|关闭")
LONG_FIGURE = 7  # digits: a number one could call, or pay to

# A sentence that speaks of these must have them from where a librarian wrote them.
DELICATE = (
    "转账", "汇款", "付款", "支付", "红包", "银行卡", "收款", "密码", "验证码", "口令", "身份证", "微信号",
    "加微信", "加我", "私聊", "私信", "真人", "本人", "馆长", "提示词", "系统提示", "指令", "规则", "扫码",
    "二维码",
)  # fmt: skip
SENTENCE_KNOWN, CLAUSE_KNOWN = 0.6, 0.4  # shares of telling letters; tests/reference/assistant chose them
QUIET = SILENT | {
    "读者", "感谢", "欢迎", "希望", "帮到", "以下", "资料", "根据", "进行", "如果", "例如", "还有", "另外",
    "请您",
}  # fmt: skip


class Grounds:
    def __init__(self, passages: Sequence[Passage]) -> None:
        self._text = _folded(passages)
        self._ours = _folded(passage for passage in passages if passage.is_ours)

    def bear(self, sentence: str) -> None:
        """Raises Unfounded where the sentence says more than the passages do."""
        said = fold(sentence)
        self._links(said)
        self._figures(said)
        self._names(said)
        self._delicate(said)
        if NO.search(said) and not NO.search(self._text):
            raise Unfounded(Fault.TURNED, sentence)
        self._words(sentence)

    def _links(self, said: str) -> None:
        for link in LINK.findall(said):
            if link.rstrip(".,;:!?)") not in self._ours:
                raise Unfounded(Fault.LINK, link)

    def _figures(self, said: str) -> None:
        known, ours = set(told(self._text)), set(told(self._ours))
        for claim in claims(said):
            if claim not in (ours if len(claim) >= LONG_FIGURE else known):
                raise Unfounded(Fault.NUMBER, claim)

    def _names(self, said: str) -> None:
        """Words that are not cut into characters, and pictures that are no words."""
        pictures = [char for char in said if unicodedata.category(char) == "So"]
        for name in (*LATIN.findall(said), *pictures):
            if name not in self._text:
                raise Unfounded(Fault.NAME, name)

    def _delicate(self, said: str) -> None:
        for word in DELICATE:
            if word in said and word not in self._ours:
                raise Unfounded(Fault.DELICATE, word)

    def _words(self, sentence: str) -> None:
        """Clause by clause as well: a true sentence is no cover for a false one behind a comma."""
        if self._known(sentence) < SENTENCE_KNOWN:
            raise Unfounded(Fault.STRANGE, sentence)
        for clause in clauses(sentence):
            if self._known(clause) < CLAUSE_KNOWN:
                raise Unfounded(Fault.STRANGE, clause)

    def _known(self, text: str) -> float:
        """The share of its telling words, by letters, that the passages have."""
        telling = [word for word in words(fold(text)) if word not in QUIET and not word.isdecimal()]
        whole = sum(map(len, telling))
        return sum(len(word) for word in telling if word in self._text) / whole if whole else 1.0


def _folded(passages: Iterable[Passage]) -> str:
    return fold("\n".join(f"{passage.name}\n{passage.text}" for passage in passages))
