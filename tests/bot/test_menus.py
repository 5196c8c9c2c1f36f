"""A menu is read from a file a librarian can write, and held against WeChat's limits."""

from pathlib import Path

import pytest

from bot.wechat.menus import Button, WrongMenu, check, read

FILE = """
[[button]]
name = "读书"

  [[button.sub_button]]
  name = "继续读"
  key = "CONTINUE"

  [[button.sub_button]]
  name = "馆藏"
  url = "https://lib.cn/books"

[[button]]
name = "扫条码"
type = "scancode_waitmsg"
key = "ISBN"

[[conditional]]
matchrule = { tag_id = "101" }

  [[conditional.button]]
  name = "少儿"
  key = "CHILDREN"
"""


def anything(_button: Button) -> bool:
    return True


def click(name: str = "找书", key: str = "SEARCH") -> Button:
    return {"type": "click", "name": name, "key": key}


def test_a_file_of_taps_and_pages(tmp_path: Path) -> None:
    (tmp_path / "menu.toml").write_text(FILE, encoding="utf-8")
    menu = read(tmp_path / "menu.toml")
    check(menu, anything)
    reading, barcode = menu["button"]
    assert [entry["type"] for entry in reading["sub_button"]] == ["click", "view"]
    assert barcode["type"] == "scancode_waitmsg"
    assert "type" not in reading, "an entry that opens others has no type"
    assert menu["conditional"][0]["button"][0]["type"] == "click"


@pytest.mark.parametrize("text", ["[[button]", None])
def test_a_file_that_is_none(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "menu.toml"
    if text:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongMenu, match=r"menu\.toml"):
        read(path)


@pytest.mark.parametrize(
    ("buttons", "problem"),
    [
        ([], "0 entries"),
        ([click()] * 4, "4 entries"),
        ([{"name": "读书", "sub_button": [click()] * 6}], "'读书': 6 entries below it"),
        ([click("一二三四五六")], "'一二三四五六': its name has 18 bytes, where WeChat takes 1 to 16"),
        ([{"name": "读书", "sub_button": [click("书" * 21)]}], "its name has 63 bytes"),
        ([click("")], "its name has 0 bytes"),
        ([click(key="K" * 129)], "its key has 129 bytes"),
        ([click(key="")], "its key has 0 bytes"),
        ([{"type": "view", "name": "馆藏", "url": "https://lib.cn/" + "x" * 1024}], "its url has 1039 bytes"),
        ([{"type": "view", "name": "馆藏", "url": "lib.cn"}], "is no web address"),
        ([{"type": "miniprogram", "name": "馆藏"}], "its type 'miniprogram' is none we know"),
    ],
)
def test_what_wechat_would_refuse_is_said_before(buttons: list[Button], problem: str) -> None:
    with pytest.raises(WrongMenu) as wrong:
        check({"button": buttons}, anything)
    assert len(wrong.value.problems) == 1
    assert problem in str(wrong.value)


def test_an_entry_nobody_answers_is_a_mistake_and_all_mistakes_are_told() -> None:
    menu = {
        "button": [click(key="SERACH"), click("一二三四五六")],
        "conditional": [{"button": [click()], "matchrule": {"sex": "1"}}],
    }
    with pytest.raises(WrongMenu) as wrong:
        check(menu, lambda button: button["key"] == "SEARCH")
    assert [problem.partition(":")[0] for problem in wrong.value.problems] == [
        "'找书'",
        "'一二三四五六'",
        "conditional 1",
    ]
