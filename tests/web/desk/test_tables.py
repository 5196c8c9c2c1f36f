"""Tables to take along: words stay words in whatever opens them."""

import csv
import io

import pytest

from web.desk.tables import table


def read(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.body.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_is_no_formula(sign):
    evil = f"{sign}cmd|' /C calc'!A0"
    head, row = read(table("x", ("名称", "次数"), [(evil, 3)]))
    assert head == ["名称", "次数"]
    assert row == [f"'{evil}", "3"]


def test_other_words_stay_as_they_are():
    words = ["边城", "a=b", "（＝）", "1+1", ""]
    assert read(table("x", ("名称",), [(one,) for one in words if one]))[1:] == [
        [one] for one in words if one
    ]
