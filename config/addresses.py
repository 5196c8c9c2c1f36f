"""Addresses as settings give them."""

from typing import Annotated

from pydantic import AfterValidator


def _web_address(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return address.rstrip("/")


WebAddress = Annotated[str, AfterValidator(_web_address)]
