"""Why a patron cannot read on."""

from reader.planned import Course


class CannotRead(Exception):
    """The root of the reader's refusals."""


class NothingOpen(CannotRead):
    def __init__(self, patron: str) -> None:
        super().__init__("no title on this shelf is open")
        self.patron = patron


class NotReadable(CannotRead):
    """The title has no text that could be handed out in a chat."""

    def __init__(self, title_id: str) -> None:
        super().__init__(f"title {title_id} has no instalments")
        self.title_id = title_id


class NeedsLoan(CannotRead):
    """The title is lent, and this patron does not have it now. Her place in it is kept."""

    def __init__(self, title_id: str, title_name: str = "") -> None:
        super().__init__(f"title {title_id} is read with a loan only")
        self.title_id, self.title_name = title_id, title_name


class NoSuchChapter(CannotRead):
    def __init__(self, last: int) -> None:
        super().__init__(f"the last chapter is {last}")
        self.last = last


class AtTheBeginning(CannotRead):
    def __init__(self, title_name: str) -> None:
        super().__init__("no instalment before the first")
        self.title_name = title_name


class BookFinished(CannotRead):
    def __init__(self, title_name: str) -> None:
        super().__init__("no instalment after the last")
        self.title_name = title_name


class CannotMark(CannotRead):
    """Why something was not marked."""


class NothingToMark(CannotMark):
    pass


class NotInTheText(CannotMark):
    """An excerpt is the author's words; these are not."""


class TooLong(CannotMark):
    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} characters")
        self.limit = limit


class TooManyMarks(CannotMark):
    def __init__(self, limit: int) -> None:
        super().__init__(f"there are {limit} already")
        self.limit = limit


class NoSuchMark(CannotMark):
    pass


class NotDelivered(CannotRead):
    """The title does not come to this patron by itself."""

    def __init__(self, title_id: str) -> None:
        super().__init__(f"no delivery of title {title_id}")
        self.title_id = title_id


class NoDays(CannotRead):
    """A schedule with no day of the week on it."""

    def __init__(self) -> None:
        super().__init__("no day of the week")


class PortionOutOfRange(CannotRead):
    def __init__(self, most: int) -> None:
        super().__init__(f"a portion is from 1 to {most}")
        self.most = most


class NoSuchTimeZone(CannotRead):
    def __init__(self, name: str) -> None:
        super().__init__(f"no time zone {name!r}")
        self.name = name


class CannotPlan(CannotRead):
    """Why a reading plan is not drawn up, joined or gone on with."""


class NoSuchPlan(CannotPlan):
    """There is none of that name, or nobody may join it."""


class NoSuchGroup(CannotPlan):
    pass


class NotAMember(CannotPlan):
    def __init__(self, plan_id: str) -> None:
        super().__init__(f"not in plan {plan_id}")
        self.plan_id = plan_id


class NothingHandedOut(CannotPlan):
    """She says she has read a day that she has not got."""


class PlanFinished(CannotPlan):
    def __init__(self, course: Course) -> None:
        super().__init__(f"all days of plan {course.plan.id} are read")
        self.course = course


class DoesNotFit(CannotPlan):
    """The titles do not fit into the days; they would into `least`."""

    def __init__(self, least: int) -> None:
        super().__init__(f"at least {least} days")
        self.least = least


class EditedMeanwhile(CannotPlan):
    """A colleague has changed the plan since it was looked at."""
