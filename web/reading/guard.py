"""Who may read: whoever a pass of ours in a cookie says she is."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import Request, Response

from library.passes import CannotEnter, Passes
from library.patrons import NoSuchPatron, Patron, Patrons
from reader.admission import Admission
from reader.refusals import NeedsLoan
from web.tongues import remember

REMEMBERED = timedelta(days=30)  # without a visit
RENEW_AFTER = timedelta(days=1)
COOKIE, GUEST = "reading cookie", "reading guest"


class NotAdmitted(Exception):
    """She came by no link of ours, or its time is over."""


class Forged(Exception):
    """A form that another site sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """`patron` is None for a guest, who sees one title and leaves no trace."""

    patron: Patron | None
    renew: bool = False

    @property
    def id(self) -> str:
        """Raises NotAdmitted for a guest."""
        if self.patron is None:
            raise NotAdmitted
        return self.patron.id


class Guard:
    """A guest's cookie is sent only below the address of her one title."""

    def __init__(self, passes: Passes, patrons: Patrons, *, admits: Admission, base_url: str) -> None:
        self._passes, self._patrons, self._admits = passes, patrons, admits
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))
        self._secure = base_url.startswith("https://")
        prefix = "__Secure-" if self._secure else ""
        self._cookie, self._guest = f"{prefix}reading", f"{prefix}reading_guest"

    async def patron(self, request: Request) -> Visitor | None:
        """Whom the browser remembers, unless she has left the account since."""
        try:
            known = self._passes.check(COOKIE, request.cookies.get(self._cookie, ""))
            patron = await self._patrons.get(known.patron)
        except (CannotEnter, NoSuchPatron):
            return None
        if patron.openid is None:
            return None
        remember(request, patron)
        return Visitor(patron=patron, renew=self._passes.age(known) > RENEW_AFTER)

    async def visitor(self, request: Request, title_id: str = "") -> Visitor:
        """Who looks at what is hers, or at a title's text if it is named. Raises NotAdmitted, NeedsLoan."""
        found = await self.patron(request) or self._guest_of(request, title_id)
        await self._admit(found.patron.id if found.patron else "", title_id)
        return found

    def _guest_of(self, request: Request, title_id: str) -> Visitor:
        try:
            guest = self._passes.check(GUEST, request.cookies.get(self._guest, ""))
        except CannotEnter as refused:
            raise NotAdmitted from refused
        if not title_id or guest.what != title_id:
            raise NotAdmitted
        return Visitor(patron=None)

    async def reader(self, request: Request, title_id: str = "") -> str:
        """For whatever changes or shows what is hers: her id. Raises NotAdmitted, Forged, NeedsLoan."""
        self.check_origin(request)
        found = await self.patron(request)
        if found is None:
            raise NotAdmitted
        await self._admit(found.id, title_id)
        return found.id

    async def _admit(self, patron: str, title_id: str) -> None:
        if title_id and not await self._admits(patron, title_id):
            raise NeedsLoan(title_id)

    def check_origin(self, request: Request) -> None:
        """Raises Forged if the browser says that another site sent this."""
        here = {None, self._origin, f"{request.url.scheme}://{request.headers.get('host')}"}
        foreign = request.headers.get("sec-fetch-site") == "cross-site"
        if request.method != "GET" and (foreign or request.headers.get("origin") not in here):
            raise Forged

    def remember(self, response: Response, patron_id: str) -> None:
        token = self._passes.issue(COOKIE, patron=patron_id, life=REMEMBERED)
        self._set(response, self._cookie, token, "/read", REMEMBERED)

    def let_in(self, response: Response, title_id: str, life: timedelta) -> None:
        """A guest, for one title."""
        token = self._passes.issue(GUEST, what=title_id, life=life)
        self._set(response, self._guest, token, f"/read/{title_id}", life)

    def forget(self, response: Response) -> None:
        response.delete_cookie(self._cookie, path="/read", httponly=True, secure=self._secure, samesite="lax")

    def _set(self, response: Response, name: str, token: str, path: str, life: timedelta) -> None:
        response.set_cookie(
            name,
            token,
            max_age=int(life.total_seconds()),
            path=path,
            httponly=True,
            secure=self._secure,
            samesite="lax",
        )
