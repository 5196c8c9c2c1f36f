"""Match a message to a handler, and hand the handler what its signature asks for."""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import UnionType
from typing import Any, get_args, get_type_hints

from bot.conversation import Conversation
from bot.messages import Message
from bot.replies import Reply
from bot.understanding import Intent, Meaning

Handler = Callable[..., Awaitable[Reply] | Reply]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message with all that may be asked about it before a handler is chosen."""

    message: Any  # a Message; each route has made sure of the class it takes before its filters ask
    conversation: Conversation
    meanings: tuple[Meaning, ...] = ()
    meaning: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A question a route asks before it accepts a turn.

    One that has an `intent` accepts no turn that means anything else. It `looks_back` unless the answer is
    the same whatever the conversation is.
    """

    accepts: Callable[[Turn], bool]
    intent: Intent | None = None
    looks_back: bool = True


# What a handler may ask for that belongs to the turn rather than to the house.
FROM_TURN: Mapping[Any, Callable[[Turn], Any]] = {
    Conversation: lambda turn: turn.conversation,
    Meaning: lambda turn: turn.meaning,
    tuple[Meaning, ...]: lambda turn: turn.meanings,
}


@dataclass(frozen=True, slots=True)
class Route:
    handler: Handler
    answers: tuple[type[Message], ...]
    needs: Mapping[str, Any]
    filters: tuple[Filter, ...]
    is_mere_words: bool = False  # twice is as good as once, and there is nothing to remember

    def may_mind(self, kind: type[Message], meant: Intent | None) -> bool:
        """Whether it is for messages of this class, and for this meaning as for any other."""
        wanted = [one.intent for one in self.filters if one.intent is not None]
        return issubclass(kind, self.answers) and all(one is meant for one in wanted)

    def may_accept(self, turn: Turn) -> bool:
        """Whether there is a conversation in which it would accept this turn, whose class it takes."""
        return all(one.looks_back or one.accepts(turn) for one in self.filters)

    def accepts(self, turn: Turn) -> bool:
        """Whether it accepts this turn, whose class it takes."""
        return all(one.accepts(turn) for one in self.filters)

    @property
    def uses_services(self) -> bool:
        """Whether it needs more than what came with the turn."""
        return any(kind not in FROM_TURN for kind in self.needs.values())

    async def call(self, turn: Turn, services: Mapping[Any, Any]) -> Reply:
        wanted = {name: self._find(kind, turn, services) for name, kind in self.needs.items()}
        reply = self.handler(turn.message, **wanted)
        return await reply if isinstance(reply, Awaitable) else reply

    @staticmethod
    def _find(kind: Any, turn: Turn, services: Mapping[Any, Any]) -> Any:
        return FROM_TURN[kind](turn) if kind in FROM_TURN else services[kind]


class Router:
    """An ordered list of routes; the first that accepts a turn answers it."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self._excuses: dict[type[Exception], Route] = {}
        # By class and meaning. Intents are told apart by identity, which is quick, and kept so that it lasts.
        self._asked: dict[tuple[type[Message], int], tuple[Intent | None, tuple[Route, ...]]] = {}

    def on(self, *filters: Filter) -> Callable[[Handler], Handler]:
        """The handler's first parameter says which messages it takes, its other parameters what it needs."""

        def register(handler: Handler) -> Handler:
            hints = get_type_hints(handler)
            first, *others = inspect.signature(handler).parameters
            needs = {name: hints[name] for name in others}
            mere_words = _is_mere_words(handler, needs, filters)
            self._add([Route(handler, _classes(hints[first]), needs, filters, mere_words)])
            return handler

        return register

    def excuse(self, handler: Handler) -> Handler:
        """For what may keep any handler from its deed; the first parameter says which refusal is excused."""
        hints = get_type_hints(handler)
        first, *others = inspect.signature(handler).parameters
        self._excuses[hints[first]] = Route(handler, (), {name: hints[name] for name in others}, ())
        return handler

    def include(self, *others: "Router") -> None:
        for other in others:
            self._add(other.routes)
            self._excuses |= other._excuses

    def _add(self, routes: Iterable[Route]) -> None:
        self.routes.extend(routes)
        self._asked.clear()

    def _worth_asking(self, turn: Turn) -> tuple[Route, ...]:
        """The routes that take messages of this class, and mind this meaning or none."""
        kind, meant = type(turn.message), turn.meaning.intent if turn.meaning else None
        if (kind, id(meant)) not in self._asked:
            found = tuple(one for one in self.routes if one.may_mind(kind, meant))
            self._asked[kind, id(meant)] = meant, found
        return self._asked[kind, id(meant)][1]

    def match(self, turn: Turn) -> Route | None:
        return next((route for route in self._worth_asking(turn) if route.accepts(turn)), None)

    async def answer(self, turn: Turn, route: Route, services: Mapping[Any, Any]) -> Reply:
        """What the route's handler replies, or whoever excuses it."""
        try:
            return await route.call(turn, services)
        except tuple(self._excuses) as refusal:
            excuse = next(one for kind, one in self._excuses.items() if isinstance(refusal, kind))
            return await excuse.call(replace(turn, message=refusal), services)

    def mere_words(self, turn: Turn) -> Route | None:
        """The route that answers in any conversation, if all it does is say something."""
        first = next((route for route in self._worth_asking(turn) if route.may_accept(turn)), None)
        return first if first and first.is_mere_words else None

    def wants(self, message: Message) -> bool:
        """Whether any route takes messages of this class."""
        return any(isinstance(message, route.answers) for route in self.routes)

    def intents(self) -> list[Intent]:
        """Everything some route wants understood, in the order of the routes."""
        wanted = (one.intent for route in self.routes for one in route.filters)
        return list(dict.fromkeys(one for one in wanted if one is not None))

    def check(self, services: Mapping[Any, Any]) -> None:
        """Raises LookupError when a handler asks for a service nobody registered, so that the start stops."""
        for route in (*self.routes, *self._excuses.values()):
            for name, kind in route.needs.items():
                if kind not in FROM_TURN and kind not in services:
                    raise LookupError(f"{_name(route.handler)} needs {name}: {kind}, which nobody registered")


def _classes(hint: Any) -> tuple[type[Message], ...]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def _is_mere_words(handler: Handler, needs: Mapping[str, Any], filters: Iterable[Filter]) -> bool:
    """Whether a handler waits for nothing, asks for nothing, and is asked whatever went before."""
    asks = any(kind not in FROM_TURN or kind is Conversation for kind in needs.values())
    looks_back = any(one.looks_back for one in filters)
    return not (asks or looks_back or inspect.iscoroutinefunction(handler))


def _name(handler: Handler) -> str:
    return f"{handler.__module__}.{getattr(handler, '__qualname__', handler)}"
