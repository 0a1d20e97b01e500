"""What each kind of queued message looks like: drawn at sending time, in the reader's language.

A feature adds a module here with its renderers; `load` imports all of them::

    @notice("lead_taken")
    async def lead_taken(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
        card = await services.leads.card(reader, params["lead"])
        return ui.lead_taken(card, words)

None means that the message is not worth sending any more (the task is done, the lead was taken); so does NotFound.
A message may arrive twice when the bot is killed while sending: word it so that a repeat does no harm.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor

Params = dict[str, Any]
Renderer = Callable[[Services, Actor, Params, Words], Awaitable[Screen | None]]


class UnknownNotice(Exception):
    """A queued message of a kind this version does not know."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of message. `alone`: it never becomes a part of the digest after quiet hours."""

    kind: str
    render: Renderer
    alone: bool


NOTICES: Final[dict[str, Notice]] = {}


def notice(kind: str, *, alone: bool = False) -> Callable[[Renderer], Renderer]:
    """Register how messages of `kind` are drawn."""

    def register(render: Renderer) -> Renderer:
        if kind in NOTICES:
            raise ValueError(f"notice {kind!r} is registered twice")
        NOTICES[kind] = Notice(kind, render, alone)
        return render

    return register


def find(kind: str) -> Notice:
    """Return how a kind is drawn. Raises UnknownNotice."""
    load()
    try:
        return NOTICES[kind]
    except KeyError:
        raise UnknownNotice(kind) from None


@cache
def load() -> None:
    """Import every module of this package once."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
