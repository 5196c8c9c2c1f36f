"""The librarians' desk in the browser."""

from web.desk.face import Desk

__all__ = ["Desk"]
