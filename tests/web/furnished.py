"""A library at work: something of everything its pages show, and what the addresses of those pages name."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path

import httpx

from config.wiring import House
from ebooks.book import Chapter
from ebooks.kiosks.counters import Deed
from ebooks.lending.licences import Licence
from ebooks.titles import Title
from jobs.sample_library import teach
from language.paragraphs import Paragraph
from library.clock import utc_now
from library.identity import new_id
from library.patrons import alias
from library.roles import Role
from library.sessions import csrf_token
from library.staff import Librarian
from reader.certificates import Certificate
from reader.featured import Featured
from reader.marked import Here
from reader.posters import Poster
from reader.schedule import Schedule
from reader.spots import Spot
from reference.articles import Wording
from reference.changes.by_librarian import Hands
from reference.models import Closing, Kind, Outcome
from tests.library.test_second_factor import Telephone
from tests.running import NO_TLS, Running
from tests.waiting import until
from tests.web.dossiers import publishes, shelves

PASSWORD = "青城的夏天很凉快"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
LONG = (
    "元上都遗址的发掘报告、画册和蒙文、汉文、英文的研究著作各在几楼？能不能一次借齐，两会期间送到驻地来？" * 3
)
CLOSING = Closing(kind=Kind.REFERENCE, read=4, outcome=Outcome.ANSWERED, minutes=25, subject="地方文献")
Names = Mapping[str, str]


async def furnished(shutong: Running, folder: Path) -> Names:
    """Fill the house; returns what stands for each `{name}` in an address, and the keys of sessions."""
    house = shutong.house
    wang, sessions = await _staff(house)
    bao = await house.staff.by_login("bao")
    branch = await _branches(house)
    book = await shelves(house, folder, "草原公路志", chapters=_chapters())
    lent = await shelves(house, folder, "边城", chapters=_chapters())
    return {
        **sessions,
        "branch": branch,
        "title": book.id,
        "lent": lent.id,
        **await _questions(shutong, wang, bao),
        **await _knowledge(house, wang, bao),
        **await _lending(house, lent),
        **await _kiosks(house, book),
        **await _reading(house, book),
        **await _works(house, wang, book),
        **await _import(shutong, sessions["wang"]),
    }


async def _staff(house: House) -> tuple[Librarian, Names]:
    """An administrator with a telephone, and a librarian who has none yet and is on duty."""
    wang, bao = [
        await _librarian(house, *who)
        for who in (("wang", "王馆员", Role.ADMINISTRATOR), ("bao", "宝音", Role.LIBRARIAN))
    ]
    proposal = house.second_factor.propose(wang)
    telephone = Telephone(proposal.secret)
    telephone.time = utc_now()
    await house.second_factor.confirm(wang, proposal.secret, telephone.code())
    chen, _ = await house.staff.add("chen", "陈静", Role.SUPERVISOR)
    await house.staff.disable(chen.id)
    await house.duty.begin(bao)
    return wang, {
        "wang": await house.sessions.start(wang.id, proved=True, browser="Firefox 140，Linux"),
        "unproved": await house.sessions.start(wang.id),
        "bao": await house.sessions.start(bao.id),
    }


async def _librarian(house: House, login: str, name: str, role: Role) -> Librarian:
    librarian, once = await house.staff.add(login, name, role)
    return await house.staff.change_password(librarian, once, PASSWORD)


async def _branches(house: House) -> str:
    above = ""
    for name in ("赛罕区分馆", "大学西路街道分馆", "桃花村图书室"):
        above = (await house.branches.add(above, name)).id
    return above


def _chapters() -> tuple[Chapter, ...]:
    text = "公路从城里出来，过了河，就上了草原。走了一天，还是草原；再走一天，才看见敖包。" * 12
    paragraphs = tuple(Paragraph(f"第{number}段。{text}") for number in range(8))
    return tuple(Chapter(title=name, paragraphs=paragraphs) for name in ("第一章 路", "第二章 河"))


async def _questions(shutong: Running, wang: Librarian, bao: Librarian) -> Names:
    """A thread with everything in it, and one of each other kind."""
    house = shutong.house
    lin = await shutong.patron("陆小曼")
    await lin.says("咨询 元上都的考古报告在哪里？")
    first = (await house.casework.waiting())[0]
    await house.casework.claim(first.id, wang)
    await shutong.answers(wang, first, "在五楼地方文献室。\n见 https://example.org/aohan?地方文献=5")
    await house.casework.resolve(first.id, wang, CLOSING)
    await lin.says("咨询 元上都有没有画册？")
    second = await _waits(house)
    await house.casework.claim(second, wang)
    await house.merging.merge(first.id, wang, into=second)
    await lin.shows(PNG)
    await lin.says(LONG)
    await house.casework.note(second, wang, "馆藏在五楼，@宝音 请看一看蒙文的。", key=new_id())
    await house.casework.hand_on(second, Hands(wang, bao), "你懂蒙文", key=new_id())
    await house.casework.hand_on(second, Hands(bao, wang), "查好了", key=new_id())
    await shutong.answers(wang, (await house.casework.thread(second)).question, "有，三种，都可以外借。")
    await house.answer_drafts.keep(second, wang, "还有一本画", key=new_id())
    await house.presence.here(second, bao, writing=True)

    async def fetched() -> bool:
        entries = (await house.casework.thread(second)).entries
        return any(one.attachment and one.attachment.state == "kept" for one in entries)

    await until(fetched)
    closed = await _asks(house, "办借书证要带什么？")
    await shutong.answers(bao, await house.casework.claim(closed, bao), "带身份证。")
    await house.casework.resolve(closed, bao, CLOSING)
    late = await _asks(house, "古籍阅览室开到几点？")
    await house.casework.claim(late, wang)
    await house.casework.snooze(late, wang, utc_now() + timedelta(days=1))
    waiting = [await _asks(house, words) for words in ("充电宝可以借吗？", "能借充电宝吗", LONG)]
    await house.canned.add(wang, "开放时间", "周一闭馆，其余九点到十七点。", for_house=True)
    await house.counting.count()
    return {
        "question": second,
        "merged": first.id,
        "closed": closed,
        "snoozed": late,
        "waiting": waiting[0],
    }


async def _asks(house: House, words: str) -> str:
    patron = new_id()
    return (await house.desk.ask(patron, words, alias=alias(patron), message=new_id())).question_id


async def _waits(house: House) -> str:
    return (await house.casework.waiting())[0].id


async def _knowledge(house: House, wang: Librarian, bao: Librarian) -> Names:
    """Seeds, a draft, and an article whose next version waits for a second librarian."""
    await teach(house.knowledge)
    first = Wording(asked=("雨伞可以借吗？", "下雨了借把伞"), answer="可以。\n一楼凭读者证借，当天还。")
    article = await house.editorial.draft(first, bao)
    article = await house.editorial.propose(article.id, bao, seen=article.revision)
    article = await house.editorial.approve(article.id, wang, seen=article.revision, public=True)
    later = Wording(asked=first.asked, answer="可以。三天内还到任何一个分馆。")
    article = await house.editorial.rewrite(article.id, later, bao, seen=article.revision)
    article = await house.editorial.propose(article.id, bao, seen=article.revision)
    await house.editorial.draft(Wording(asked=("有轮椅吗？",), answer="有，在一楼服务台。"), wang)
    await house.thesaurus.add(("雨伞", "遮阳伞"), wang)
    return {"article": article.id, "entry": article.id}


async def _lending(house: House, title: Title) -> Names:
    """One copy, lent; somebody waits for it."""
    licence = Licence(id=new_id(), added_at=utc_now(), copies=1, until=utc_now() + timedelta(days=90))
    await house.licensing.add(title.id, licence)
    for patron in ("patron-one", "patron-two"):
        await house.lending.borrow(patron, title.id)
    return {}


async def _kiosks(house: House, title: Title) -> Names:
    """One that lives, one that was taken back, and one that is invited."""
    kiosk, key = await house.kiosks.enrol((await house.kiosks.invite("大厅", "会展中心", by="王馆员")).shown)
    gone, _ = await house.kiosks.enrol((await house.kiosks.invite("旧的", "会展中心", by="王馆员")).shown)
    await house.kiosks.revoke(gone.id, by="王馆员")
    invited = await house.kiosks.invite("二楼", "代表驻地", by="王馆员")
    await house.kiosks.beat(kiosk.id, titles=2, offline_seconds=300, viewport="1080×1920")
    for deed in (Deed.SHOWN, Deed.TAKEN):
        await house.counters.count(kiosk.id, "会展中心", deed, title.id, times=12)
    return {"kiosk": kiosk.id, "kiosk_key": key, "invited": invited.kiosk_id}


async def _reading(house: House, title: Title) -> Names:
    """A patron who reads, keeps what she likes, and is proud of it."""
    patron = await house.patrons.recognise("main", "o-reader")
    await house.shelf.start(patron.id, title.id, message=new_id())
    await house.shelf.next(patron.id, message=new_id())
    here = Here(title_id=title.id, spot=Spot(1, 1))
    await house.marks.bookmark(patron.id, here)
    await house.marks.excerpt(patron.id, here, "公路从城里出来，过了河，就上了草原。")
    await house.marks.note(patron.id, "草原真大。", message=new_id(), here=here)
    poster = Poster(
        quotation="再走一天，才看见敖包。",
        title=title.name,
        author="巴特尔",
        days=23,
        instalments=3,
        date=date(2026, 11, 23),
        library="青城图书馆",
        link=house.links.title(title.id),
    )
    certificate = Certificate(
        plan="二十一天读红楼",
        name=patron.alias,
        days=21,
        titles=("红楼梦",),
        date=date(2026, 11, 23),
        library="青城图书馆",
    )
    return {
        "reader": house.links.reading(patron.id),
        "poster": house.links.poster(poster).rpartition("/")[2],
        "certificate": house.links.certificate(certificate).rpartition("/")[2],
    }


async def _works(house: House, wang: Librarian, title: Title) -> Names:
    """What librarians put together: a dossier, a reading plan, the table by the door."""
    dossier = await publishes(house, "乡村振兴资料汇编", title)
    draft = await house.drafts.draft("三天走完草原", "一天一段路。", length=3)
    draft = await house.drafts.publish(await house.drafts.choose(draft, [(title.id, title.name)], 3))
    await house.plans.join("patron-one", draft.id, Schedule(at=time(8)))
    until_then = house.front_table.today + timedelta(days=14)
    await house.front_table.put(
        Featured(title_id=title.id, name=title.name, words="写给想家的人", until=until_then, by=wang.name)
    )
    return {"dossier": dossier.id, "code": dossier.title_id, "plan": draft.id}


async def _import(shutong: Running, key: str) -> Names:
    """Three files: a book, one that may be that book again, and one that is none."""
    text = "书名：山\n作者：沈从文\n\n第一章 山\n\n我住在山里。\n"
    again = "书名：《山》（珍藏版）\n作者：沈從文 著\n\n第一章 山\n\n我住在山裡，山很高。\n"
    job = ""
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS, cookies={"desk": key}) as browser:
        for files in ((("shan.txt", text),), (("again.txt", again), ("empty.txt", ""), ("a.mp3", "x"))):
            parts = [("files", (name, words.encode())) for name, words in files]
            answer = await browser.post("/desk/imports", data={"csrf": csrf_token(key)}, files=parts)
            job = answer.headers["location"].rpartition("/")[2]

            async def done(job: str = job) -> bool:
                return (await shutong.house.imports.get(job)).is_done

            await until(done)
    return {"job": job}
