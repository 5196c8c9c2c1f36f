"""What is typed into forms of the desk, as it is meant."""

from typing import Annotated

from fastapi import Form

LONGEST_TEXT = 20_000  # characters; ten bubbles would already be too many to read

Text = Annotated[str, Form(max_length=LONGEST_TEXT)]
Key = Annotated[
    str, Form(min_length=8, max_length=64)
]  # under which a deed is done once, however often it is sent


def plain(text: str) -> str:
    """Browsers send forms with other line ends than a bubble or a book shall have."""
    return text.replace("\r\n", "\n")


def one_line(text: str) -> str:
    """A name: its words with one blank between two; empty where nothing but blanks was typed."""
    return " ".join(text.split())
