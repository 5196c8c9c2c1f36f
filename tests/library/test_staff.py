"""Staff accounts: one-time passwords, real ones, and those who guess."""

import pytest

from library import passwords
from library.repository.staff import StaffRepository
from library.staff import LoginInUse, Role, SamePassword, Staff, WrongPassword


@pytest.fixture
async def staff(database) -> Staff:
    repository = StaffRepository(database)
    await repository.prepare()
    return Staff(repository)


async def test_a_new_librarian_signs_in_with_a_one_time_password_and_changes_it(staff):
    librarian, password = await staff.add("Wang", "王馆员", Role.SUPERVISOR)
    signed_in = await staff.authenticate("  wang ", password)
    assert (signed_in.id, signed_in.role, signed_in.must_change) == (librarian.id, Role.SUPERVISOR, True)
    changed = await staff.change_password(signed_in, password, "青城的夏天很凉快")
    assert not changed.must_change
    assert (await staff.authenticate("wang", "青城的夏天很凉快")).name == "王馆员"
    with pytest.raises(WrongPassword):
        await staff.authenticate("wang", password)


async def test_wrong_passwords_unknown_logins_and_closed_accounts_look_alike(staff):
    librarian, password = await staff.add("wang", "王馆员")
    with pytest.raises(WrongPassword):
        await staff.authenticate("wang", "not this")
    with pytest.raises(WrongPassword):
        await staff.authenticate("nobody", password)
    await staff.disable(librarian.id)
    with pytest.raises(WrongPassword):
        await staff.authenticate("wang", password)


async def test_a_login_is_given_once(staff):
    await staff.add("wang", "王馆员")
    with pytest.raises(LoginInUse):
        await staff.add("WANG", "另一位")


async def test_the_new_password_must_be_another(staff):
    librarian, password = await staff.add("wang", "王馆员")
    with pytest.raises(SamePassword):
        await staff.change_password(librarian, password, password)


@pytest.mark.parametrize(
    "unfit", ["kurz", "1234567", "12345678", "Password1", "wang.bao", "abababab", "x" * 300]
)
def test_unfit_passwords(unfit):
    with pytest.raises(passwords.UnfitPassword):
        passwords.refuse_unfit(unfit, login="Wang.Bao")


def test_length_is_all_that_counts():
    passwords.refuse_unfit("correct horse battery staple", login="wang")
    passwords.refuse_unfit("青城的夏天很凉快", login="wang")


async def test_passwords_are_kept_as_argon2id(monkeypatch, strong_hasher):
    monkeypatch.setattr(passwords, "hasher", strong_hasher)
    stored = await passwords.hashed("青城的夏天很凉快")
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert await passwords.matches(stored, "青城的夏天很凉快")
    assert not await passwords.matches("not a hash", "青城的夏天很凉快")
