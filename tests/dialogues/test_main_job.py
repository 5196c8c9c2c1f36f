"""The whole main job, as one patron and one librarian live it."""

import re

from ebooks.reading import read_book
from tests.running import Running


async def test_a_patron_reads_takes_along_and_asks(library: Running, corpus):
    chen = await library.librarian(name="陈静")
    lin = await library.patron("林小满")
    assert "书童" in str(lin.bubble)

    # She looks for a book and sees its card.
    assert "1. 《红楼梦》" in await lin.says("找书 红楼梦")
    card = await lin.says("1")
    assert "《红楼梦》" in card
    assert "/t/" in lin.bubble.url

    # She takes it along: the very bytes that were imported.
    link = re.search(r'href="([^"]+/d/[^"]+)"', await lin.says("下载")).group(1)
    book = corpus / "books" / "zh-hong-lou-meng.epub"
    assert (await library.http.get(link)).content == book.read_bytes()

    # She reads, as the book has it.
    chapters = read_book(book).chapters
    first = await lin.says("开始")
    assert chapters[0].title[:8] in first
    pages = [first] + [await lin.says("继续") for _ in range(3)]
    assert len(set(pages)) == 4
    fifth = await lin.says("跳到第5章")
    assert chapters[4].title[:6] in fifth
    progress = await lin.says("进度")
    assert "《红楼梦》" in progress
    assert f"5/{len(chapters)}" in progress

    # She asks; a librarian answers; the answer arrives in the chat.
    assert "下一个就是您" in await lin.says("咨询 馆里有《红楼梦》的甲戌本影印本吗？")
    question = await library.house.casework.claim_next(chen)
    await library.answers(chen, question, "有的，在古籍阅览室，凭读者卡可看。")
    assert "古籍阅览室" in await lin.hears()

    # She goes on with the thread, and with the book.
    assert "陈静" in await lin.says("周末也能看吗？")
    thread = await library.house.casework.thread(question.id)
    assert [entry.text for entry in thread.entries][-1] == "周末也能看吗？"
    assert chapters[4].title[:6] in await lin.says("继续")
