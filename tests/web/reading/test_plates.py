"""Pictures in the text: each at its place, and only for whoever may read what is around it."""

import pytest
from selectolax.lexbor import LexborHTMLParser as Page

from tests.web.reading.illustrated import chapter, plate, webp
from web.reading.preferences import COOKIE

MAP, SEAL = webp(), webp("red")


@pytest.fixture
async def illustrated(world):
    chapters = (chapter(plate(1, "青城图"), plate(3), plate(8, "一方印", SEAL)),)
    return await world.take("青城记", chapters=chapters, pictures=(MAP, SEAL))


@pytest.fixture
async def hers(phone, illustrated):
    await phone.post("/read/settings", data={"back": f"/read/{illustrated.id}/1-1", "view": "chapter"})
    return phone


def path(title, picture=MAP) -> str:
    return f"/read/{title.id}/pictures/{picture.name}.webp"


def outline(html: str) -> list[str]:
    """Paragraphs by how they begin, pictures by what stands for them."""
    found = Page(html).css("article > p, article > figure")
    return [
        image.attributes["alt"] if (image := one.css_first("img")) else one.text(strip=True)[:4]
        for one in found
    ]


async def test_each_stands_at_its_place_with_what_stands_for_it(illustrated, hers):
    page = await hers.get(f"/read/{illustrated.id}/1-1")
    assert outline(page.text) == [
        *(
            "青城图",
            "满纸荒唐",
            "第0段。",
            "插图",
            "第1段。",
            "第2段。",
            "第3段。",
            "第4段。",
            "第5段。",
            "一方印",
        ),
        "—— 全",
    ]
    image = Page(page.text).css_first("figure img").attributes
    assert (image["width"], image["height"], image["loading"]) == ("300", "200", "lazy")
    shown = await hers.get(image["src"])
    assert (shown.status_code, shown.content) == (200, MAP.content)
    assert page.headers["content-security-policy"].startswith("default-src 'self'")


async def test_in_pieces_every_picture_is_shown_once(illustrated, phone):
    seen, address = [], f"/read/{illustrated.id}/1-1"
    for number in range(1, 9):
        page = Page((await phone.get(f"/read/{illustrated.id}/1-{number}?count=1")).text)
        if str(page.css_first("article").attributes["data-at"]) != f"1-{number}":
            break
        seen += [one.attributes["alt"] for one in page.css("article img")]
    assert number > 2, address
    assert seen == ["青城图", "插图", "一方印"]


async def test_a_picture_is_kept_for_good_and_can_run_nothing(illustrated, hers):
    shown = await hers.get(path(illustrated))
    assert shown.headers["content-type"] == "image/webp"
    assert shown.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["x-content-type-options"] == "nosniff"
    again = await hers.get(path(illustrated), headers={"if-none-match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_stranger_stands_before_the_door(world, illustrated):
    async with world.phone() as stranger:
        answer = await stranger.get(path(illustrated))
    assert answer.status_code == 403
    assert MAP.content not in answer.content


async def test_without_a_loan_nobody_sees_them(world, illustrated, hers):
    world.lent.add(illustrated.id)
    answer = await hers.get(path(illustrated))
    assert answer.status_code == 403
    assert answer.headers["cache-control"] == "no-store"


async def test_a_guest_sees_those_of_the_title_she_was_let_in_for(world, watch, lin, title, illustrated):
    link = world.path(world.links.reading(lin.id, illustrated.id))
    watch.forward(hours=1)  # it no longer says who she is
    async with world.phone() as guest:
        await guest.get(link)
        assert (await guest.get(path(illustrated))).status_code == 200
        world.lent.add(illustrated.id)
        assert (await guest.get(path(illustrated))).status_code == 403


async def test_no_picture_is_reached_through_another_title(title, illustrated, phone):
    assert (await phone.get(path(title))).status_code == 404


@pytest.mark.parametrize("name", ["f" * 64, "F" * 64, "..%2f..%2fsecret", "f" * 63, ""])
async def test_what_is_no_picture_is_not_found(illustrated, phone, name):
    answer = await phone.get(f"/read/{illustrated.id}/pictures/{name}.webp")
    assert answer.status_code in (404, 422)


async def test_who_pays_for_what_is_sent_asks_for_each(illustrated, hers):
    back = f"/read/{illustrated.id}/1-1"
    page = Page((await hers.post("/read/settings", data={"back": back, "pictures": "hidden"})).text)
    assert not page.css("article img")
    links = page.css("article .plate a")
    assert [link.text() for link in links] == ["插图：青城图", "插图", "插图：一方印"]
    assert (await hers.get(links[0].attributes["href"])).content == MAP.content
    assert page.css_first("button[name=pictures][aria-pressed=true]").attributes["value"] == "hidden"
    page = Page((await hers.post("/read/settings", data={"back": back, "size": "4"})).text)
    assert not page.css("article img"), "another wish leaves this one alone"


async def test_what_a_browser_remembered_before_there_were_pictures_is_still_believed(illustrated, phone):
    phone.cookies.set(COOKIE, "5.night.chapter", path="/read")
    page = Page((await phone.get(f"/read/{illustrated.id}/1-1")).text)
    assert page.css_first("html").attributes["data-size"] == "5"
    assert len(page.css("article img")) == 3


async def test_what_a_book_says_of_a_picture_is_only_words(world, phone):
    evil = chapter(plate(1, '"><script>alert(1)</script>'))
    title = await world.take("恶书", chapters=(evil,), pictures=(MAP,))
    html = (await phone.get(f"/read/{title.id}/1-1")).text
    assert "<script>alert" not in html
    assert Page(html).css_first("article img").attributes["alt"] == '"><script>alert(1)</script>'
