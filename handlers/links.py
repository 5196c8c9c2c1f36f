"""Addresses of our pages, as a patron gets them in chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ebooks.lending.loans import Loan
from ebooks.tickets import Tickets
from library.passes import Passes
from reader.certificates import Certificate
from reader.chapters import LONGEST_PORTION
from reader.places import Page
from reader.posters import Poster
from reader.spots import Spot

READING, MARKS = "reading entry", "marks export"  # what a pass in an address is good for
POSTER, CERTIFICATE = "poster", "certificate"
ENCLOSED = "enclosed picture"
READING_LIFE = timedelta(days=30)
PICTURE_LIFE = timedelta(days=30)  # whoever wants to keep one has saved it by then
MARKS_LIFE = timedelta(minutes=30)  # her notes are in it
SHELF = ""  # no title: the page with all her books
LOANS = "loans"  # in place of a title: the page with what she has borrowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a link opens: a title where she is, or `count` instalments from a spot (0 as she likes it)."""

    title_id: str
    spot: Spot | None = None
    count: int = 0

    def written(self) -> str:
        return f"{self.title_id}/{self.spot or ''}/{self.count}"

    @classmethod
    def read(cls, written: str) -> "Target":
        """What `written` wrote."""
        title_id, spot, count = written.split("/")
        return cls(title_id=title_id, spot=Spot.read(spot), count=int(count))

    @property
    def path(self) -> str:
        """The clean address."""
        page = "/".join(filter(None, ("/read", self.title_id, str(self.spot or ""))))
        return f"{page}?count={self.count}" if self.spot and self.count else page


class Links:
    """`library` is the name that stands on what leaves the house."""

    def __init__(self, tickets: Tickets, *, base_url: str, passes: Passes, library: str = "") -> None:
        self._tickets, self._passes, self._base = tickets, passes, base_url.rstrip("/")
        self.library = library

    def title(self, title_id: str) -> str:
        return f"{self._base}/t/{title_id}"

    @property
    def dossiers(self) -> str:
        return f"{self._base}/dossiers"

    @property
    def answers(self) -> str:
        """To what is often asked."""
        return f"{self._base}/faq"

    def on(self, address: str) -> str:
        """To one of our pages, by its path."""
        return f"{self._base}{address}"

    @property
    def privacy(self) -> str:
        """To what is kept, and how long."""
        return f"{self._base}/privacy"

    def cover(self, title_id: str) -> str:
        return f"{self._base}/covers/{title_id}.webp"

    def download(self, title_id: str, *, life: timedelta, kiosk: str = "") -> str:
        """A link with a ticket in it, which expires after `life` and is counted for the `kiosk` she is at."""
        return f"{self._base}/d/{self._tickets.issue(title_id, life=life, holder=kiosk)}"

    def borrowed(self, loan: Loan) -> str:
        """To the download of what she has on loan; it opens nothing once the loan is over."""
        return f"{self._base}/d/{self._tickets.issue_until(loan.title_id, loan.until, holder=loan.id)}"

    def reading(
        self,
        patron: str,
        title_id: str = SHELF,
        *,
        spot: Spot | None = None,
        count: int = 0,
        life: timedelta = READING_LIFE,
    ) -> str:
        """To the reading page: where she is, or at a spot, or a portion of `count` instalments from it on.

        It knows her for half an hour; after that it shows the text alone to whoever has no cookie of hers.
        """
        target = Target(title_id=title_id, spot=spot, count=count).written()
        return f"{self._base}/read/in/{self._passes.issue(READING, patron=patron, what=target, life=life)}"

    def loans(self, patron: str) -> str:
        """To the page with what she has borrowed and waits for."""
        return self.reading(patron, LOANS)

    def portion(self, patron: str, pages: Sequence[Page]) -> str:
        """To the very pages she was handed; of very many to the first, from which the page leads on."""
        first, count = pages[0], min(len(pages), LONGEST_PORTION)
        return self.reading(patron, first.title_id, spot=first.spot, count=count if count > 1 else 0)

    def marks(self, patron: str) -> str:
        """To her excerpts and notes as a text, for half an hour."""
        return f"{self._base}/read/export/{self._passes.issue(MARKS, patron=patron, life=MARKS_LIFE)}"

    def poster(self, poster: Poster) -> str:
        """To the page that shows it; with `.png` behind, to the picture. It says nothing of who she is."""
        return self._picture(POSTER, "posters", poster.written())

    def certificate(self, certificate: Certificate) -> str:
        """As `poster`."""
        return self._picture(CERTIFICATE, "certificates", certificate.written())

    def enclosed(self, attachment_id: str) -> str:
        """To a picture that a librarian sent; whoever has the address sees it, as long as it is kept."""
        return self._picture(ENCLOSED, "pictures", attachment_id)

    def _picture(self, purpose: str, path: str, what: str) -> str:
        return f"{self._base}/{path}/{self._passes.issue(purpose, what=what, life=PICTURE_LIFE)}"
