"""The drafting assistant's settings, and the model behind them; without an address there is none."""

from importlib import import_module
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator

from config.addresses import WebAddress
from reference.assistant.model import Model

CLIENT = "reference.assistant.openai_client"  # imported only where it is used: two seconds of a processor


class AssistantSettings(BaseModel):
    """A part of Settings; its key is nowhere but in the environment."""

    assistant_url: Annotated[
        WebAddress | None,
        Field(description="an OpenAI-compatible server's address, as far as /v1; unset, nothing is drafted"),
    ] = None
    assistant_key: Annotated[
        SecretStr | None, Field(description="that server's key; unset where it wants none")
    ] = None
    assistant_model: Annotated[
        str, Field(validate_default=True, description="the model's name, as that server calls it")
    ] = ""

    assistant_patrons: Annotated[
        bool,
        Field(description="whether that server's model may answer patrons, too, where nobody is sure"),
    ] = False

    @field_validator("assistant_patrons")
    @classmethod
    def _there(cls, patrons: bool, others: ValidationInfo) -> bool:
        if patrons and others.data.get("assistant_url") is None:
            raise ValueError("needs SHUTONG_ASSISTANT_URL, where the model is")
        return patrons

    @field_validator("assistant_model")
    @classmethod
    def _named(cls, name: str, others: ValidationInfo) -> str:
        if others.data.get("assistant_url") and not name:
            raise ValueError("must be set where SHUTONG_ASSISTANT_URL is")
        return name


def model_of(settings: AssistantSettings) -> Model | None:
    if settings.assistant_url is None:
        return None
    key = settings.assistant_key.get_secret_value() if settings.assistant_key else ""
    client: Any = import_module(CLIENT)
    model: Model = client.ChatCompletions(settings.assistant_url, model=settings.assistant_model, key=key)
    return model


def outside(settings: AssistantSettings) -> str:
    """The name of a server that is not the library's own; "" where it is, or there is none."""
    host = urlsplit(settings.assistant_url or "").hostname or ""
    try:
        return "" if ip_address(host).is_private else host
    except ValueError:
        return host if "." in host else ""
