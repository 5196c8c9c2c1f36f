"""Codes from a telephone: right for a moment, and once."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from library.repository.staff import StaffRepository
from library.sealing import Sealing
from library.second_factor import SecondFactor, SecretUnreadable, UnfitSecret, WrongCode
from library.staff import Staff

SEALING = Sealing(b"the present secret key", purpose="second factor")
MORNING = datetime(2026, 3, 5, 8, 30, tzinfo=UTC)


class Telephone:
    def __init__(self, secret: str) -> None:
        self.secret = secret
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
    second_factor = SecondFactor(accounts, SEALING, library="青城图书馆", now=lambda: telephone.time)
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


async def kept(database, wang) -> str:
    return (await database["staff"].find_one({"_id": wang.id}))["totp"]


async def test_the_database_alone_makes_no_codes(at_hand, database):
    wang, _, telephone, codes = at_hand
    whole = str(await database["staff"].find_one({"_id": wang.id}))
    assert telephone.secret not in whole
    assert not any(code in whole for code in codes)


async def test_one_from_before_there_was_sealing_is_sealed_at_the_start(at_hand, database):
    wang, second_factor, telephone, _ = at_hand
    await database["staff"].update_one({"_id": wang.id}, {"$set": {"totp": telephone.secret}})
    assert await second_factor.seal_anew() == []
    assert telephone.secret not in await kept(database, wang)
    await second_factor.prove(wang, telephone.code())


async def test_a_former_key_may_go_after_the_next_start(at_hand, database):
    wang, _, telephone, _ = at_hand
    clock, accounts, purpose = (lambda: telephone.time), StaffRepository(database), "second factor"
    both = Sealing(b"the next secret key", b"the present secret key", purpose=purpose)
    starting = SecondFactor(accounts, both, now=clock)
    await starting.prove(wang, telephone.code())
    assert await starting.seal_anew() == []
    before = await kept(database, wang)
    assert await starting.seal_anew() == []
    assert await kept(database, wang) == before

    telephone.time += timedelta(minutes=1)
    alone = SecondFactor(accounts, Sealing(b"the next secret key", purpose=purpose), now=clock)
    await alone.prove(wang, telephone.code())


async def test_where_no_key_opens_it_a_recovery_code_still_does(at_hand, database, caplog):
    wang, _, telephone, codes = at_hand
    lost = SecondFactor(
        StaffRepository(database),
        Sealing(b"quite another secret key", purpose="second factor"),
        now=lambda: telephone.time,
    )
    before = await kept(database, wang)
    assert await lost.seal_anew() == ["wang"]
    assert "shutong staff forget-telephone wang" in caplog.text
    assert await kept(database, wang) == before, "the key may be found again"
    with pytest.raises(SecretUnreadable):
        await lost.prove(wang, telephone.code())
    await lost.prove(wang, codes[0])
    await Staff(StaffRepository(database)).forget_telephone("wang")
    assert not (await Staff(StaffRepository(database)).get(wang.id)).second_factor


async def test_a_secret_copied_from_a_colleague_opens_nothing(at_hand, database):
    wang, second_factor, telephone, _ = at_hand
    bao, _ = await Staff(StaffRepository(database)).add("bao", "宝音")
    copied = {"totp": await kept(database, wang), "totp_step": 0}
    await database["staff"].update_one({"_id": bao.id}, {"$set": copied})
    with pytest.raises(SecretUnreadable):
        await second_factor.prove(bao, telephone.code())
