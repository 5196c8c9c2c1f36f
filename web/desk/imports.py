"""Books into the library from the desk: what is brought, how far it is, and what became of each file."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.requests import ClientDisconnect

from ebooks.catalogue import Catalogue
from ebooks.imports.file import Arriving, Decision, ImportFile, Settled, Status
from ebooks.imports.imports import SHOWN, Imports
from ebooks.imports.job import ImportJob, NoSuchImport, Source
from ebooks.imports.uploads import Uploads
from reader.shelf import Shelf
from web.desk import wording
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.tables import table
from web.desk.uploading import LARGEST, MB, MOST_BYTES, MOST_FILES, Garbled, TooMuch, Upload, receive
from web.rendering import page

NEWEST = 20  # imports on the list
STATUS = {
    Status.QUEUED: "等待",
    Status.READING: "正在读",
    Status.ACCEPTED: "收下",
    Status.DUPLICATE: "已有",
    Status.REFUSED: "拒收",
    Status.SKIPPED: "跳过",
}
DECISIONS = {Decision.BOTH: "都留着", Decision.NEW_OUT: "下架了新的", Decision.OLD_OUT: "下架了旧的"}
ALIKE = "alike"  # in place of a status: those that may be a title we have
HEAD = (
    "文件",
    "字节",
    "结果",
    "说明",
    "书名",
    "编号",
    "可能相同的书",
    "编号",
    "相同之处",
    "决定",
    "秒",
    "SHA-256",
)


class ImportDesk:
    def __init__(
        self, guard: Guard, imports: Imports, uploads: Uploads, catalogue: Catalogue, shelf: Shelf
    ) -> None:
        self._guard, self._imports, self._uploads = guard, imports, uploads
        self._catalogue, self._shelf = catalogue, shelf

    def routes(self) -> APIRouter:
        router = APIRouter(include_in_schema=False, route_class=DeskRoute)
        looking, bringing = [Depends(self._guard.admit)], [Depends(self._guard.admit_unread)]
        router.get("/desk/imports", dependencies=looking)(self.all)
        router.post("/desk/imports", dependencies=bringing)(self.bring)
        router.get("/desk/imports/{job_id}.csv", dependencies=looking)(self.report)
        router.get("/desk/imports/{job_id}", dependencies=looking)(self.one)
        router.post("/desk/imports/{job_id}/{file_id}", dependencies=looking)(self.decide)
        return router

    async def all(self, request: Request) -> Response:
        return await self._list(request)

    async def bring(self, request: Request) -> Response:
        """The form is read here and not by the guard, which would hold it in memory first."""
        who = signed_in(request)
        try:
            received = await receive(request, self._uploads, lambda token: self._guard.believe(who, token))
        except TooMuch:
            words = f"一次最多传 {MOST_FILES} 个文件，一共 {MOST_BYTES // MB} MB。请分几次传。"
            return await self._list(request, status=413, trouble=words)
        except (Garbled, ClientDisconnect):
            return await self._list(request, status=400, trouble="没有传完，请再传一次。")
        except OSError:
            return await self._list(request, status=507, trouble="服务器存不下这些文件，请告诉管理员。")
        if not received:
            return await self._list(request, status=400, trouble="还没有选文件。")
        job = await self._queue(who.librarian.name, received)
        return RedirectResponse(f"/desk/imports/{job.id}", status_code=303)

    async def one(
        self,
        request: Request,
        job_id: str,
        only: Annotated[str, Query(max_length=20)] = "",
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> Response:
        try:
            job = await self._imports.get(job_id)
        except NoSuchImport:
            return await self._list(request, status=404, trouble="没有这次导入。")
        status = Status(only) if only in STATUS else None
        files = await self._imports.files(job_id, status=status, alike=only == ALIKE, offset=offset)
        total = job.alike if only == ALIKE else job.count(status) if status else job.total
        return page(
            "desk/imports_one.html",
            **self._around(request),
            job=job,
            files=files,
            only=only,
            choices=_choices(job),
            earlier=offset - SHOWN if offset else None,
            later=offset + SHOWN if offset + SHOWN < total else None,
        )

    async def decide(
        self, request: Request, job_id: str, file_id: str, decision: Annotated[Decision, Form()]
    ) -> Response:
        """What was decided first is done, again where it was broken off; who came second reads what it is."""
        by = signed_in(request).librarian.name
        file = await self._imports.decide(file_id, decision, by=by)
        if file and file.settled and file.settled.alike:
            out = {
                Decision.NEW_OUT: file.settled.title_id,
                Decision.OLD_OUT: file.settled.alike.title_id,
            }
            if title_id := out.get(file.decision or Decision.BOTH):
                await self._catalogue.withdraw(title_id)
                await self._shelf.withdraw(title_id)
                await self._catalogue.discard_illustrations(title_id)
        return RedirectResponse(f"/desk/imports/{job_id}?only={ALIKE}", status_code=303)

    async def report(self, request: Request, job_id: str) -> Response:
        try:
            job = await self._imports.get(job_id)
        except NoSuchImport:
            return await self._list(request, status=404, trouble="没有这次导入。")
        files = await self._imports.files(job.id, limit=0)
        return table(f"import-{job.id}", HEAD, map(_row, files))

    async def _queue(self, librarian: str, received: list[Upload]) -> ImportJob:
        job = await self._imports.open(Source.UPLOAD, by=librarian)
        for upload in received:
            if upload.is_too_large:
                words = f"文件超过了 {LARGEST // MB} MB。"
                await self._imports.note(job, _arriving(upload), Settled(status=Status.REFUSED, reason=words))
        await self._imports.queue(job, [_arriving(one) for one in received if not one.is_too_large])
        return job

    async def _list(self, request: Request, *, status: int = 200, trouble: str = "") -> Response:
        jobs = await self._imports.newest(NEWEST)
        return page(
            "desk/imports.html",
            status=status,
            **self._around(request),
            jobs=jobs,
            trouble=trouble,
            largest=LARGEST,
            most=MOST_BYTES,
            is_going_on=any(not job.is_done for job in jobs),
        )

    def _around(self, request: Request) -> dict[str, Any]:
        who = signed_in(request)
        return {
            "me": who.librarian,
            "csrf": who.csrf,
            "named": _name,
            "moment": wording.moment,
            "statuses": STATUS,
            "decisions": DECISIONS,
            "mb": MB,
        }


def _arriving(upload: Upload) -> Arriving:
    return Arriving(path=upload.path, name=upload.name, size=upload.size)


def _name(job: ImportJob) -> str:
    match job.source:
        case Source.UPLOAD:
            return f"{job.by}上传"
        case Source.FOLDER:
            return f"文件夹 {job.by}"
        case Source.FEED:
            return f"书目 {job.by}"
    return "命令行"


def _choices(job: ImportJob) -> list[tuple[str, str, int]]:
    """What one may look at alone, with how many there are."""
    found = [(status.value, label, job.count(status)) for status, label in STATUS.items()]
    shown = [("", "全部", job.total), *found, (ALIKE, "可能重复", job.alike)]
    return [one for one in shown if one[2] or not one[0]]


def _row(file: ImportFile) -> list[object]:
    settled = file.settled or Settled(status=file.status)
    alike = settled.alike
    return [
        file.name,
        file.size,
        STATUS[file.status],
        "；".join(filter(None, (settled.reason, *settled.warnings))),
        settled.title_name,
        settled.title_id,
        *((alike.name, alike.title_id, alike.by) if alike else ("", "", "")),
        DECISIONS[file.decision] if file.decision else "",
        settled.seconds,
        settled.sha256,
    ]
