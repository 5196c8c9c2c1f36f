"""The index of all instalments' words: on this machine's disk, derived from MongoDB, made again at will."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from tantivy import Document, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder

from language.folding import fold
from language.segmenting import index_words

OVERLAP = 60  # characters of the next instalment that are found with this one, for a line across the cut
HEAP = 64_000_000  # bytes the writer may hold before it writes a segment


class WriterBusy(Exception):
    """Another process of this machine is writing the index; what it writes is ours to read."""


class PassageIndex:
    """Documents are instalments, found by words. An edition's own document says that all of it is there.

    Any number of processes read it, one at a time writes. All methods block: call them in a thread.
    """

    def __init__(self, folder: Path) -> None:
        self._index = _opened(folder)

    def editions(self) -> set[str]:
        """What has been indexed, and is not necessarily read any more."""
        self._index.reload()
        searcher = self._index.searcher()
        every = searcher.search(self._is("whole", "edition"), limit=max(1, searcher.num_docs))
        return {searcher.doc(address)["edition"][0] for _score, address in every.hits}

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

    def search(self, words: str, limit: int) -> list[str]:
        """Ids of the instalments that have most of the words, the best first."""
        terms = dict.fromkeys(index_words(fold(words)))
        wanted = [(Occur.Should, self._is("words", term)) for term in terms]
        if not wanted:
            return []
        searcher = self._index.searcher()
        found = searcher.search(Query.boolean_query(wanted), limit=limit).hits
        return [searcher.doc(address)["id"][0] for _score, address in found]

    def _is(self, field: str, value: str) -> Query:
        return Query.term_query(self._index.schema, field, value)


class Writing:
    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer

    def add(self, edition: str, texts: Sequence[tuple[str, str]]) -> None:
        """Take in an edition; taking it in twice is taking it in once."""
        self.remove([edition])
        following = [text for _id, text in texts[1:]] + [""]
        for (place, text), after in zip(texts, following, strict=True):
            words = " ".join(index_words(fold(text + after[:OVERLAP])))
            self._writer.add_document(Document(edition=edition, id=place, words=words))
        self._writer.add_document(Document(edition=edition, whole="edition"))

    def remove(self, editions: Iterable[str]) -> None:
        for edition in editions:
            self._writer.delete_documents_by_term("edition", edition)


def _opened(folder: Path) -> Index:
    """An empty one in place of what nobody can read, or an older Shutong made: all of it is in MongoDB."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return Index(_schema(), str(folder))
    except ValueError:
        rmtree(folder)
        folder.mkdir()
        return Index(_schema(), str(folder))


def _schema() -> Schema:
    fields = SchemaBuilder()
    fields.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("edition", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    fields.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    return fields.build()
