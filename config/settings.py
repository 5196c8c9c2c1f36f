"""What this installation is told from outside: by the environment, and a file `.env` where it is started."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.addresses import WebAddress
from config.assisting import AssistantSettings
from library.hours import Hours
from library.hours_notation import CannotReadHours, read_hours
from library.retention import Retention
from reference.dues import Promise

PREFIX = "SHUTONG_"
SECRET_LENGTH = 32

Secret = Annotated[SecretStr, Field(min_length=1)]


def _mongodb(uri: str) -> str:
    if uri and not uri.startswith(("mongodb://", "mongodb+srv://")):
        raise ValueError("must start with mongodb:// or mongodb+srv://")
    return uri


def _redis(url: str) -> str:
    if url and not url.startswith(("redis://", "rediss://")):
        raise ValueError("must start with redis:// or rediss://")
    return url


def _long_enough(secret: SecretStr | None) -> SecretStr | None:
    if secret and len(secret.get_secret_value()) < SECRET_LENGTH:
        raise ValueError(f"must not have fewer than {SECRET_LENGTH} characters")
    return secret


def _each_long_enough(secrets: SecretStr | None) -> SecretStr | None:
    for secret in secrets.get_secret_value().split() if secrets else ():
        _long_enough(SecretStr(secret))
    return secrets


def _hours(written: str) -> str:
    try:
        read_hours(written)
    except CannotReadHours as wrong:
        raise ValueError(f"“{wrong.line}”：{wrong.why}") from wrong
    return written


def _aes_key(key: SecretStr | None) -> SecretStr | None:
    if key and not re.fullmatch("[A-Za-z0-9]{43}", key.get_secret_value()):
        raise ValueError("must be 43 letters and digits")
    return key


class AccountSettings(BaseModel):
    """One official account, as its console at mp.weixin.qq.com shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    app_id: Annotated[str, Field(min_length=1, description="the account's AppID, e.g. wx1234567890abcdef")]
    secret: Annotated[Secret, Field(description="the account's AppSecret")]
    token: Annotated[
        Secret, Field(description="the Token you chose in the console, for the callback's signatures")
    ]
    aes_key: Annotated[
        SecretStr | None,
        AfterValidator(_aes_key),
        Field(description="the EncodingAESKey, 43 letters and digits, where messages are encrypted"),
    ] = None
    refuse_clear: Annotated[
        bool, Field(description="false lets an account with an AES_KEY be sent messages in clear text, too")
    ] = True
    message_age: Annotated[
        int | None,
        Field(ge=10, description="how many seconds old a message may be for this account; at least 10"),
    ] = None
    can_push: Annotated[
        bool,
        Field(description="true where the account may send customer-service messages (verified ones may)"),
    ] = True
    page_sign_in: Annotated[
        bool,
        Field(description="true where the console names this site for 网页授权; pages ask who opened them"),
    ] = False
    notice_template: Annotated[
        str, Field(description="a subscription notice's template id; unset, answers wait for the patron")
    ] = ""
    notice_field: Annotated[
        str, Field(description="the field of that template that holds 20 characters of any words")
    ] = "thing1"


class BucketSettings(BaseModel):
    """A bucket of an S3-compatible store, by the groups SHUTONG_BUCKET__…"""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, description="the bucket's name")]
    endpoint: Annotated[WebAddress, Field(description="the store's address, e.g. https://s3.library.cn")]
    key_id: Annotated[Secret, Field(description="the access key's id")]
    secret: Annotated[Secret, Field(description="the access key's secret")]
    region: Annotated[str, Field(description="the store's region, where it has some")] = "us-east-1"


