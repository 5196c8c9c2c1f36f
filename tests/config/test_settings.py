"""Settings: from the environment, checked at the door, and never shown."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from config.loading import WrongSettings, load, load_for_serving, variable
from config.secret_key import secret_of
from config.settings import AccountSettings, BucketSettings, Settings

ACCOUNT = {"APP_ID": "wx1234567890abcdef", "SECRET": "s3cret", "TOKEN": "t0ken", "CAN_PUSH": "no"}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch):
    def give(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return give


def test_nothing_set_is_enough_to_begin_with() -> None:
    settings = load()
    assert settings.data_dir == Path("var")
    assert settings.platform_url == "https://api.weixin.qq.com"
    assert (settings.mongodb_uri, settings.redis_url, settings.accounts) == ("", "", {})


def test_an_account_is_a_group_of_variables(given) -> None:
    given(**{f"SHUTONG_ACCOUNTS__main__{name}": value for name, value in ACCOUNT.items()})
    account = load().accounts["main"]
    assert account.app_id == "wx1234567890abcdef"
    assert account.secret.get_secret_value() == "s3cret"
    assert account.can_push is False


def test_a_file_is_read_and_the_environment_wins(given) -> None:
    Path(".env").write_text("MONGODB_URI=mongodb://file/x\nREDIS_URL=redis://file/1\n", encoding="utf-8")
    given(REDIS_URL="redis://environment/2")
    settings = load()
    assert (settings.mongodb_uri, settings.redis_url) == ("mongodb://file/x", "redis://environment/2")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().library_name = "another"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MONGODB_URI", "hunter2"),
        ("REDIS_URL", "hunter2"),
        ("SHUTONG_BASE_URL", "hunter2"),
        ("SHUTONG_PLATFORM_URL", "hunter2"),
        ("SHUTONG_SECRET_KEY", "hunter2"),
        ("SHUTONG_SIMULATOR", "hunter2"),
        ("SHUTONG_DESK_CAPACITY", "hunter2"),
        ("SHUTONG_DESK_CAPACITY", "0"),
        ("SHUTONG_MESSAGE_AGE", "hunter2"),
        ("SHUTONG_MESSAGE_AGE", "0"),
        ("SHUTONG_LOG_LEVEL", "hunter2"),
        ("SHUTONG_ACCOUNTS", "hunter2"),
        ("SHUTONG_ACCOUNTS__main__AES_KEY", "hunter2"),
        ("SHUTONG_ACCOUNTS__main__REFUSE_CLEAR", "hunter2"),
        ("SHUTONG_ACCOUNTS__main__MESSAGE_AGE", "1"),
        ("SHUTONG_ACCOUNTS__main__CAN_PUSH", "hunter2"),
        ("SHUTONG_ACCOUNTS__main__PASSWORD", "hunter2"),
    ],
)
def test_a_wrong_value_is_named_and_not_shown(variable: str, value: str, given) -> None:
    given(**{variable: value})
    with pytest.raises(WrongSettings) as refusal:
        load()
    assert variable in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_all_that_is_wrong_is_said_at_once(given) -> None:
    given(SHUTONG_DESK_CAPACITY="many", SHUTONG_ACCOUNTS__main__APP_ID="wx1")
    with pytest.raises(WrongSettings) as refusal:
        load()
    said = str(refusal.value)
    assert "3 settings need attention" in said
    assert "SHUTONG_ACCOUNTS__main__TOKEN is missing" in said
    assert "SHUTONG_ACCOUNTS__main__SECRET is missing" in said
    assert "how many questions may wait" in said


@pytest.mark.parametrize(
    ("variable", "said", "wanted"),
    [
        ("SHUTONG_BUCKET__ENDPOINT", "SHUTONG_BUCKET__ENDPOINT is wrong", "the store's address"),
        ("SHUTONG_BUCKET__REGION", "SHUTONG_BUCKET__NAME is missing", "the bucket's name"),
        ("SHUTONG_BUCKET__PLACE", "SHUTONG_BUCKET__PLACE is unknown", "is it misspelt?"),
        ("SHUTONG_BUCKET", "SHUTONG_BUCKET is wrong", "an S3-compatible bucket"),
        ("SHUTONG_ACCOUNTS", "SHUTONG_ACCOUNTS cannot be read", "one group of SHUTONG_ACCOUNTS__<name>__…"),
    ],
)
def test_what_a_variable_wants_is_said_below_it(variable: str, said: str, wanted: str, given) -> None:
    given(**{variable: "hunter2"})
    with pytest.raises(WrongSettings) as refusal:
        load()
    lines = str(refusal.value).splitlines()
    at = next(number for number, line in enumerate(lines) if said in line)
    assert wanted in lines[at + 1]


def test_the_docs_list_every_setting() -> None:
    listed = (Path(__file__).parents[2] / "docs" / "config.md").read_text(encoding="utf-8")
    names = [variable(name) for name in Settings.model_fields if name not in {"accounts", "bucket"}]
    names += [variable("accounts", "<name>", name) for name in AccountSettings.model_fields]
    names += [variable("bucket", "name"), *(f"__{name.upper()}" for name in BucketSettings.model_fields)]
    assert [name for name in names if f"{name}`" not in listed] == []


def test_serving_patrons_wants_a_secret_and_an_address(given) -> None:
    with pytest.raises(WrongSettings) as refusal:
        load_for_serving()
    assert "SHUTONG_SECRET_KEY is missing" in str(refusal.value)
    assert "SHUTONG_BASE_URL is missing" in str(refusal.value)
    given(SHUTONG_SECRET_KEY="x" * 32, SHUTONG_BASE_URL="https://books.library.cn/")
    assert load_for_serving().base_url == "https://books.library.cn"


def test_a_simulator_needs_neither(given) -> None:
    given(SHUTONG_SIMULATOR="1")
    assert load_for_serving().simulator


def test_no_secret_is_printed(given) -> None:
    given(
        SHUTONG_SECRET_KEY="hunter2" * 5,
        MONGODB_URI="mongodb://me:hunter2@db/x",
        REDIS_URL="redis://:hunter2@c",
    )
    given(**{f"SHUTONG_ACCOUNTS__main__{name}": "hunter2" for name in ("APP_ID", "SECRET", "TOKEN")})
    assert repr(load()).count("hunter2") == 1, "the AppID is no secret"


def test_a_secret_is_made_once_and_for_its_owner_only() -> None:
    settings = load()
    secret = secret_of(settings)
    assert len(secret) >= 32
    assert secret_of(settings) == secret
    assert (settings.data_dir / "secret.key").stat().st_mode & 0o077 == 0


def test_a_given_secret_is_used(given) -> None:
    given(SHUTONG_SECRET_KEY="x" * 32)
    assert secret_of(load()) == b"x" * 32
    assert not Path("var").exists()


def test_hours_nobody_can_follow_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUTONG_DESK_HOURS", "工作日 8:30-12:00；周六 9点到12点")
    with pytest.raises(WrongSettings, match=r"周六 9点到12点.*后面写时间"):
        load(None)
    monkeypatch.setenv("SHUTONG_DESK_HOURS", "工作日 8:30-12:00；周六 9:00-12:00")
    assert load(None).hours is not None
