"""Every hostile or damaged file of the corpus gets what its EXPECT.json asks, strictly read."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ebooks.book import Book
from ebooks.reading import read_book
from ebooks.refusals import Damaged, Protected, TooLarge, UnknownFormat

BROKEN = Path(__file__).parents[3] / "shared/corpus/broken"
EXPECT: dict[str, dict[str, str]] = (
    json.loads((BROKEN / "EXPECT.json").read_text("utf-8")) if BROKEN.exists() else {}
)
FIRST = "道可道，非常道。名可名，非常名。无名天地之始；有名万物之母。故常无欲，以观其妙；常有欲，以观其徼。"
SECOND = "天下皆知美之为美，斯恶已。皆知善之为善，斯不善已。有无相生，难易相成，长短相形，高下相盈，"
SECRETS = ("root:", "/bin/", "&xxe", "nobody")
REFUSED = {
    "01-bomb-one-entry-300MB.epub": TooLarge,
    "03-bomb-20000-entries.epub": TooLarge,
    "14-drm-lcp.epub": Protected,
    "15-drm-adept.epub": Protected,
    "18-no-opf.epub": Damaged,
    "20-png-renamed.epub": UnknownFormat,
    "23-truncated-60pct.epub": Damaged,
    "60-zip-password-flag.epub": Protected,
}
# What of the two chapters of every file is rightly not there, or is there differently.
ONLY_FIRST = {"28-spine-file-missing.epub", "45-spine-repeats-100000.epub"}
ONLY_SECOND = {"06-xxe-xhtml-2.epub", "10-traversal-manifest-href.epub"}
OTHER_TEXT = {"53-no-text-at-all.epub", "71-sentence-traps.epub", "35-enc-big5-declared.epub"}


def text_of(book: Book) -> str:
    return "\n".join(paragraph.text for chapter in book.chapters for paragraph in chapter.paragraphs)


def read(name: str) -> Book:
    return read_book(BROKEN / name)


pytestmark = [pytest.mark.corpus, pytest.mark.usefixtures("corpus")]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_no_honest_book_is_gets_refused_with_a_reason(name: str) -> None:
    assert "reject" in EXPECT[name]["expect"]
    started = time.perf_counter()
    with pytest.raises(REFUSED[name]) as refusal:
        read(name)
    assert time.perf_counter() - started < 5
    assert refusal.value.reason.endswith("。")


@pytest.mark.parametrize("name", sorted(set(EXPECT) - set(REFUSED)))
def test_all_others_are_accepted_with_their_text_right(name: str) -> None:
    assert "accept" in EXPECT[name]["expect"] or "-or-" in EXPECT[name]["expect"]
    started = time.perf_counter()
    book = read(name)
    assert time.perf_counter() - started < 5
    expected_text(name, text_of(book))
    assert book.warnings or "warning" not in EXPECT[name]["expect"]


def expected_text(name: str, text: str) -> None:
    assert not any(secret in text for secret in SECRETS)
    assert "\ufffd" not in text
    if name in OTHER_TEXT:
        return
    assert (FIRST in text) == (name not in ONLY_SECOND)
    assert (SECOND in text) == (name not in ONLY_FIRST)


@pytest.mark.parametrize("name", sorted(set(EXPECT) - set(REFUSED) - OTHER_TEXT))
def test_the_metadata_is_right(name: str) -> None:
    book = read(name)
    titles = {
        "06-xxe-opf-0.epub": "书",
        "48-hostile-metadata.epub": '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
        "50-blank-title-author.epub": "50-blank-title-author",
    }
    authors = {"48-hostile-metadata.epub": ("=cmd|' /C calc'!A0",), "50-blank-title-author.epub": ()}
    assert book.title == titles.get(name, "道德经（测试）")
    assert book.authors == authors.get(name, ("老子",))
    assert book.language == "zh"


@pytest.mark.parametrize(
    "name",
    [
        "00-control-good.epub",
        "65-ncx-broken-labels.epub",
        "55-percent-encoded-hrefs.epub",
        "30-empty-spine.epub",
    ],
)
def test_chapters_are_named_even_where_the_contents_are_of_no_use(name: str) -> None:
    book = read(name)
    assert [chapter.title for chapter in book.chapters] == ["第一章", "第二章"]
    assert text_of(book).startswith(FIRST), "the heading is the title, and not said twice"


def test_other_charsets_and_kinds_of_names_give_the_very_same_text() -> None:
    good = text_of(read("00-control-good.epub"))
    for name in ("35-enc-gbk-declared", "36-enc-utf16le-bom", "38-opf-gbk", "58-gbk-file-names"):
        assert text_of(read(f"{name}.epub")) == good


def test_big5_is_read_as_what_it_says_in_traditional_characters() -> None:
    text = text_of(read("35-enc-big5-declared.epub"))
    assert text.startswith("道可道，非常道。名可名，非常名。無名天地之始；有名萬物之母。故常無欲，以觀其妙；")
    assert len(text) == len(text_of(read("00-control-good.epub")))


def test_a_missing_chapter_costs_a_warning_and_not_the_book() -> None:
    assert any("c2.xhtml" in warning for warning in read("28-spine-file-missing.epub").warnings)


def test_a_path_out_of_the_archive_is_ignored_and_told() -> None:
    assert any("etc/passwd" in warning for warning in read("10-traversal-manifest-href.epub").warnings)


def test_what_cannot_be_read_can_still_be_downloaded() -> None:
    book = read("53-no-text-at-all.epub")
    assert book.chapters == ()
    assert "没有可阅读的文字，只能下载。" in book.warnings


def test_a_missing_cover_is_no_cover() -> None:
    assert read("63-cover-missing.epub").cover is None


def test_anchors_cut_one_file_into_chapters_and_a_lost_one_is_told() -> None:
    book = read("73-many-chapters-in-one-file.epub")
    assert [chapter.title for chapter in book.chapters] == ["第一回", "第二回", "第四回"]
    assert book.chapters[0].paragraphs[0].text.startswith(FIRST)
    assert book.chapters[1].paragraphs[0].text.startswith(SECOND)
    assert len(book.warnings) == 1


def test_a_paragraph_of_five_megabytes_stays_one() -> None:
    assert (
        max(len(p.text) for c in read("40-one-paragraph-5MB.epub").chapters for p in c.paragraphs) > 1_800_000
    )


@pytest.mark.parametrize(
    ("name", "scheme"), [("14-drm-lcp.epub", "Readium LCP"), ("15-drm-adept.epub", "Adobe ADEPT")]
)
def test_the_scheme_of_a_lock_is_named(name: str, scheme: str) -> None:
    with pytest.raises(Protected) as refusal:
        read(name)
    assert refusal.value.scheme == scheme
    assert scheme in refusal.value.reason


def test_the_whole_folder_stays_below_512_megabytes() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom ebooks.reading import read_book\n"
        "from ebooks.refusals import CannotRead\n"
        "for path in sorted(Path(sys.argv[1]).glob('*.epub')):\n"
        "    try:\n        read_book(path)\n    except CannotRead:\n        pass\n"
        # ru_maxrss would begin with what this process had when it forked.
        "status = Path('/proc/self/status').read_text()\nprint(status.split('VmHWM:')[1].split()[0])"
    )

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))

    run: Callable[..., subprocess.CompletedProcess[str]] = subprocess.run
    done = run(
        [sys.executable, "-c", code, str(BROKEN)],
        capture_output=True,
        text=True,
        preexec_fn=limited,
        check=True,
    )
    assert int(done.stdout) < 512 * 1024
