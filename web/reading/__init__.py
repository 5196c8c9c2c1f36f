"""The reading page, which a phone opens from the chat."""

from web.reading.face import Reading

__all__ = ["Reading"]
