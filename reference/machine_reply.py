"""A machine's answer as part of the thread, so that a librarian sees what the patron was told."""

from dataclasses import replace

from reference.models import Author, Change, Entry, Question

NAME = "机器"


def key_of(message: str) -> str:
    """Under which the answer to a message stands."""
    return f"{message}:machine"


def replied(question: Question, birth: Change, said: str, message: str) -> tuple[Question, Change]:
    """A new question and its first step with what the machine said.

    She has it with the answer to her message, so it is nothing for the outbox to send.
    """
    seq, at = question.last_seq + 1, question.asked_at
    entry = Entry(seq=seq, author=Author.BOT, name=NAME, text=said, at=at, key=key_of(message))
    return replace(question, last_seq=seq), replace(birth, beside=entry)
