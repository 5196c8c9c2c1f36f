"""Compiling: a dossier and its sources become a book, the same book for the same version."""

import io
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from ebooks.book import Book, Chapter, Format
from ebooks.bookbinder import draw_cover
from ebooks.dossiers.dossier import SUBJECT, Dossier, Version
from ebooks.dossiers.items import Excerpt, Item, Note, Passage, Pointer
from ebooks.dossiers.sources import Source
from ebooks.titles import Title
from language.paragraphs import Kind, Paragraph

CHINA = ZoneInfo("Asia/Shanghai")  # whose date stands in the imprint
INTRODUCTION, SOURCES, IMPRINT = "编者的话", "资料来源", "版本说明"


def compile_book(dossier: Dossier, version: Version, sources: Mapping[str, Source], library: str) -> Book:
    """`sources` has every title that the items name. Raises NoSuchPassage."""
    words = dossier.words
    chapters = (
        *_introduction(dossier),
        *(chapter for item in dossier.items for chapter in _chapters(item, sources)),
        *_sources(dossier, sources),
        Chapter(title=IMPRINT, paragraphs=_imprint(dossier, version, library)),
    )
    return Book(
        format=Format.EPUB,
        title=words.name,
        authors=(library,),
        language="zh-CN",
        description="\n".join(filter(None, (words.session, words.introduction))),
        subjects=tuple(filter(None, (SUBJECT, words.theme))),
        chapters=chapters,
        cover=_cover(words.name, library),
    )


def heading(excerpt: Excerpt, passage: Passage) -> str:
    part = "" if passage.is_whole else "（节选）"
    return f"《{excerpt.name}》{passage.name}{part}"


def _introduction(dossier: Dossier) -> Iterator[Chapter]:
    said = [*_prose(dossier.words.introduction)]
    if said:
        yield Chapter(title=INTRODUCTION, paragraphs=tuple(said))


def _chapters(item: Item, sources: Mapping[str, Source]) -> Iterator[Chapter]:
    match item:
        case Note():
            yield Chapter(title=item.heading, paragraphs=tuple(_prose(item.text)))
        case Pointer():
            yield Chapter(
                title=f"荐读《{item.name}》", paragraphs=tuple(_pointing(item, sources[item.title_id].title))
            )
        case Excerpt():
            for number, passage in enumerate(item.passages):
                yield _copied(item, passage, sources[item.title_id], said=item.text if number == 0 else "")


def _pointing(pointer: Pointer, title: Title) -> Iterator[Paragraph]:
    if title.authors:
        yield Paragraph(f"作者：{'、'.join(title.authors)}")
    yield from _prose(title.description)
    yield from _comment(pointer.text)
    yield Paragraph(f"在图书馆公众号发送短码 {title.code}，就能看到这本书。", Kind.NOTE)


def _copied(excerpt: Excerpt, passage: Passage, source: Source, *, said: str) -> Chapter:
    """Word for word, with what it was copied from below it."""
    below = Paragraph(
        f"选自：{_named(source.title)}{_where(passage)}。馆藏短码 {source.title.code}。", Kind.NOTE
    )
    return Chapter(
        title=heading(excerpt, passage), paragraphs=(*_comment(said), *source.copy(passage), below)
    )


def _sources(dossier: Dossier, sources: Mapping[str, Source]) -> Iterator[Chapter]:
    named = dict.fromkeys(item.title_id for item in dossier.items if not isinstance(item, Note))
    lines = [
        Paragraph(f"{number}. {_source(sources[title_id].title, dossier)}")
        for number, title_id in enumerate(named, 1)
    ]
    if lines:
        yield Chapter(title=SOURCES, paragraphs=tuple(lines))


def _source(title: Title, dossier: Dossier) -> str:
    copied = [
        _where(passage)
        for item in dossier.items
        if isinstance(item, Excerpt) and item.title_id == title.id
        for passage in item.passages
    ]
    used = f"选收{'、'.join(copied)}" if copied else "荐读"
    isbn = f"ISBN {title.isbn}。" if title.isbn else ""
    return f"{_named(title)}。{used}。{isbn}馆藏短码 {title.code}。"


def _imprint(dossier: Dossier, version: Version, library: str) -> tuple[Paragraph, ...]:
    day = version.published_at.astimezone(CHINA)
    lines = [
        f"《{dossier.name}》",
        f"主题：{dossier.words.theme}" if dossier.words.theme else "",
        f"用于：{dossier.words.session}" if dossier.words.session else "",
        f"编者：{library}",
        f"{day.year}年{day.month}月{day.day}日，第 {version.number} 版",
        f"短码 {dossier.code}，在图书馆公众号发送，得到最新的一版。",
        "本汇编照录馆藏中向所有读者开放的图书，各篇之后注明出处；编者按和说明由馆员撰写。",
    ]
    return tuple(Paragraph(line) for line in lines if line)


def _named(title: Title) -> str:
    return f"{'、'.join(title.authors)}《{title.name}》"


def _where(passage: Passage) -> str:
    name = passage.name or f"第 {passage.chapter} 部分"
    return name if passage.is_whole else f"{name}第 {passage.first}–{passage.last} 段"


def _comment(text: str) -> Iterator[Paragraph]:
    for number, paragraph in enumerate(_prose(text)):
        yield Paragraph(("" if number else "编者按：") + paragraph.text, Kind.NOTE)


def _prose(text: str) -> Iterator[Paragraph]:
    """A paragraph for each line that has words."""
    yield from (Paragraph(words) for line in text.splitlines() if (words := " ".join(line.split())))


def _cover(name: str, library: str) -> bytes:
    picture = io.BytesIO()
    draw_cover(name, (library,)).save(picture, "JPEG", quality=88)
    return picture.getvalue()
