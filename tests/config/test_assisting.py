"""The assistant's settings: off unless somebody says where it is and what it is called."""

import sys

import pytest

from config.assisting import CLIENT, AssistantSettings, model_of, outside
from config.loading import WrongSettings, load


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_is_off_by_default() -> None:
    assert model_of(load()) is None


def test_where_it_is_without_its_name_is_not_enough(monkeypatch) -> None:
    monkeypatch.setenv("SHUTONG_ASSISTANT_URL", "http://127.0.0.1:8080/v1")
    with pytest.raises(WrongSettings, match="SHUTONG_ASSISTANT_MODEL"):
        load()


def test_nor_may_it_answer_patrons_where_it_is_not(monkeypatch) -> None:
    monkeypatch.setenv("SHUTONG_ASSISTANT_PATRONS", "yes")
    with pytest.raises(WrongSettings, match=r"SHUTONG_ASSISTANT_PATRONS.*SHUTONG_ASSISTANT_URL"):
        load()
    monkeypatch.setenv("SHUTONG_ASSISTANT_URL", "http://127.0.0.1:8080/v1")
    monkeypatch.setenv("SHUTONG_ASSISTANT_MODEL", "little")
    assert load().assistant_patrons


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://models.example:8443/v1", "models.example"),
        ("http://127.0.0.1:8080/v1", ""),
        ("http://10.1.2.3/v1", ""),
        ("http://[::1]:8080/v1", ""),
        ("http://gpu:8080/v1", ""),
        ("https://8.8.8.8/v1", "8.8.8.8"),
        (None, ""),
    ],
)
def test_a_server_in_the_house_is_not_outside(url, name) -> None:
    assert outside(AssistantSettings(assistant_url=url, assistant_model="little")) == name


def test_its_key_is_never_shown(monkeypatch) -> None:
    monkeypatch.setenv("SHUTONG_ASSISTANT_URL", "https://model.example/v1/")
    monkeypatch.setenv("SHUTONG_ASSISTANT_MODEL", "little")
    monkeypatch.setenv("SHUTONG_ASSISTANT_KEY", "hunter2")
    settings = load()
    assert settings.assistant_url == "https://model.example/v1"
    assert "hunter2" not in repr(settings)


async def test_switched_on_there_is_a_model(monkeypatch) -> None:
    monkeypatch.setenv("SHUTONG_ASSISTANT_URL", "http://127.0.0.1:8080/v1")
    monkeypatch.setenv("SHUTONG_ASSISTANT_MODEL", "little")
    model = model_of(load())
    assert model is not None
    assert CLIENT in sys.modules
    await model.aclose()
