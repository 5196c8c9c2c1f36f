"""`shutong staff`: who may sit at the desk."""

import sys
from collections.abc import Callable, Coroutine

from config.settings import Settings
from config.staffing import open_staff
from library.roles import Role
from library.staff import LoginInUse, Staff, WrongPassword
from shutong.terminal import Result, console, run


def add(told: Settings, login: str, name: str, role: Role) -> None:
    try:
        password = _with_staff(told, lambda people: people.add(login, name, role))[1]
    except LoginInUse as taken:
        sys.exit(
            f"The login {taken.login} is taken. `shutong staff reset {taken.login}` gives it a new password."
        )
    console.print(f"{name} signs in at /desk as {login} with {password}, once, and then chooses her own.")


def reset(told: Settings, login: str) -> None:
    try:
        password = _with_staff(told, lambda people: people.reset(login))
    except WrongPassword:
        sys.exit(f"There is no login {login}.")
    console.print(f"{login} signs in at /desk with {password}, once, and then chooses a new one.")


def forget_telephone(told: Settings, login: str) -> None:
    try:
        _with_staff(told, lambda people: people.forget_telephone(login))
    except WrongPassword:
        sys.exit(f"There is no login {login}.")
    console.print(f"{login} signs in with her password, and sets a telephone up where she must have one.")


def appoint(told: Settings, login: str, role: Role) -> None:
    async def deed(people: Staff) -> None:
        await people.appoint((await people.by_login(login)).id, role)

    try:
        _with_staff(told, deed)
    except WrongPassword:
        sys.exit(f"There is no login {login}.")
    console.print(f"{login} is {role} now.")


def _with_staff(settings: Settings, deed: Callable[[Staff], Coroutine[None, None, Result]]) -> Result:
    async def do() -> Result:
        async with open_staff(settings) as people:
            return await deed(people)

    return run(do())
