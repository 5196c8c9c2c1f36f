"""Whoever chose Mongolian or English reads no Chinese but what librarians and authors wrote."""

import re

import pytest

from bot.messages import Follow, Image, Link, Location, Scan
from ebooks.book import Book, Chapter, Format
from handlers import root
from language.paragraphs import Paragraph
from tests.bot.utterances import understanding
from tests.handlers.lin import Lin

HAN = re.compile("[\u3400-\u9fff]+")
STAYS = {"在浏览器打开", "中文"}  # see tests/language/test_catalogues.py
# Every command, in an order in which most of them have something to act upon.
DIALOGUES = {
    "en": """
        English; help; help finding; help reading; help delivery; help notes; help check-in; help plans
        help asking; help privacy; continue; my shelf; progress; contents; bookmark; what to read
        show me others; search; search nothing of the kind; search whale; 1; download; start; continue
        back; back; back; contents; chapter 2; chapter 77; next chapter; progress; my shelf; 1; web page
        bookmark; my bookmarks; 1; delete 1; delete 1; excerpt; 1; my excerpts; 1; note; I like whales
        my notes; export notes; I have 5 minutes; read for a while; 1; check in; my streak
        my reading record; which book has the whale was white
        which book has colourless green ideas sleep; every day at 7:30 send; subscribe; 3
        my subscriptions; change time; weekdays at 9 pm; send one now; 2 parts each time
        change to Monday Wednesday Friday; pause; resume; pause until next Monday; unsubscribe; 1
        my plan; join 1; cancel; reading plans; 1; 9 pm; today's plan; done for today; read together
        my plan; leave the plan; 1; my certificate; finished books; dropped books; drop this book
        dropped books; weekly summary; no weekly summary; do not record; 1; my streak; my reading record
        record again; ask; When do you open?; my question; librarian; and on Sundays?; solved; ask
        cancel; cancel; my question; help borrowing
        satisfied; so so; not satisfied
        faq; branches
        dossiers; search whale; 1; borrow; hold; my loans; renew; return this book; cancel hold; 42
        gibberish nobody understands; delete my data
    """,
    "mn": """
        монголоор; тусламж; тусламж хайх; тусламж унших; тусламж илгээх; тусламж тэмдэглэл; тусламж ирц
        тусламж төлөвлөгөө; тусламж асуух; тусламж нууцлал; үргэлжлүүлэх; номын тавиур; явц; гарчиг
        хавчуурга; юу унших вэ; өөр ном; ном хайх; ном хайх огт байхгүй; ном хайх whale; 1; татах; эхлэх
        үргэлжлүүлэх; өмнөх; өмнөх; өмнөх; гарчиг; бүлэг 2; бүлэг 77; дараагийн бүлэг; явц; номын тавиур
        1; вэб хуудас; хавчуурга; миний хавчуурга; 1; устгах 1; устгах 1; ишлэл; 1; миний ишлэл; 1
        тэмдэглэл; Сайхан ном байна; миний тэмдэглэл; тэмдэглэл татах; надад 5 минут байна
        надад жаахан цаг байна; 1; ирц; хэдэн өдөр уншсан; уншлагын бүртгэл
        the whale was white гэж аль номонд байдаг вэ; ийм үг байхгүй гэж аль номонд байдаг вэ
        өдөр бүр 7:30 илгээ; захиалах; 3; миний захиалга; цаг солих; ажлын өдөр орой 9 цагт; одоо илгээ
        удаа бүр 2 хэсэг; цагаа даваа лхагва баасан болгох; түр зогсоох; сэргээх; маргааш хүртэл зогсоох
        илгээхийг болих; 1; миний төлөвлөгөө; нэгдэх 1; болих; уншлагын төлөвлөгөө; 1; орой 9 цаг
        өнөөдрийн төлөвлөгөө; уншиж дууслаа; хамт унших; миний төлөвлөгөө; төлөвлөгөөнөөс гарах; 1
        миний гэрчилгээ; дууссан ном; орхисон ном; уншихаа болих; орхисон ном; долоо хоногийн тойм
        долоо хоногийн тойм бүү илгээ; бүү тэмдэглэ; 1; хэдэн өдөр уншсан; уншлагын бүртгэл
        дахин тэмдэглэ; асуулт; Хэдэн цагт нээх вэ?; миний асуулт; номын санч; бас ням гарагт?
        шийдэгдлээ; асуулт; болих; болих; миний асуулт; тусламж зээл
        сэтгэл хангалуун; дунд зэрэг
        түгээмэл асуулт; салбар номын сан
        эмхэтгэл; ном хайх whale; 1; зээлэх; дараалал; миний зээл; сунгах; ном буцаах; дараалал цуцлах; 42
        ойлгомжгүй юм бичлээ; миний мэдээллийг устга
    """,
}
INTERNAL = {"from_here", "title", "chinese", "english", "mongolian"}  # behind a number of a list, or a choice
TEXT = "The whale was white. The sea was wide, and nobody knew how deep. " * 12

languages = pytest.mark.parametrize("language", DIALOGUES)


def said(language):
    return [
        words.strip()
        for line in DIALOGUES[language].splitlines()
        for words in line.split(";")
        if words.strip()
    ]


@pytest.fixture
async def library(house, tmp_path):
    """A book and a plan to read it by, both without a word of Chinese."""
    chapters = tuple(
        Chapter(title=f"Chapter {number}", paragraphs=(Paragraph(TEXT),) * 6) for number in range(1, 5)
    )
    path = tmp_path / "whale.epub"
    path.write_text("whale")
    book = Book(format=Format.EPUB, title="The White Whale", authors=("H. M.",), chapters=chapters)
    title, _ = await house.catalogue.add(book, path)
    await house.shelf.put(title.id, title.name, [(one.title, one.paragraphs) for one in chapters])
    drafts = house.drafts
    draft = await drafts.draft("Three days at sea", "With the whale.")
    await drafts.publish(await drafts.choose(draft, [(title.id, title.name)], 3))
    return house


@languages
async def test_a_patron_reads_no_chinese(library, language):
    patron = Lin(library, f"o-{language}")
    replies = [(words, await patron.says(words)) for words in said(language)]
    left = [(words, reply) for words, reply in replies if set(HAN.findall(reply)) - STAYS]
    assert left == []


@languages
async def test_what_is_no_text_is_answered_in_her_language(library, language):
    patron = Lin(library, f"o-{language}")
    await patron.says({"mn": "монголоор", "en": "English"}[language])
    replies = [
        await patron.sends(Follow),
        await patron.sends(Scan, scene="elsewhere", first=True),
        await patron.sends(Image, media_id="m", picture_url="u"),
        await patron.sends(Location, latitude=1.0, longitude=1.0, label=""),
        await patron.sends(Link, title="t", url="https://example.cn"),
    ]
    assert [reply for reply in replies if not reply or set(HAN.findall(reply)) - STAYS] == []


@languages
def test_every_command_is_in_the_dialogue(language):
    meant = {found.intent.name for words in said(language) if (found := understanding.best(words))}
    assert {one.name for one in root.intents()} - meant - INTERNAL == set()
