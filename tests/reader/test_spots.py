import pytest

from reader.spots import Spot, Spots

BOOK = Spots([3, 1, 2])


def test_spots_are_counted_through_the_chapters_and_back():
    assert len(BOOK) == 6
    assert [str(BOOK.at(index)) for index in range(6)] == ["1-1", "1-2", "1-3", "2-1", "3-1", "3-2"]
    assert all(BOOK.index(BOOK.at(index)) == index for index in range(6))


def test_a_spot_is_written_and_read():
    assert Spot.read("12-3") == Spot(12, 3)
    assert Spot.of("TITLE/EDITION/0012/0003") == Spot(12, 3)


@pytest.mark.parametrize(
    "written", ["", "5", "0-1", "1-0", "1-1-1", "-1-1", "a-b", "１-１", "1-999999", "1-1\n"]
)
def test_what_is_no_spot_is_not_taken_for_one(written):
    assert Spot.read(written) is None


@pytest.mark.parametrize(("spot", "near"), [("1-9", "1-3"), ("9-1", "3-2"), ("2-1", "2-1"), ("9-9", "3-2")])
def test_a_spot_a_new_edition_lacks_leads_to_the_last_before_it(spot, near):
    assert BOOK.near(Spot.read(spot)) == Spot.read(near)
    assert Spot.read(near) in BOOK
    assert (Spot.read(spot) in BOOK) == (spot == near)
