import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.numerals import number

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5", 5),
        ("５", 5),
        ("五", 5),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一百二十", 120),
        ("一二〇", 120),
        ("两", 2),
        ("兩百五", 250),
        ("一千零一", 1001),
        ("一万二", 12000),
        ("三万零五十", 30050),
        ("廿三", 23),
        ("拾贰", 12),
        ("〇", 0),
    ],
)
def test_numbers_are_read_however_they_are_written(written, meant):
    assert number(written) == meant


@pytest.mark.parametrize(
    "written", ["", "继续", "第五", "十十", "两三", "万", "百", "-3", "3.5", "½", "9" * 5000]
)
def test_what_is_no_number_is_none(written):
    assert number(written) is None


@given(st.integers(min_value=0, max_value=9999))
def test_every_number_below_ten_thousand_comes_back(value):
    assert number(_spelled(value)) == value


def _spelled(value: int) -> str:
    """As a schoolbook spells it: 零 once between units that are apart."""
    if value == 0:
        return "零"
    thousands, hundreds, tens, ones = (value // 10**power % 10 for power in (3, 2, 1, 0))
    pairs = zip((thousands, hundreds, tens, ones), ("千", "百", "十", ""), strict=True)
    spelled = "".join(DIGITS[digit] + unit if digit else "零" for digit, unit in pairs).strip("零")
    return spelled.replace("零零", "零")
