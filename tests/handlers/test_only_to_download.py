"""A PDF: one takes it along, and is not asked to read it in the chat."""

from ebooks.book import Format
from ebooks.reading import read_book
from tests.ebooks.hostile.others import pdf
from web.downloads import MEDIA_TYPES


async def test_a_pdf_is_only_handed_out(house, lin, tmp_path):
    path = tmp_path / "论语.pdf"
    path.write_bytes(pdf())
    title, _ = await house.catalogue.add(read_book(path), path)
    assert MEDIA_TYPES[title.format] == "application/pdf"
    assert (title.file_name, title.authors) == ("论语.pdf", ("孔子", "弟子"))
    assert "PDF，只供下载。回复「下载」" in await lin.says(title.code)
    assert "只供下载，不能在聊天里读" in await lin.says("开始")
    assert "《论语》PDF" in await lin.says("下载")


def test_every_format_has_a_media_type():
    assert set(MEDIA_TYPES) == set(Format)
