"""Titles, their files, what is made of them and where they are shown."""

from dataclasses import dataclass

from config.bucket import bucket_of
from config.rooms.ground import Ground
from ebooks.browsing import Browsing
from ebooks.bucket import FilesInBucket
from ebooks.catalogue import Catalogue
from ebooks.copies import Copies
from ebooks.covers import Covers
from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.editing import Editing
from ebooks.dossiers.publishing import Publishing
from ebooks.dossiers.sources import Sources
from ebooks.files import Folder
from ebooks.illustrations import Illustrations
from ebooks.imports.imports import Imports
from ebooks.imports.uploads import Uploads
from ebooks.kiosks.counters import Counters
from ebooks.kiosks.kiosks import Kiosks
from ebooks.lending.lending import Lending
from ebooks.lending.licensing import Licensing
from ebooks.records.filling import Records
from ebooks.repository import TitleRepository
from ebooks.repository.browsing import BrowsingRepository
from ebooks.repository.counters import CounterRepository
from ebooks.repository.dossiers import DossierRepository
from ebooks.repository.imports import ImportRepository
from ebooks.repository.kiosks import KioskRepository
from ebooks.search.search import Search
from ebooks.search.title_index import TitleIndex
from ebooks.taken import Taken
from ebooks.tickets import Tickets
from reader.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Stacks:
    """Titles and all that has to do with their files."""

    catalogue: Catalogue
    browsing: Browsing
    records: Records
    search: Search
    dossiers: Dossiers
    editing: Editing
    publishing: Publishing
    imports: Imports
    uploads: Uploads
    kiosks: Kiosks
    counters: Counters
    tickets: Tickets
    copies: Copies
    taken: Taken


def furnish_ebooks(ground: Ground, licensing: Licensing, lending: Lending, shelf: Shelf) -> Stacks:
    database, now, data = ground.database, ground.now, ground.settings.data_dir
    library = ground.settings.library_name
    bucket, folder = bucket_of(ground.settings.bucket), Folder(data / "files")
    titles = TitleRepository(database)
    search = Search(titles, TitleIndex(data / "index" / "titles"))
    files = FilesInBucket(bucket, folder) if bucket else folder
    covers, pictures = Covers(data / "covers", bucket), Illustrations(data / "illustrations", bucket)
    catalogue = Catalogue(titles, files, covers, pictures, search=search, now=now)
    compiled, sources = DossierRepository(database), Sources(catalogue, lending)
    dossiers, tickets = Dossiers(compiled, now=now), Tickets(*ground.secrets, now=now)
    kiosks = Kiosks(KioskRepository(database), now=now)
    counters = Counters(CounterRepository(database), now=now)
    return Stacks(
        catalogue=catalogue,
        browsing=Browsing(catalogue, BrowsingRepository(database)),
        records=Records(titles, licensing, now=now),
        search=search,
        dossiers=dossiers,
        editing=Editing(compiled, catalogue, sources, now=now),
        publishing=Publishing(compiled, sources, catalogue, shelf, library=library, now=now),
        imports=Imports(ImportRepository(database), now=now),
        uploads=Uploads(data / "arrivals"),
        kiosks=kiosks,
        counters=counters,
        tickets=tickets,
        copies=Copies(data / "copies", library=library, now=now),
        taken=Taken(tickets, dossiers, kiosks, counters),
    )
