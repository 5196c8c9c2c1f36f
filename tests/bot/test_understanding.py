"""Many wordings, one meaning; and no meaning where there is none."""

import pytest

from bot.understanding import SURE, Understanding
from handlers import root

understanding = Understanding(root.intents())


@pytest.mark.parametrize(
    ("words", "name", "slots"),
    [
        ("继续", "continue", {}),
        ("繼續", "continue", {}),
        (" 继 续 ！", "continue", {}),
        ("请继续", "continue", {}),
        ("那就继续读吧", "continue", {}),
        ("下一段", "continue", {}),
        ("麻烦帮我翻到下一页，谢谢", "continue", {}),
        ("ＮＥＸＴ", "continue", {}),
        ("上一段", "back", {}),
        ("书架", "shelf", {}),
        ("我想看看我的书架", "shelf", {}),
        ("目录", "contents", {}),
        ("跳到第5章", "jump", {"chapter": "5"}),
        ("跳到第五章", "jump", {"chapter": "五"}),
        ("我想看第一百二十回", "jump", {"chapter": "一百二十"}),
        ("第３章", "jump", {"chapter": "3"}),
        ("进度", "progress", {}),
        ("我读到哪里了？", "progress", {}),
        ("开始", "start", {}),
        ("开始吧", "start", {}),
        ("开始读《红楼梦》", "start", {"name": "红楼梦"}),
        ("开始 紅樓夢", "start", {"name": "红楼梦"}),
        ("找书 红楼梦", "search", {"words": "红楼梦"}),
        ("帮我找一本鲁迅的书", "search", {"words": "鲁迅的书"}),
        ("有没有《水浒传》？", "search", {"words": "水浒传"}),
        ("《呐喊》", "search", {"words": "呐喊"}),
        ("找书 红楼梦 从9", "search", {"words": "红楼梦", "offset": "9"}),
        ("书 6G7HK2MN4P", "title", {"code": "6g7hk2mn4p"}),
        ("6G7HK-2MN4P", "title", {"code": "6g7hk-2mn4p"}),
        ("下载", "download", {}),
        ("咨询", "ask", {}),
        ("咨询：周一开门吗", "ask", {"question": "周一开门吗"}),
        ("我要提问", "ask", {}),
        ("转人工", "person", {}),
        ("没解决", "person", {}),
        ("解决了", "solved", {}),
        ("取消", "cancel", {}),
        ("我的问题", "mine", {}),
        ("帮助", "help", {}),
        ("你好", "help", {}),
        ("怎么用？", "help", {}),
        ("үргэлжлүүлэх", "continue", {}),
    ],
)
def test_wordings(words, name, slots):
    meaning = understanding.best(words)
    assert meaning is not None
    assert meaning.intent.name == name
    assert meaning.score >= SURE
    assert dict(meaning.slots) == slots


@pytest.mark.parametrize(
    "words",
    ["图书馆几点开门", "少儿阅览室在几楼", "今天天气真好", "asdf", "😀", "", "红楼梦", "那本讲马的书叫什么来着"],
)
def test_what_is_no_command_is_not_taken_for_one(words):
    assert understanding.best(words) is None


def test_near_misses_are_worth_asking_about():
    names = [meaning.intent.name for meaning in understanding.meanings("我的进度条在哪里")]
    assert "progress" in names
