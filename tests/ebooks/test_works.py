"""The same work under many names."""

import pytest

from ebooks.works import work_key


@pytest.mark.parametrize(
    ("name", "authors"),
    [
        ("《紅樓夢》（第3版）", ["〔清〕曹雪芹 著、高鹗 续"]),
        ("红楼梦 珍藏版", ["(清)曹雪芹著"]),
        ("红楼梦【精装 插图本】", ["曹雪芹, 1715-1763"]),
        ("紅樓夢", ["曹雪芹；高鶚"]),
    ],
)
def test_editions_of_one_work(name: str, authors: list[str]) -> None:
    assert work_key(name, authors) == work_key("红楼梦", ["曹雪芹"])


def test_family_name_first_or_last() -> None:
    catalogued = work_key("Pride and Prejudice", ["Austen, Jane, 1775-1817"])
    assert catalogued == work_key("Pride and prejudice", ["Jane Austen"])


@pytest.mark.parametrize(
    ("name", "authors"),
    [("边城（短篇）", ["沈从文"]), ("边城", ["另一人"]), ("边城", []), ("边城 第二部", ["沈从文"])],
)
def test_another_work_stays_another(name: str, authors: list[str]) -> None:
    assert work_key(name, authors) != work_key("边城", ["沈从文"])


def test_what_is_all_edition_is_a_name() -> None:
    assert work_key("新版", ["张作"]) == "新版/张作"
    assert work_key("……", ["无名"]) == ""
