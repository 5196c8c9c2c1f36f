"""The knowledge base in a browser: a version is read by a second librarian, and published."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from library.identity import new_id
from library.staff import Librarian
from reference.articles import Wording
from reference.editorial import Editorial
from reference.repository.articles import ArticleRepository
from tests.web.desk.test_browser import PHONE, sits_down

pytestmark = pytest.mark.browser
__all__ = ["sits_down"]

UMBRELLA = Wording(
    asked=("雨伞可以借吗？", "下雨了借把伞"), answer="可以。\n一楼总服务台凭读者证借，当天还。"
)
LATER = Wording(asked=("雨伞可以借吗？", "有伞吗"), answer="可以。三天内还到任何一个分馆。")


@pytest.fixture
async def article(database):
    """Published, with a next version that waits for a second librarian."""
    editorial = Editorial(ArticleRepository(database))
    bao, chen = (Librarian(id=new_id(), login=name, name=name) for name in ("宝音", "陈静"))
    article = await editorial.draft(UMBRELLA, bao)
    article = await editorial.propose(article.id, bao, seen=article.revision)
    article = await editorial.approve(article.id, chen, seen=article.revision)
    article = await editorial.rewrite(article.id, LATER, bao, seen=article.revision)
    return await editorial.propose(article.id, bao, seen=article.revision)


async def problems(page: Page) -> list[str]:
    results = await Axe().run(page)
    found = [f"{one['id']}: {one['nodes'][0]['html']}" for one in results.response["violations"]]
    wider = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found + ["wider than the screen"] * wider


async def test_a_second_librarian_publishes_on_a_phone_in_the_dark(house, sits_down, article):
    page = await sits_down("wang", "王馆员", PHONE, color_scheme="dark")
    await page.goto(f"{house.url}/desk/knowledge/{article.id}")
    assert await problems(page) == []
    await page.get_by_role("button", name="看过了，发布").click()
    await expect(page.get_by_text("三天内还到任何一个分馆。").first).to_be_visible()
    assert (await house.knowledge.answer("有伞吗")).answer == LATER.answer
