"""Files from a form, written to disk as they arrive: nothing of them is held in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from ebooks.imports.uploads import Uploads, shown_name

MB = 1 << 20
LARGEST = 200 * MB  # of one file
MOST_BYTES = 1024 * MB  # in one form
MOST_FILES = 1000
LONGEST_FIELD = 1000  # bytes


class CannotReceive(Exception):
    """The form is refused, and nothing of it is kept."""


class TooMuch(CannotReceive):
    """More than one form may carry."""


class Garbled(CannotReceive):
    """No form with files, or one that was broken off."""


@dataclass(slots=True)
class Upload:
    """A file where it lies; one that `is_too_large` has been removed again."""

    name: str
    path: Path
    size: int = 0
    is_too_large: bool = False


@dataclass(slots=True)
class Part:
    """What is being received: a file, or a field of which `value` is all so far."""

    headers: dict[str, str] = field(default_factory=dict)
    header: bytes = b""
    words: bytes = b""
    value: bytes = b""
    name: str = ""
    upload: Upload | None = None
    file: BinaryIO | None = None


async def receive(request: Request, uploads: Uploads, believe: Callable[[str], None]) -> list[Upload]:
    """All files of a form whose first field is its token, which `believe` must accept before any is written.

    Raises CannotReceive, OSError for a full disk, and what `believe` raises.
    """
    form = _Form(request, uploads, believe)
    try:
        if int(request.headers.get("content-length", 0)) > MOST_BYTES:
            raise TooMuch
        async for chunk in request.stream():
            await asyncio.to_thread(form.write, chunk)
        return form.finish()
    except BaseException as trouble:
        form.undo()
        if isinstance(trouble, FormParserError):
            raise Garbled from None
        raise


class _Form:
    def __init__(self, request: Request, uploads: Uploads, believe: Callable[[str], None]) -> None:
        _, options = parse_options_header(request.headers.get("content-type"))
        if not options.get(b"boundary"):
            raise Garbled
        self._uploads, self._believe, self._is_believed = uploads, believe, False
        self._part, self._received, self._size, self._is_whole = Part(), list[Upload](), 0, False
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._open,
                "on_part_data": self._data,
                "on_part_end": self._close,
                "on_end": self._end,
            },
        )

    def write(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > MOST_BYTES:
            raise TooMuch
        self._parser.write(chunk)

    def finish(self) -> list[Upload]:
        if not self._is_whole:
            raise Garbled
        return self._received

    def undo(self) -> None:
        if self._part.file:
            self._part.file.close()
        for upload in self._received:
            self._uploads.discard(upload.path)

    def _begin(self) -> None:
        self._part = Part()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._part.header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.words += data[start:end]

    def _header_end(self) -> None:
        part = self._part
        part.headers[part.header.decode("latin-1").lower()] = part.words.decode("latin-1")
        part.header = part.words = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._part.headers.get("content-disposition"))
        self._part.name = options.get(b"name", b"").decode(errors="replace")
        name = options.get(b"filename", b"").decode(errors="replace")
        if not name:  # a field, or a form in which nothing was chosen
            return
        if not self._is_believed:
            self._believe("")  # the token comes first, or never
        if len(self._received) >= MOST_FILES:
            raise TooMuch
        path = self._uploads.place(name)
        self._part.upload = Upload(shown_name(name), path)
        self._received.append(self._part.upload)
        self._part.file = path.open("xb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.upload is None:
            part.value += data[start : min(end, start + LONGEST_FIELD - len(part.value))]
            return
        part.upload.size += end - start
        if part.upload.size > LARGEST:
            part.upload.is_too_large = True
        elif part.file:
            part.file.write(memoryview(data)[start:end])

    def _close(self) -> None:
        part = self._part
        if part.name == "csrf":
            self._believe(part.value.decode(errors="replace"))
            self._is_believed = True
        if part.file:
            part.file.close()
        if part.upload and part.upload.is_too_large:
            self._uploads.discard(part.upload.path)

    def _end(self) -> None:
        self._is_whole = True
