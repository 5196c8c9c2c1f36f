"""Editing dossiers: of two librarians who change the same piece one wins, and the other is told."""

from collections.abc import Callable, Sequence
from hashlib import sha256

from ebooks.catalogue import Catalogue
from ebooks.dossiers import steps
from ebooks.dossiers.dossier import Dossier, Status, Words
from ebooks.dossiers.items import Excerpt, Note, Passage, Pointer
from ebooks.dossiers.refusals import AlreadyPublished, NoSuchDossier
from ebooks.dossiers.sources import Source, Sources
from ebooks.repository.dossiers import DossierRepository
from ebooks.titles import ids
from library.clock import Clock, utc_now
from library.identity import new_id

Step = Callable[[Dossier], Dossier]


class Editing:
    """`by` is the name of the librarian, `seen` the revision of the piece she looked at.

    Who changes different pieces never notices the other: a step that came too late is taken again.
    """

    def __init__(
        self, repository: DossierRepository, catalogue: Catalogue, sources: Sources, *, now: Clock = utc_now
    ) -> None:
        self._repository, self._catalogue, self._sources = repository, catalogue, sources
        self._now = now

    async def all(self) -> tuple[Dossier, ...]:
        """Those changed last first."""
        return await self._repository.all()

    async def get(self, dossier_id: str) -> Dossier:
        """Raises NoSuchDossier."""
        dossier = await self._repository.find(dossier_id)
        if dossier is None:
            raise NoSuchDossier(dossier_id)
        return dossier

    async def draft(self, name: str, by: str) -> Dossier:
        """A new one, which no patron sees; its code is known from now on, for posters to be printed."""
        dossier_id = new_id()
        dossier = Dossier(
            id=dossier_id,
            title_id=await self._free_code(dossier_id),
            words=Words(name=name),
            described=1,
            items=(),
            revision=1,
            status=Status.DRAFT,
            versions=(),
            changed_at=self._now(),
            changed_by=by,
        )
        await self._repository.add(dossier)
        return dossier

    async def describe(self, dossier_id: str, words: Words, seen: int, by: str) -> Dossier:
        """Raises NoSuchDossier, EditedMeanwhile."""
        return await self._take(dossier_id, lambda dossier: steps.describe(dossier, words, seen), by)

    async def note(self, dossier_id: str, heading: str, text: str, by: str) -> Dossier:
        """Raises NoSuchDossier, TooManyItems."""
        item = Note(id=new_id(), edited=0, heading=heading, text=text)
        return await self._take(dossier_id, lambda dossier: steps.add(dossier, item), by)

    async def source(self, title_id: str) -> Source:
        """To choose passages of. Raises CannotCopy."""
        return await self._sources.open(title_id)

    async def point(self, dossier_id: str, title_id: str, by: str) -> Dossier:
        """To any title the library holds, also one that is lent. Raises NoSuchDossier, SourceGone."""
        title = await self._sources.title(title_id)
        item = Pointer(
            id=new_id(), edited=0, title_id=title.id, name=title.name, authors=title.authors, text=""
        )
        return await self._take(dossier_id, lambda dossier: steps.add(dossier, item), by)

    async def copy(self, dossier_id: str, title_id: str, passages: Sequence[Passage], by: str) -> Dossier:
        """Passages of a title that is open to all; their names are those in the file.

        Raises NoSuchDossier, CannotCopy, TooManyItems.
        """
        source = await self._sources.open(title_id)
        named = tuple(source.named(passage) for passage in passages)
        title = source.title
        item = Excerpt(
            id=new_id(),
            edited=0,
            title_id=title.id,
            name=title.name,
            authors=title.authors,
            passages=named,
            text="",
        )
        return await self._take(dossier_id, lambda dossier: steps.add(dossier, item), by)

    async def reword(
        self, dossier_id: str, item_id: str, heading: str, text: str, *, seen: int, by: str
    ) -> Dossier:
        """Raises NoSuchDossier, NoSuchItem, EditedMeanwhile."""
        return await self._take(
            dossier_id, lambda dossier: steps.reword(dossier, item_id, heading, text, seen), by
        )

    async def move(self, dossier_id: str, item_id: str, places: int, by: str) -> Dossier:
        """Raises NoSuchDossier, NoSuchItem."""
        return await self._take(dossier_id, lambda dossier: steps.move(dossier, item_id, places), by)

    async def remove(self, dossier_id: str, item_id: str, seen: int, by: str) -> Dossier:
        """Raises NoSuchDossier, NoSuchItem, EditedMeanwhile."""
        return await self._take(dossier_id, lambda dossier: steps.remove(dossier, item_id, seen), by)

    async def discard(self, dossier_id: str) -> None:
        """What no patron ever had. Raises AlreadyPublished."""
        if not await self._repository.remove(dossier_id):
            raise AlreadyPublished

    async def _take(self, dossier_id: str, step: Step, by: str) -> Dossier:
        while True:
            seen = await self.get(dossier_id)
            changed = step(seen)
            if changed is seen:
                return seen
            if made := await self._repository.replace(changed, seen.revision, by, self._now()):
                return made

    async def _free_code(self, dossier_id: str) -> str:
        for title_id in ids(sha256(dossier_id.encode()).hexdigest()):
            if await self._catalogue.find(title_id) is None:
                return title_id
        raise AssertionError("five titles share fifty bits each of their hashes")
