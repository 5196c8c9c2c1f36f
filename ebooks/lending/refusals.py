"""Why a title is not lent, with what the one who asked needs to go on."""

from datetime import datetime

from ebooks.lending.loans import Loan


class CannotBorrow(Exception):
    """The root of everything lending refuses; always about one title."""

    def __init__(self, title_id: str) -> None:
        super().__init__(title_id)
        self.title_id = title_id


class OpenAccess(CannotBorrow):
    """It has no licence, so everybody may have it without a loan."""


class NotLicensed(CannotBorrow):
    """All its licences have run out."""


class NotLicensedHere(CannotBorrow):
    """Only some venues hand it out, and `venue` is none of them."""

    def __init__(self, title_id: str, venue: str, venues: tuple[str, ...]) -> None:
        super().__init__(title_id)
        self.venue, self.venues = venue, venues


class NoCopyAvailable(CannotBorrow):
    """All are out; one may place a hold."""


class CopyAvailable(CannotBorrow):
    """There is no need to wait for it."""


class LimitReached(CannotBorrow):
    """She has as many as she may have at once."""

    def __init__(self, title_id: str, limit: int) -> None:
        super().__init__(title_id)
        self.limit = limit


class TooManyLoans(LimitReached):
    pass


class TooManyHolds(LimitReached):
    pass


class AlreadyOnLoan(CannotBorrow):
    """She has it, so she need not wait for it."""

    def __init__(self, loan: Loan) -> None:
        super().__init__(loan.title_id)
        self.loan = loan


class CannotRenew(CannotBorrow):
    pass


class NotOnLoan(CannotRenew):
    pass


class OthersWaiting(CannotRenew):
    def __init__(self, loan: Loan, waiting: int) -> None:
        super().__init__(loan.title_id)
        self.loan, self.waiting = loan, waiting


class RenewedTooOften(CannotRenew):
    def __init__(self, loan: Loan) -> None:
        super().__init__(loan.title_id)
        self.loan = loan


class LicenceEnds(CannotRenew):
    """The loan lasts as long as its licence already."""

    def __init__(self, loan: Loan, until: datetime) -> None:
        super().__init__(loan.title_id)
        self.loan, self.until = loan, until
