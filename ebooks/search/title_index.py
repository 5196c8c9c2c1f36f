"""The index of titles: on this machine's disk, derived from MongoDB, made again at will."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from rapidfuzz.fuzz import ratio
from tantivy import Document, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder

from ebooks.search.entry import Entry
from ebooks.search.within import EVERYTHING, Facets, Within
from ebooks.sounds import spoken
from ebooks.titles import HAN

WORST = 8  # the last rank of `keys`
HEAP = 30_000_000  # bytes; 6,000 titles fit into one segment
FACETS = ("language", "format", "subject")
SHOWN = 12  # values of a facet
TYPO = 4  # letters a word must have before one of them may be wrong
LOOKED_AT = 60  # titles that share characters with what was typed
RESEMBLES = 60  # of 100, by rapidfuzz: 红楼孟 and 红楼梦 are 67
STATE = "state"

Ways = Sequence[Sequence[str]]


class WriterBusy(Exception):
    """Another process of this machine is writing the index; what it writes is ours to read."""


class TitleIndex:
    """Any number of processes read it, one at a time writes. All methods block: call them in a thread.

    Titles are put in by the length of their names, so that among equals the shorter comes first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = _opened(folder)

    def state(self) -> str:
        """Of MongoDB when the index was last brought up to it; "" before that."""
        try:
            self._index.reload()
        except ValueError:  # its files were taken away or damaged meanwhile
            self._index = _opened(self._folder)
        searcher = self._index.searcher()
        found = searcher.search(self._is("id", STATE), limit=1).hits
        return str(searcher.doc(found[0][1])["revision"][0]) if found else ""

    def revisions(self) -> dict[str, str]:
        """By title, what is in it."""
        self._index.reload()
        searcher = self._index.searcher()
        every = searcher.search(Query.all_query(), limit=max(1, searcher.num_docs)).hits
        documents = [searcher.doc(address) for _score, address in every]
        return {one["id"][0]: one["revision"][0] for one in documents if one["id"][0] != STATE}

    @contextmanager
    def writing(self) -> Iterator["Writing"]:
        """What was added and removed is found once the block has ended well. Raises WriterBusy."""
        try:
            writer = self._index.writer(HEAP, 1)
        except ValueError as busy:
            raise WriterBusy from busy
        try:
            yield Writing(writer)
            writer.commit()
        finally:
            writer.wait_merging_threads()  # gives the lock back
        self._index.reload()

    def search(self, ways: Ways, within: Within, *, limit: int, offset: int) -> tuple[list[str], int]:
        """Ids of titles where every term of one of the ways begins a key, best first, and how many in all."""
        if not any(ways):
            return [], 0
        return self._run(self._every(ways), within, limit, offset)

    def resembling(self, typed: str, *, limit: int) -> list[str]:
        """Ids of titles that may have been meant: all but a letter, a character, or nothing but the sound."""
        if heard := spoken(typed):
            return self._like(self._begins("".join(heard[0])), limit) or self._sharing(typed)[:limit]
        return self._like(self._begins(typed, wrong=1), limit) if len(typed) >= TYPO else []

    def facets(self, ways: Ways) -> Facets:
        if not any(ways):
            return Facets()
        wanted = {name: {"terms": {"field": name, "size": SHOWN}} for name in FACETS}
        counted = self._index.searcher().aggregate(self._every(ways), wanted)
        return Facets(
            {
                name: tuple((one["key"], int(one["doc_count"])) for one in counted[name]["buckets"])
                for name in FACETS
            }
        )

    def _run(self, query: Query, within: Within, limit: int, offset: int) -> tuple[list[str], int]:
        kept = [(Occur.Must, self._is(name, value)) for name, value in within.asked.items()]
        query = Query.boolean_query([(Occur.Must, query), *kept]) if kept else query
        searcher = self._index.searcher()
        found = searcher.search(query, limit=limit, offset=offset)
        return [searcher.doc(address)["id"][0] for _score, address in found.hits], int(found.count)  # type: ignore[attr-defined]  # the stubs lack it

    def _like(self, query: Query, limit: int) -> list[str]:
        return self._run(query, EVERYTHING, limit, 0)[0]

    def _sharing(self, typed: str) -> list[str]:
        """Titles whose names look like it, the likest first."""
        characters = [(Occur.Should, self._is("characters", one)) for one in set(typed)]
        searcher = self._index.searcher()
        likely = searcher.search(Query.boolean_query(characters), limit=LOOKED_AT).hits
        names = [searcher.doc(address) for _score, address in likely]
        ranked = [(ratio(typed, one["name"][0]), one["id"][0]) for one in names]
        return [title_id for score, title_id in sorted(ranked, reverse=True) if score >= RESEMBLES]

    def _every(self, ways: Ways) -> Query:
        return Query.disjunction_max_query([self._all(terms) for terms in ways if terms])

    def _all(self, terms: Sequence[str]) -> Query:
        """A way's terms count alike, so that two middling finds are worth no more than a good one."""
        every = Query.boolean_query([(Occur.Must, self._begins(term)) for term in terms])
        return Query.boost_query(every, 1 / len(terms))

    def _begins(self, term: str, *, wrong: int = 0) -> Query:
        """Worth what the best of a title's keys is worth that begins so."""
        ranks = [
            Query.const_score_query(self._is(_whole(rank), term), _worth(rank)) for rank in range(WORST + 1)
        ]
        ranks += [
            Query.const_score_query(
                Query.fuzzy_term_query(self._index.schema, _begin(rank), term, distance=wrong, prefix=True),
                _worth(rank),
            )
            for rank in range(WORST + 1)
        ]
        return Query.disjunction_max_query(ranks)

    def _is(self, field: str, value: str) -> Query:
        return Query.term_query(self._index.schema, field, value)


class Writing:
    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer

    def add(self, entries: Iterable[Entry]) -> None:
        """Each in place of what was known of it."""
        for entry in sorted(entries, key=lambda one: (len(one.name), one.name)):
            self.remove([entry.id])
            self._writer.add_document(_document(entry))

    def remove(self, title_ids: Iterable[str]) -> None:
        for title_id in title_ids:
            self._writer.delete_documents_by_term("id", title_id)

    def clear(self) -> None:
        self._writer.delete_all_documents()

    def note(self, state: str) -> None:
        self.remove([STATE])
        self._writer.add_document(Document(id=STATE, revision=state))


def _opened(folder: Path) -> Index:
    """An empty one in place of what nobody can read, or an older Shutong made: all of it is in MongoDB."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return Index(_schema(), str(folder))
    except ValueError:
        rmtree(folder)
        folder.mkdir()
        return Index(_schema(), str(folder))


def _document(entry: Entry) -> Document:
    document = Document(id=entry.id, revision=entry.revision, name=entry.name)
    for one in entry.keys:
        document.add_text(_begin(one["b"]), one["k"])
        if one["w"] != one["b"]:
            document.add_text(_whole(one["w"]), one["k"])
    for character in dict.fromkeys(HAN.findall(entry.name)):
        document.add_text("characters", character)
    for name, values in entry.facets.items():
        for value in values:
            document.add_text(name, value)
    return document


def _worth(rank: int) -> float:
    return float(WORST + 1 - rank)


def _begin(rank: int) -> str:
    return f"begins_{rank}"


def _whole(rank: int) -> str:
    return f"whole_{rank}"


def _schema() -> Schema:
    fields = SchemaBuilder()
    for name in ("id", "revision", "name"):
        fields.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for rank in range(WORST + 1):
        for name in (_begin(rank), _whole(rank)):
            fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("characters", tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        fields.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return fields.build()
