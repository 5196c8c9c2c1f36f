"""What is shown instead of a page: how to come in, and what is not here."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response

from ebooks.titles import CannotFind
from reader.refusals import CannotRead, NeedsLoan
from web.on_demand import OnDemand
from web.reading.door import Door
from web.reading.guard import Forged, NotAdmitted
from web.reading.serving import refuse

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def admitting(door: Door) -> type[OnDemand]:
    """A route whose refusals become pages, and who may not come in stands before this door."""

    class Admitting(OnDemand):
        def get_route_handler(self) -> Handler:
            serve = super().get_route_handler()

            async def explained(request: Request) -> Response:
                try:
                    return await serve(request)
                except (NotAdmitted, Forged):
                    return await door.show(request)
                except NeedsLoan as refused:
                    return refuse(request, 403, "reading/needs_loan.html", title_id=refused.title_id)
                except (CannotFind, CannotRead):
                    return refuse(request, 404, "reading/missing.html")

            return explained

    return Admitting
