"""What a patron reads where there is nothing to see: in her words, with a way on."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response

from ebooks.lending.door import NotOnLoanAnyMore
from ebooks.tickets import TicketExpired, TicketForged
from ebooks.titles import CannotFind
from language.translation import _
from web.on_demand import OnDemand
from web.rendering import page

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Explained(OnDemand):
    """A route whose refusals become pages."""

    def get_route_handler(self) -> Handler:
        serve = super().get_route_handler()

        async def explained(request: Request) -> Response:
            try:
                return await serve(request)
            except CannotFind:
                return _not_here()
            except TicketForged:
                return _forged()
            except TicketExpired as expired:
                return _expired(expired.title_id)
            except NotOnLoanAnyMore as over:
                return _not_on_loan(over.title_id)

        return explained


def _not_here() -> Response:
    return _refusal(
        404, _("没有找到这本书"), _("它可能已经下架，也可能是短码抄错了一位。请换书名或作者再找找。")
    )


def _forged() -> Response:
    return _refusal(
        403, _("这个链接不完整"), _("下载链接在转发中可能被截断了。请重新扫码，或者找到这本书再下载。")
    )


def _expired(title_id: str) -> Response:
    words = _("为了保护图书，下载链接只在一段时间内有效。打开这本书的页面，就能得到新的链接。")
    return _refusal(410, _("下载链接已过期"), words, way_on=(f"/t/{title_id}", _("打开图书页面")))


def _not_on_loan(title_id: str) -> Response:
    words = _("这本书一份一次借给一位读者。借期到了，或者还没有借。在公众号里借一次，就能得到新的链接。")
    return _refusal(403, _("这本书要先借"), words, way_on=(f"/t/{title_id}", _("打开图书页面")))


def _refusal(status: int, name: str, words: str, way_on: tuple[str, str] | None = None) -> Response:
    link, label = way_on or ("/", _("去书库看看"))
    response = page("patron/refusal.html", status=status, name=name, words=words, link=link, label=label)
    response.headers["Cache-Control"] = "no-store"
    return response
