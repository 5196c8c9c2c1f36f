"""What librarians see of a question whose patron is not known any more."""

from library.identity import new_id
from reference.casebook import Casebook
from reference.repository.questions import QuestionRepository
from reference.repository.scrubs import ScrubRepository
from reference.scrubbing import Scrubbing


async def scrubbed(house, database, browser) -> str:
    """A question that 王馆员 answered and resolved, and that its patron had forgotten."""
    patron = new_id()
    question = (await house.asks("我家的蓝色门牌", patron)).question_id
    where = f"/desk/questions/{question}"
    await browser.does(f"{where}/claim")
    await browser.does(f"{where}/answer", key="answered-1", last_seq=1, text="蓝色的在三楼")
    await browser.does(f"{where}/resolve", kind="reference", read=2, outcome="answered")
    casebook = Casebook(QuestionRepository(database), house.live)
    await Scrubbing(ScrubRepository(database), casebook, house.desk).forget(patron)
    return where


async def test_it_says_that_it_is_scrubbed_and_offers_nothing(house, database):
    wang = await house.signed_in("wang", "王馆员")
    where = await scrubbed(house, database, wang)
    page = await wang.looks(where)
    assert "读者的身份和往来的文字已经删除" in page
    assert "READ 2" in page, "what is counted is still shown"
    assert "蓝色" not in page
    for deed in (f"{where}/reopen", f"{where}/note", "knowledge/new?question"):
        assert deed not in page
    assert (await wang.does(f"{where}/reopen")).status_code == 409


async def test_it_is_found_by_none_of_its_words(house, database):
    wang = await house.signed_in("wang", "王馆员")
    other = (await house.asks("红色门牌在哪里")).question_id
    where = await scrubbed(house, database, wang)
    assert other in await wang.looks("/desk?words=门牌"), "the search works"
    for words in ("蓝色", "门牌", "三楼"):
        assert where not in await wang.looks(f"/desk?words={words}")
