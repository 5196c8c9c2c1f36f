"""Codes from a telephone: right for a moment, and once."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from library.repository.staff import StaffRepository
from library.second_factor import SecondFactor, UnfitSecret, WrongCode
from library.staff import Staff

MORNING = datetime(2026, 3, 5, 8, 30, tzinfo=UTC)


class Telephone:
    def __init__(self, secret: str) -> None:
        self._totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303 - what telephones speak
        self.time = MORNING

    def code(self, **later: float) -> str:
        return self._totp.generate(int((self.time + timedelta(**later)).timestamp())).decode()


@pytest.fixture
async def at_hand(database):
    """An administrator with a telephone, what asks for her codes, and her recovery codes."""
    accounts = StaffRepository(database)
    await accounts.prepare()
    staff = Staff(accounts)
    wang, _ = await staff.add("wang", "王馆员")
    second_factor = SecondFactor(accounts, library="青城图书馆", now=lambda: telephone.time)
    secret = second_factor.propose(wang).secret
    telephone = Telephone(secret)
    codes = await second_factor.confirm(wang, secret, telephone.code())
    telephone.time += timedelta(minutes=5)
    return await staff.get(wang.id), second_factor, telephone, codes


async def test_a_code_is_good_once(at_hand):
    wang, second_factor, telephone, _ = at_hand
    assert wang.second_factor
    await second_factor.prove(wang, telephone.code())
    with pytest.raises(WrongCode):
        await second_factor.prove(wang, telephone.code())
    telephone.time += timedelta(seconds=30)
    await second_factor.prove(wang, telephone.code())


async def test_of_many_who_send_it_at_once_one_comes_in(at_hand):
    wang, second_factor, telephone, codes = at_hand
    for code in (telephone.code(), codes[0]):
        tried = [second_factor.prove(wang, code) for _ in range(10)]
        ended = await asyncio.gather(*tried, return_exceptions=True)
        assert [type(one) for one in ended].count(WrongCode) == 9


async def test_a_clock_may_be_half_a_minute_wrong_and_no_more(at_hand):
    wang, second_factor, telephone, _ = at_hand
    for wrong in ({"seconds": -90}, {"seconds": 90}, {"days": 1}):
        with pytest.raises(WrongCode):
            await second_factor.prove(wang, telephone.code(**wrong))
    await second_factor.prove(wang, telephone.code(seconds=-30))
    await second_factor.prove(wang, telephone.code(seconds=30))
    with pytest.raises(WrongCode):  # older than the one just used
        await second_factor.prove(wang, telephone.code())


async def test_codes_are_read_as_people_type_them(at_hand):
    wang, second_factor, telephone, codes = at_hand
    code = telephone.code()
    await second_factor.prove(
        wang, f" {code[:3]} {code[3:]} ".translate({ord(n): ord(n) + 0xFEE0 for n in "0123456789"})
    )
    await second_factor.prove(wang, codes[1].lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    with pytest.raises(WrongCode):
        await second_factor.prove(wang, codes[1])


@pytest.mark.parametrize("code", ["", "000000", "一二三四五六", "$ne", "0" * 90, "\x00"])
async def test_what_is_no_code_is_none(at_hand, code):
    wang, second_factor, _, _ = at_hand
    with pytest.raises(WrongCode):
        await second_factor.prove(wang, code)


async def test_a_secret_of_somebody_elses_making_is_refused(at_hand):
    wang, second_factor, telephone, _ = at_hand
    for secret in ("", "AAAA", "not base32!", base64.b32encode(b"short").decode()):
        with pytest.raises(UnfitSecret):
            await second_factor.confirm(wang, secret, telephone.code())


async def test_without_her_telephone_she_is_asked_for_nothing(at_hand, database):
    wang, second_factor, telephone, codes = at_hand
    await second_factor.remove(wang.id)
    assert not (await Staff(StaffRepository(database)).get(wang.id)).second_factor
    for code in (telephone.code(), codes[0]):
        with pytest.raises(WrongCode):
            await second_factor.prove(wang, code)
