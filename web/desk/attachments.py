"""What patrons and librarians attached, for who may see its thread and nobody else."""

from fastapi import APIRouter, Depends, Request, Response

from reference.attachment import Attachment, Medium
from reference.attachments import Attachments, NoSuchAttachment, attached
from reference.casework import Casework
from reference.inspection import SUFFIXES
from reference.refusals import NoSuchQuestion
from web.desk.guard import DeskRoute, Guard, signed_in
from web.etags import is_known
from web.sent_pictures import as_a_picture


class AttachmentDesk:
    def __init__(self, guard: Guard, casework: Casework, attachments: Attachments) -> None:
        self._guard, self._casework, self._attachments = guard, casework, attachments

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/questions/{question_id}/attachments/{attachment_id}")(self.show)
        return router

    async def show(self, request: Request, question_id: str, attachment_id: str) -> Response:
        """The bytes; knowing an address is of no use to who may not see the question."""
        try:
            thread = await self._casework.look(question_id, signed_in(request).librarian)
            attachment = attached(thread, attachment_id)
            if is_known(request, _headers(attachment)["etag"]):
                return Response(status_code=304, headers=_headers(attachment))
            content = await self._attachments.content(attachment_id)
        except (NoSuchQuestion, NoSuchAttachment):
            return Response("没有这个附件。", status_code=404, media_type="text/plain")
        return Response(content, media_type=attachment.type, headers=_headers(attachment))


def _headers(attachment: Attachment) -> dict[str, str]:
    how = "inline" if attachment.medium is Medium.IMAGE else "attachment"
    name = f"{attachment.id}.{SUFFIXES[attachment.type]}"
    return {**as_a_picture(attachment.id), "content-disposition": f'{how}; filename="{name}"'}
