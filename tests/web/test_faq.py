"""What the house answers, for everybody: only what two librarians stand for."""

import httpx
import pytest
from fastapi import FastAPI

from library.identity import new_id
from library.staff import Librarian
from reference.articles import Wording
from reference.editorial import Editorial
from reference.knowledge import KnowledgeBase, KnowledgeEntry
from reference.repository.articles import ArticleRepository
from reference.repository.knowledge import KnowledgeRepository
from tests.running import NO_TLS
from web.faq import Faq
from web.joining import join

PARKING = KnowledgeEntry(
    id="parking", wordings=("有停车场吗？", "停车要钱吗"), answer="地下停车场。\n<b>免费</b>停 3 小时。"
)
CARD = KnowledgeEntry(id="card", wordings=("怎么办借书证？",), answer="带身份证到一楼。")


@pytest.fixture
async def faq(database):
    knowledge = KnowledgeBase(KnowledgeRepository(database))
    for entry in (PARKING, CARD):
        await knowledge.add(entry)
    app = FastAPI()
    join(app.router, Faq(knowledge, library="青城图书馆").routes())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://library", verify=NO_TLS) as http:
        yield http


async def test_all_answers_stand_on_one_page_without_a_script(faq):
    page = (await faq.get("/faq")).text
    assert "怎么办借书证？" in page
    assert "&lt;b&gt;免费" in page
    assert "<script" not in page
    assert "停车要钱吗" not in page  # a way to ask is for finding, not for reading


@pytest.mark.parametrize("words", ["停车要钱么", "停车", "地下停车场", "停車"])
async def test_what_is_asked_is_found_by_any_wording(faq, words):
    page = (await faq.get("/faq", params={"q": words})).text
    assert "有停车场吗" in page
    assert "怎么办借书证" not in page


async def test_nothing_found_leads_to_a_person(faq):
    page = (await faq.get("/faq", params={"q": "元上都<i>"})).text
    assert "没有找到“元上都&lt;i&gt;”的回答" in page
    assert "「咨询」" in page


async def test_one_answer_has_an_address_until_it_is_withdrawn(faq, database):
    editorial = Editorial(ArticleRepository(database))
    wang, bao = (Librarian(id=new_id(), login=name, name=name) for name in ("王馆员", "宝音"))
    article = await editorial.draft(Wording(asked=("存包柜在哪",), answer="门口。"), wang)
    assert (await faq.get(f"/faq/{article.id}")).status_code == 404
    article = await editorial.propose(article.id, wang, seen=article.revision)
    assert "存包柜" not in (await faq.get("/faq")).text
    article = await editorial.approve(article.id, bao, seen=article.revision)
    page = (await faq.get(f"/faq/{article.id}")).text
    assert "门口。" in page
    assert "由两位馆员审定" in page
    assert "王馆员" not in page
    await editorial.withdraw(article.id, wang, seen=article.revision)
    assert (await faq.get(f"/faq/{article.id}")).status_code == 404
    assert "存包柜" not in (await faq.get("/faq")).text


async def test_words_too_long_and_names_that_are_none(faq):
    assert (await faq.get("/faq", params={"q": "长" * 101})).status_code == 422
    assert (await faq.get("/faq/%00")).status_code == 404
    assert (await faq.get("/faq/nothing")).status_code == 404
