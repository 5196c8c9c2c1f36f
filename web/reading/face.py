"""The reading page, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from bot.wechat import pages as wechat
from bot.wechat.codes import Codes
from ebooks.catalogue import Catalogue
from ebooks.lending.lending import Lending
from handlers.links import Links
from library.passes import Passes
from library.patrons import Patrons
from reader.admission import Admission, everybody
from reader.chapters import Chapters
from reader.marks import Marks
from reader.shelf import Shelf
from web.joining import join
from web.reading.deeds import Deeds
from web.reading.door import Door
from web.reading.entry import Entry
from web.reading.guard import Guard
from web.reading.loans import LoanPages
from web.reading.marking import MarkPages
from web.reading.pages import Pages
from web.reading.plates import Plates
from web.reading.refusals import admitting
from web.reading.sheets import Sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What is read, what is kept of it, and who may read."""

    catalogue: Catalogue
    shelf: Shelf
    chapters: Chapters
    marks: Marks
    lending: Lending
    links: Links
    admits: Admission = everybody


class Reading:
    """`sign_in` has the accounts whose console lets our pages ask WeChat who somebody is, by name.

    `codes` are all accounts' QR codes.
    """

    def __init__(
        self,
        books: Books,
        patrons: Patrons,
        passes: Passes,
        *,
        base_url: str,
        library: str,
        sign_in: Mapping[str, wechat.Pages],
        codes: Sequence[Codes] = (),
    ) -> None:
        self._door = Door(codes, library=library)
        guard = Guard(passes, patrons, admits=books.admits, base_url=base_url)
        self._rooms = (
            Entry(guard, passes, patrons, sign_in=sign_in, base_url=base_url),
            MarkPages(guard, books.catalogue, books.chapters, books.marks, passes),
            LoanPages(guard, books.lending, books.catalogue, books.links),
            Deeds(guard, books.catalogue, books.shelf, books.marks),
            Plates(guard, books.catalogue),
            Pages(guard, books.catalogue, books.shelf, books.chapters, library=library),
        )

    def routes(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        route = admitting(self._door)
        join(router, Sheets().routes(), self._door.routes(), *(room.routes(route) for room in self._rooms))
        return router
