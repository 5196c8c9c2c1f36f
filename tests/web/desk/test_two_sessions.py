"""The two-sessions report joins what the desk, the kiosks, the lending and the dossiers have counted."""

from datetime import timedelta

import pytest

from ebooks.dossiers.given import Way
from ebooks.kiosks.counters import Counters, Deed
from ebooks.lending.tallies import Tally
from ebooks.repository.counters import CounterRepository
from ebooks.repository.dossiers import DossierRepository
from ebooks.repository.pools import PoolRepository
from reference.models import Kind, Outcome
from reference.statistics.fact import End
from tests.web.desk.test_reports import ANSWERED, OTHER, TODAY, keep, like
from tests.web.desk.workbooks import sheets

HALL = "代表驻地"


@pytest.fixture
async def wang(house):
    return await house.signed_in("wang", "王馆员")


@pytest.fixture
async def served(database):
    """Days of the sessions: in the hall, and elsewhere."""
    facts = [
        *(like(ANSWERED, venue=HALL) for _ in range(6)),
        *(like(ANSWERED, venue=HALL, kind=Kind.DIRECTIONAL) for _ in range(2)),
        like(ANSWERED),
        like(ANSWERED, venue=HALL, end=End.UNANSWERED, outcome=Outcome.UNANSWERED),
        like(ANSWERED, venue=HALL, end=End.ABANDONED, **OTHER),
    ]
    await keep(database, *facts)
    lent = (Tally(day=TODAY, title_id="T1", venue=HALL, loans=2), Tally(day=TODAY, title_id="T2", loans=1))
    await PoolRepository(database).file(lent)
    await Counters(CounterRepository(database)).count("K1", HALL, Deed.TAKEN, "T1", times=4)
    for way in (Way.CHAT, Way.SCAN, Way.SCAN):
        await DossierRepository(database).count("D1", TODAY, way)
    await DossierRepository(database).count("D1", TODAY - timedelta(days=90), Way.CHAT)


async def test_a_sentence_ready_to_be_handed_in(wang, served):
    shown = await wang.looks("/desk/reports/two-sessions?cards=12&paper=&printed=&taught=")
    assert "解答咨询 9 人次（其中参考咨询 7 人次），借出电子图书 3 册次（2 种）" in shown
    assert "读者从借阅机下载 4 册次，发放专题资料汇编 3 份次，办理借阅证 12 张。" in shown
    assert "半数咨询的首次答复不超过 12 分钟。" in shown
    assert "打印复印 0" not in shown, "what nobody has typed is not said to be nothing"


async def test_of_one_venue(wang, served):
    shown = await wang.looks(f"/desk/reports/two-sessions?venue={HALL}")
    assert f"在{HALL}，解答咨询 8 人次（其中参考咨询 6 人次），借出电子图书 2 册次（1 种）" in shown


async def test_the_same_lines_to_take_along(wang, served):
    taken = await wang.http.get("/desk/reports/two-sessions.xlsx?printed=30")
    lines = {row[0]: row[1:3] for row in sheets(taken.content)["两会服务小结"]}
    assert lines["解答咨询"] == ["9", "人次"]
    assert lines["未能解答"] == ["1", "人次"]
    assert lines["打印复印"] == ["30", "页"]


async def test_nothing_but_a_number_is_filled_in(wang):
    for typed in ("-1", "1e9", "<b>", "12345678"):
        answer = await wang.http.get("/desk/reports/two-sessions", params={"cards": typed})
        assert answer.status_code == 422, typed