class Settings(AssistantSettings, BaseSettings):
    """Every setting there is. Frozen: nothing changes while the program runs."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    mongodb_uri: Annotated[
        str,
        AfterValidator(_mongodb),
        Field(
            validation_alias="MONGODB_URI",
            repr=False,
            description="mongodb://… of a replica set, with a database's name; unset, a local one is started",
        ),
    ] = ""
    redis_url: Annotated[
        str,
        AfterValidator(_redis),
        Field(
            validation_alias="REDIS_URL", repr=False, description="redis://…; unset, a local one is started"
        ),
    ] = ""
    base_url: Annotated[
        WebAddress,
        Field(description="where phones reach us, e.g. https://books.library.cn; it is in every QR code"),
    ] = "http://127.0.0.1:8000"
    secret_key: Annotated[
        SecretStr | None,
        AfterValidator(_long_enough),
        Field(
            description=f"at least {SECRET_LENGTH} random characters, which sign tickets and seal secrets; "
            "make some: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        ),
    ] = None
    former_secret_keys: Annotated[
        SecretStr | None,
        AfterValidator(_each_long_enough),
        Field(
            description="secret keys of before, with blanks between; what they signed is still believed. "
            "Take them out after a month, when nothing they signed is good any more"
        ),
    ] = None
    data_dir: Annotated[Path, Field(description="a folder for books, covers and local servers")] = Path("var")
    platform_url: Annotated[WebAddress, Field(description="where WeChat's API is, http:// or https://")] = (
        "https://api.weixin.qq.com"
    )
    accounts: Annotated[
        Mapping[str, AccountSettings],
        Field(description="the official accounts, one group of SHUTONG_ACCOUNTS__<name>__… each"),
    ] = {}
    simulator: Annotated[
        bool, Field(description="true serves a pretend WeChat at /simulator; never on a public address")
    ] = False
    second_factor: Annotated[
        bool,
        Field(description="true has supervisors and administrators sign in with a code from a telephone too"),
    ] = True
    dictionary: Annotated[
        Path | None, Field(description="a file of the library's own terms, one a line; unset for none")
    ] = None
    import_folder: Annotated[
        Path | None, Field(description="a folder whose new books are imported by themselves; unset for none")
    ] = None
    library_name: Annotated[str, Field(min_length=1, description="how the library calls itself")] = (
        "书童图书馆"
    )
    desk_hours: Annotated[
        str,
        AfterValidator(_hours),
        Field(
            description="when librarians answer, e.g. 工作日 8:30-12:00 14:30-17:30；周六 9:00-12:00; "
            "unset, nobody is told of hours"
        ),
    ] = ""
    desk_capacity: Annotated[
        int, Field(ge=1, description="how many questions may wait for a librarian; a whole number from 1")
    ] = 30
    keep_questions_days: Annotated[
        int,
        Field(ge=1, description="days after which a closed question loses patron and words; at least 1"),
    ] = 365
    keep_reading_days: Annotated[
        int,
        Field(ge=30, description="days after which a title nobody touched leaves a shelf; at least 30"),
    ] = 730
    keep_unsent_days: Annotated[
        int,
        Field(ge=2, description="days for which words wait for a patron who does not write; at least 2"),
    ] = 90
    desk_slots: Annotated[
        int,
        Field(
            ge=0, description="how many questions a librarian may have open at once; 0: as many as she likes"
        ),
    ] = 12
    desk_assigns: Annotated[
        bool, Field(description="whether waiting questions are given to librarians on duty by themselves")
    ] = False
    first_answer_minutes: Annotated[
        int, Field(ge=1, description="within how many minutes of opening hours a question is first answered")
    ] = 30
    next_answer_minutes: Annotated[
        int, Field(ge=1, description="within how many minutes of opening hours each further answer comes")
    ] = 60
    bucket: Annotated[
        BucketSettings | None,
        Field(description="an S3-compatible bucket for books and covers; unset, they are in the data folder"),
    ] = None
    accel_prefix: Annotated[
        str,
        Field(
            pattern="^(/[A-Za-z0-9_/-]*)?$",
            description="nginx's internal location of the data folder, e.g. /shutong-data/, "
            "for X-Accel-Redirect; unset, we send files ourselves",
        ),
    ] = ""
    pages_per_second: Annotated[
        int, Field(ge=1, description="how many pages one address may ask for in a second; at least 1")
    ] = 50
    message_age: Annotated[
        int, Field(ge=10, description="how many seconds old a message may be; a whole number from 10")
    ] = 600
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="DEBUG, INFO, WARNING or ERROR")
    ] = "INFO"

    @property
    def retention(self) -> Retention:
        return Retention(
            questions=timedelta(days=self.keep_questions_days),
            reading=timedelta(days=self.keep_reading_days),
            unsent=timedelta(days=self.keep_unsent_days),
        )

    @property
    def hours(self) -> Hours | None:
        """Those of the desk, where they are said."""
        return read_hours(self.desk_hours) if self.desk_hours else None

    @property
    def promise(self) -> Promise:
        """By when librarians answer."""
        first, next_ = self.first_answer_minutes, self.next_answer_minutes
        return Promise(first=timedelta(minutes=first), next=timedelta(minutes=next_))

    def missing(self) -> list[str]:
        """What must be set before patrons may be served, unless a simulator plays WeChat."""
        if self.simulator:
            return []
        return [name for name in ("secret_key", "base_url") if name not in self.model_fields_set]
