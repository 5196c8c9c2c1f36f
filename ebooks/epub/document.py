"""One content document as a run of blocks, with the places its anchors point to."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ebooks.book import Figure
from ebooks.epub.block import Block
from ebooks.epub.figures import Figures
from ebooks.epub.lines import BREAK, broken, ease, is_verse, paragraphs_of, preformatted, tidy
from ebooks.epub.markup import attributes_of, clean, parts, unescape
from ebooks.epub.ruby import with_readings
from ebooks.epub.table import PARTS, Table
from language.paragraphs import Kind

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """p div section article header footer main body blockquote center figure figcaption aside address
        h1 h2 h3 h4 h5 h6 pre hr ul ol li dl dt dd table thead tbody tfoot tr td th caption nav form
        details""",
    )
)
_EDGES = _BLOCKS | {f"/{name}" for name in _BLOCKS}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_UNREAD = re.findall(
    r"\w+", "head rt rp rtc nav audio video iframe svg canvas annotation template select textarea button"
)
_ALWAYS = dict.fromkeys(_UNREAD, "unread") | {"title": "title", "pre": "pre"}
_ROLES = ("unread", "title", "pre", "verse", "note", "mark", "link")
_VOID = frozenset(re.findall(r"\w+", "br hr img meta link input col area base source track wbr embed param"))
_POEM = re.compile(r"\b(z3998:(poem|verse|song|hymn)|poem|poetry|verse|stanza|lyrics)\b", re.I)
_NOTE = re.compile(r"\b((foot|end|rear)notes?|doc-(foot|end)notes?)\b", re.I)
_NOTE_MARK = re.compile(r"\bnoteref\b")
_UNREAD_TYPE = re.compile(r"\b(pg-boilerplate|pg-header|pg-footer|pagebreak|backlink)\b")
_TELLING = re.compile("note|poe|verse|stanza|lyrics|z3998|pg-|pagebreak|backlink|type|role|hidden|name")
_ID = re.compile(r"""\sid=["']([^"'<>&]*)["']""")
_BREAK = re.compile(r"<br\s*/?>")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003347f]")
_DEEPEST = 64  # elements that change how their text is read; what nests deeper is read as what is around it


Meaning = tuple[Mapping[str, str], str]  # the attributes, and the role they give the element
_NOTHING: Mapping[str, str] = {}


@dataclass(slots=True)
class Document:
    """Blocks in order; `anchors` and `figures`, whose names are as written, say after how many of them."""

    title: str = ""
    types: str = ""  # epub:type of body and what comes before any text
    blocks: list[Block] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """An element that changes how the text in it is read, until its end tag."""

    tag: str
    role: str
    nested: int = 0  # elements of the same name, open within it


def read_document(markup: str, wanted: Collection[str] = ()) -> Document:
    """Paragraphs, verse, headings and notes of one XHTML file, and where the ids in `wanted` are."""
    ids = frozenset(filter(None, wanted))
    markup = ease(with_readings(clean(markup, with_ids=bool(ids))))
    first, found = parts(_BREAK.sub(BREAK, markup))
    reader = _Reader(ids)
    reader.text(first)
    for tag, written, inside, text in found:
        if inside is not None and tag == "p" and reader.paragraph(written, inside):
            if text:
                reader.text(text)
            continue
        start = reader.edge if tag in _EDGES else reader.inline
        start(tag, written)
        if inside is not None:
            reader.text(inside)
            start(f"/{tag}", "")
        if text:
            reader.text(text)
    reader.flush()
    return reader.document


class _Reader:
    """Gathers text up to the next block's edge, and knows which unusual elements it is within."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.document = Document()
        self._wanted = wanted
        self._table = Table(self.document.blocks, self.document.anchors)
        self._figures = Figures(self.document.blocks, self.document.figures)
        self._open: list[_Open] = []
        self._named: defaultdict[str, list[_Open]] = defaultdict(list)
        self._roles = dict.fromkeys(_ROLES, 0)
        self._raw: list[str] = []
        self._linked = 0
        self._heading = 0

    def paragraph(self, written: str, text: str) -> bool:
        """A whole paragraph at once, as most are; False, and nothing done, where it is unusual."""
        if self._open:
            return False
        if written:
            said, role = self._meaning("p", written)
            if role or "id" in said or "epub:type" in said:
                return False
        if self._raw:
            self.flush()
        self._heading = 0
        if text and not text.isspace():
            self._put(unescape(text), 0.0)
        return True

    def edge(self, tag: str, written: str) -> None:
        """A block's start tag, or its end tag with the slash before the name."""
        if self._raw:
            self.flush()
        if tag[0] == "/":
            self._end_block(tag[1:])
            return
        self._heading = _HEADINGS.get(tag, 0)
        if tag in PARTS:
            self._table.start(tag)
        elif tag == "body":  # whatever the head left open
            self._open.clear()
            self._named.clear()
            self._roles = dict.fromkeys(_ROLES, 0)
        if written or self._open or tag in _ALWAYS:
            self._start(tag, written)
            if written.endswith("/"):
                self._end_block(tag)

    def inline(self, tag: str, written: str) -> None:
        """Any other tag."""
        if tag[0] == "/":
            self._end(tag[1:])
            return
        if tag == "br":
            self._raw.append(BREAK)
        self._start(tag, written)
        if written.endswith("/"):
            self._end(tag)

    def text(self, text: str) -> None:
        """What stands between two tags."""
        if self._open:
            self._add(unescape(text))
        elif self._raw or not text.isspace():
            self._raw.append(unescape(text))

    def flush(self) -> None:
        """Makes blocks of what was gathered."""
        raw, linked = "".join(self._raw), self._linked
        self._raw, self._linked = [], 0
        if raw and not raw.isspace():
            self._put(raw, linked / len(raw))
        self._figures.settle()

    def _add(self, text: str) -> None:
        if self._roles["unread"]:
            self.document.title += text if self._open[-1].role == "title" else ""
            return
        self._raw.append(text.strip(" []()〔〕［］（）") if self._roles["mark"] else text)
        if self._roles["link"]:
            self._linked += len(text)

    def _end_block(self, tag: str) -> None:
        self._heading = 0
        if tag in ("tr", "table"):
            self._table.end()
            self._figures.shrink()
        self._end(tag)

    def _start(self, tag: str, written: str) -> None:
        said, role = self._meaning(tag, written) if written else (_NOTHING, _ALWAYS.get(tag, ""))
        if said:
            self._notice(tag, said)
        if tag in _VOID or not (role or self._open):
            return
        if role and len(self._open) < _DEEPEST:
            self._enter(tag, role)
        elif same := self._named.get(tag):
            same[-1].nested += 1

    def _end(self, tag: str) -> None:
        same = self._named.get(tag) if self._open else None
        if same and same[-1].nested:
            same[-1].nested -= 1
        elif same:
            self._leave(same[-1])

    def _meaning(self, tag: str, written: str) -> Meaning:
        """Most tags have an id nobody wants, and the class a thousand others have; most links only lead."""
        named = _ID.search(written)
        if named and (named[1] in self._wanted or _TELLING.search(named[1].lower())):
            return _meaning(tag, written)
        if tag == "a" and not _TELLING.search(written.lower()):
            return _NOTHING, _role_of_link("", written) if "href" in written else ""
        return _known_meaning(tag, written[: named.start()] + written[named.end() :] if named else written)

    def _put(self, raw: str, linked: float) -> None:
        if not self._open and not self._heading:
            raw = raw.strip()
            if "\n" not in raw and BREAK not in raw:
                if line := tidy(raw):
                    self.document.blocks.append(Block(line, Kind.PROSE, 0, linked))
                return
        for text, kind in self._texts(raw):
            if text:
                self.document.blocks.append(Block(text, kind, self._heading, linked))

    def _texts(self, raw: str) -> list[tuple[str, Kind]]:
        if self._heading:
            return [(tidy(raw.replace(BREAK, " ")), Kind.HEADING)]
        if self._roles["pre"]:
            return [(preformatted(raw.replace(BREAK, "\n")), Kind.PREFORMATTED)]
        kind = self._kind() if self._open else Kind.PROSE
        if BREAK not in raw:
            return [(line, kind) for line in paragraphs_of(raw)]
        lines = broken(raw)
        if is_verse(lines) or kind is Kind.VERSE:
            return [("\n".join(lines), Kind.VERSE)]
        return [(line, kind) for line in lines]

    def _kind(self) -> Kind:
        if self._roles["note"]:
            return Kind.NOTE
        return Kind.VERSE if self._roles["verse"] else Kind.PROSE

    def _notice(self, tag: str, said: Mapping[str, str]) -> None:
        for anchor in (said.get("id"), said.get("name") if tag == "a" else None):
            if anchor in self._wanted and anchor is not None:
                self._mark(anchor)
        if "epub:type" in said and not self.document.blocks and len(self.document.types) < 200:
            self.document.types += said["epub:type"] + " "
        if tag == "img" and _HAN.fullmatch(said.get("alt", "")):
            self._raw.append(said["alt"])  # a rare character, drawn because no font had it
        elif tag in ("img", "image"):
            unread = [opened.tag for opened in self._open if opened.role == "unread"]
            self._figures.note(said, amid=bool(self._raw), within=unread)

    def _mark(self, anchor: str) -> None:
        """An anchor at the start of a line parts the text there; within a line it means the whole block."""
        last = self._raw[-1].rstrip(" \t\u3000") if self._raw else ""
        if last.endswith(("\n", BREAK)) and not self._heading:
            self.flush()
        self.document.anchors.setdefault(anchor, len(self.document.blocks))

    def _enter(self, tag: str, role: str) -> None:
        opened = _Open(tag, role)
        self._open.append(opened)
        self._named[tag].append(opened)
        self._roles[role] += 1
        if role == "mark":
            self._raw.append("〔")

    def _leave(self, opened: _Open) -> None:
        """Closes it, and whatever was left open within."""
        while True:
            closed = self._open.pop()
            self._named[closed.tag].pop()
            self._roles[closed.role] -= 1
            if closed.role == "mark":
                self._raw.append("〕")
            if closed is opened:
                return


def _meaning(tag: str, written: str) -> Meaning:
    said = attributes_of(written)
    return said, _ALWAYS.get(tag) or _role(tag, said)


_known_meaning = lru_cache(maxsize=512)(_meaning)


def _role(tag: str, said: Mapping[str, str]) -> str:
    what = f"{said.get('epub:type', '')} {said.get('role', '')} {said.get('class', '')} {said.get('id', '')}"
    if "hidden" in said or _UNREAD_TYPE.search(what):
        return "unread"
    if tag == "a":
        return _role_of_link(what, said.get("href", ""))
    if tag in _BLOCKS and _POEM.search(what):
        return "verse"
    return "note" if tag in _BLOCKS and _NOTE.search(what) else ""


def _role_of_link(what: str, href: str) -> str:
    if _NOTE_MARK.search(what):
        return "mark"
    return "link" if href and "://" not in href else ""
