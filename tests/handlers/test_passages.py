"""A patron remembers a line and reads on from where it stands."""

from language.paragraphs import Paragraph

POEM = "满纸荒唐言，一把辛酸泪！都云作者痴，谁解其中味？"
DAYS = "".join(f"这一天是第{n}天，天气和昨天没有什么两样。" for n in range(60))


async def put(house, title_id: str, name: str, text: str) -> None:
    await house.shelf.put(title_id, name, [("第一回", [Paragraph(DAYS), Paragraph(text), Paragraph(DAYS)])])
    await house.passages.catch_up()


async def test_the_one_place_is_opened_and_read_on_from(house, lin):
    await put(house, "AAAAAAAAAA", "石头的故事", POEM)
    page = await lin.says("哪本书里有 满纸荒唐言")
    assert "满纸荒唐言" in page
    assert "继续" in page
    assert "满纸荒唐言" not in await lin.says("继续")
    assert "《石头的故事》" in await lin.says("进度")


async def test_of_several_places_she_chooses(house, lin):
    await put(house, "AAAAAAAAAA", "石头的故事", POEM)
    await put(house, "BBBBBBBBBB", "题辞集", "有人题道：" + POEM)
    answer = await lin.says("“满纸荒唐言”这句话出自哪本书？")
    assert "《石头的故事》" in answer
    assert "《题辞集》" in answer
    second = 1 + (answer.index("题辞集") > answer.index("石头的故事"))
    await lin.says(str(second))
    assert "《题辞集》" in await lin.says("进度")


async def test_half_remembered_words_are_said_to_be_so(house, lin):
    await put(house, "AAAAAAAAAA", "石头的故事", POEM)
    answer = await lin.says("哪本书里有 满纸荒唐话一把辛酸泪")
    assert "最像的" in answer
    assert "满纸荒唐言" in answer
    assert "满纸荒唐言" in await lin.says("1")


async def test_what_stands_nowhere_leads_to_a_librarian(house, lin):
    await put(house, "AAAAAAAAAA", "石头的故事", POEM)
    assert "咨询" in await lin.says("哪本书里有 量子计算机的退相干时间")


async def test_a_word_is_too_little(lin):
    assert "至少 4 个字" in await lin.says("哪本书里有 的")


async def test_without_a_line_she_is_shown_how(lin):
    assert "例如" in await lin.says("查出处")


async def test_a_book_taken_off_meanwhile_is_named_so(house, lin):
    await put(house, "AAAAAAAAAA", "石头的故事", POEM)
    await put(house, "BBBBBBBBBB", "题辞集", POEM)
    await lin.says("谁解其中味是哪本书里的")
    await house.shelf.withdraw("AAAAAAAAAA")
    await house.shelf.withdraw("BBBBBBBBBB")
    assert "下架" in await lin.says("1")
