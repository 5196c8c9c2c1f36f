"""What is often asked, by number and as a page."""

from jobs.sample_library import teach


async def test_a_number_leads_to_the_answer_and_the_question_whether_it_helped(house, lin):
    await teach(house.knowledge)
    await lin.says("有停车场吗")
    await lin.says("解决了")
    listed = await lin.says("常见问题")
    assert "1. 图书馆有停车场吗？" in listed  # asked lately
    assert "https://library.example/faq" in listed
    answer = await lin.says("1")
    assert "地下停车场" in answer
    assert "这回答解决了吗？" in answer


async def test_where_nothing_is_written_yet(lin):
    assert "还没有整理好的常见问题" in await lin.says("常见问题")
