"""The table of contents of the conversation: the first route that accepts a message answers it."""

from bot.router import Router
from handlers import books, checking_in, fallback, marking, passages, reading, reference, welcome

root = Router()
root.include(
    reference.router,
    passages.router,
    marking.router,
    checking_in.router,
    reading.router,
    books.router,
    welcome.router,
    fallback.router,
)
