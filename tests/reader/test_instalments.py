import grapheme
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.paragraphs import Kind, Paragraph
from reader.instalments import LIMIT, cut, whole

SENTENCE = "他从东门走到西门，一路上没有遇见一个认识的人。"
ENDS = "。！？”’」』）…"
MARKS = '天说路aжᠮ1〔〕᠃᠅\u180e\u180f\u202f \n　。！？…!?.．“”"《》（），：；\u0301\u180b\u200d👍🏽🇨🇳é'
BITS = st.text(st.sampled_from(MARKS), max_size=80) | st.text(max_size=20)
# Repetition makes texts long enough to be cut; hypothesis alone writes short ones.
TEXTS = st.builds(lambda bit, times: bit * times, BITS, st.integers(1, 150))
CHAPTERS = st.lists(st.builds(Paragraph, TEXTS, st.sampled_from(Kind)), max_size=6)


def prose(*texts: str) -> list[Paragraph]:
    return [Paragraph(text) for text in texts]


@given(CHAPTERS)
@settings(max_examples=150, deadline=None)
def test_instalments_join_to_the_chapter_fit_and_are_never_blank(chapter):
    instalments = cut(chapter)
    assert "".join(instalments) == whole(chapter)
    assert all(len(instalment.encode()) <= LIMIT for instalment in instalments)
    assert all(instalment.strip() for instalment in instalments)
    assert instalments == cut(chapter)


@given(CHAPTERS)
@settings(max_examples=60, deadline=None)
def test_no_cut_goes_through_a_character(chapter):
    clusters = list(grapheme.graphemes(whole(chapter)))
    if any(len(cluster) > 400 for cluster in clusters):  # an attack, which is cut
        return
    ends, at = set(), 0
    for cluster in clusters:
        at += len(cluster)
        ends.add(at)
    at = 0
    for instalment in cut(chapter):
        at += len(instalment)
        assert at in ends


def test_nothing_to_read_gives_no_instalment():
    assert cut([]) == cut(prose("", " \n ")) == []


def test_a_short_chapter_is_one_instalment():
    assert cut(prose("第一段。", "第二段。")) == ["第一段。\n\n第二段。"]


def test_instalments_hold_about_four_hundred_han():
    instalments = cut(prose(SENTENCE * 400))
    lengths = [len(instalment) for instalment in instalments]
    assert all(400 <= length <= 520 for length in lengths)


def test_only_whole_sentences_are_handed_out():
    instalments = cut(prose("“走吧。”他说。" * 300, "看《摔跤吧！爸爸》吗？" * 300))
    assert all(instalment.strip().endswith(("他说。", "吗？")) for instalment in instalments)


def test_a_paragraph_that_ends_nearby_is_preferred():
    instalments = cut(prose(SENTENCE * 18, SENTENCE * 40))
    assert instalments[0] == SENTENCE * 18 + "\n\n"


def test_a_heading_goes_with_what_it_heads():
    chapter = [*prose(SENTENCE * 20), Paragraph("二", Kind.HEADING), *prose(SENTENCE * 20)]
    assert cut(chapter)[1].startswith("二\n\n")


def test_a_promise_goes_with_what_it_promises():
    assert cut(prose(SENTENCE * 18, "信上写着：", SENTENCE * 20))[1].startswith("信上写着：")


def test_a_promise_with_a_note_is_a_promise():
    assert cut(prose(SENTENCE * 18, "比例： [4]", SENTENCE * 20))[1].startswith("比例：")
    assert cut(prose("[4]")) == ["[4]"]


def test_a_table_that_fits_is_kept_together():
    rows = "\n".join(f"{year}｜{'三百' * 10}" for year in range(1901, 1911))
    chapter = [*prose(SENTENCE * 15), Paragraph(rows, Kind.TABLE), *prose(SENTENCE * 20)]
    assert any(rows in instalment for instalment in cut(chapter))


def test_a_long_table_is_cut_between_rows():
    rows = [f"{year}｜{'三百' * 10}" for year in range(1000, 1200)]
    instalments = cut([Paragraph("\n".join(rows), Kind.TABLE)])
    assert [row for instalment in instalments for row in instalment.splitlines()] == rows


def test_a_chapter_does_not_end_in_a_crumb():
    for count in range(1, 150):
        sizes = [len(instalment.encode()) for instalment in cut(prose(SENTENCE * count))]
        assert len(sizes) == 1 or min(sizes) >= 800


def test_a_correction_moves_nothing_before_it():
    text = [SENTENCE.replace("东", str(number)) for number in range(400)]
    corrected = [*text[:300], "这里漏了一句话。", *text[300:]]
    before, after = cut(prose("".join(text))), cut(prose("".join(corrected)))
    unchanged = sum(1 for one, other in zip(before, after, strict=False) if one == other)
    assert unchanged >= 300 * len(before) // 400 - 2


def test_verse_is_cut_between_lines_only():
    couplet = "床前明月光，疑是地上霜。举头望明月，低头思故乡。"
    instalments = cut([Paragraph("\n".join([couplet] * 100), Kind.VERSE)])
    assert len(instalments) > 3
    assert all(set(instalment.strip().split("\n")) == {couplet} for instalment in instalments)


def test_a_sentence_beyond_the_limit_is_cut_between_clauses():
    instalments = cut(prose("山高路远，" * 1000))
    assert all(instalment.endswith("，") for instalment in instalments)


def test_a_clause_beyond_the_limit_is_cut_between_words():
    instalments = cut(prose("байна " * 2000))
    assert all(instalment.strip().endswith("байна") for instalment in instalments)


@pytest.mark.parametrize("family", ["👨‍👩‍👧", "🇨🇳", "e\u0301", "ᠠ᠋", "क्षि"])
def test_clusters_without_a_blank_are_cut_between_clusters(family):
    assert all(set(grapheme.graphemes(instalment)) == {family} for instalment in cut(prose(family * 1500)))


@pytest.mark.parametrize(
    "text", ["他们去看。" * 60_000, "天" * 300_000, "…" * 300_000, "（a" * 150_000, "。”" * 150_000]
)
def test_monsters_are_cut_too(text):
    instalments = cut(prose(text))
    assert "".join(instalments) == text
    assert max(len(instalment.encode()) for instalment in instalments) <= LIMIT


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["呐喊", "论语", "聊斋志异", "醒世恒言"])
def test_real_books_are_cut_between_sentences(corpus, name):
    for chapter in (corpus / "text" / f"{name}.txt").read_text(encoding="utf-8").split("\n## "):
        paragraphs = prose(*filter(None, map(str.strip, chapter.splitlines())))
        instalments = cut(paragraphs)
        assert "".join(instalments) == whole(paragraphs)
        torn = [
            text for text in instalments[:-1] if not text.endswith("\n\n") and text.strip()[-1] not in ENDS
        ]
        assert torn == []
        crumbs = [text for text in instalments if len(text.encode()) < 500]
        assert len(instalments) == 1 or crumbs == []
