"""The table of contents of the conversation: the first route that accepts a message answers it."""

from bot.router import Router
from handlers import (
    books,
    by_time,
    checking_in,
    choosing,
    delivering,
    diaries,
    fallback,
    help_pages,
    joining,
    marking,
    notebook,
    ordering,
    passages,
    planning,
    reading,
    reference,
    shelves,
    tongues,
    welcome,
)

root = Router()
root.include(
    joining.router,
    planning.router,
    reference.router,
    passages.router,
    notebook.router,
    marking.router,
    ordering.router,
    delivering.router,
    by_time.router,
    diaries.router,
    shelves.router,
    checking_in.router,
    choosing.router,
    reading.router,
    tongues.router,
    books.router,
    help_pages.router,
    welcome.router,
    fallback.router,
)
