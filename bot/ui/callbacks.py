"""The base of all callback data: who may press, and a registry for the tests and for stale buttons."""

from __future__ import annotations

from typing import Any, ClassVar

from aiogram.filters.callback_data import CallbackData
from pydantic import ConfigDict

from services.rules.actor import LEADERS, STAFF, Role

EVERYONE = frozenset(Role)
OUTSIDERS = frozenset({Role.CLIENT, Role.STRANGER})

REGISTRY: dict[str, type[VoronkaCallback]] = {}
"""Prefix to class, of every button the bot can draw."""


class VoronkaCallback(CallbackData, prefix="-"):
    """Data of a button.

    A subclass names a versioned prefix and the roles that may press it::

        class CallDone(VoronkaCallback, prefix="cd1", roles=STAFF):
            deal: int

    Data is positional: a new field makes every old button unreadable, so it needs a new prefix (`cd2`); what
    nobody reads any more is answered by `handlers/fallback.py`. Fields are ints, bools, short enums, or strings
    with a `max_length`.
    """

    # Of four hundred kinds of buttons a process reads few; a validator is built with the first one read.
    model_config = ConfigDict(defer_build=True)

    roles: ClassVar[frozenset[Role]] = frozenset()
    door: ClassVar[bool] = False
    """It opens a card in place of the list it is pressed in: the card leads back to that list (`bot/ui/trails.py`)."""

    def __init_subclass__(
        cls, *, prefix: str, roles: frozenset[Role] | None = None, door: bool = False, **kwargs: Any
    ) -> None:
        super().__init_subclass__(prefix=prefix, **kwargs)
        cls.door = door
        if roles is not None:
            cls.roles = roles
        if "roles" not in cls.__dict__:
            raise TypeError(f"{cls.__name__} does not say which roles may press it")
        known = REGISTRY.get(prefix)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"prefix {prefix!r} of {cls.__name__} is taken by {known.__name__}")
        REGISTRY[prefix] = cls


def prefix_of(data: str) -> str:
    """Return the prefix of packed data, readable or not."""
    return data.split(":", 1)[0]


class Ignore(VoronkaCallback, prefix="no1", roles=EVERYONE):
    """A label that looks like a button: week days, page numbers."""


class Menu(VoronkaCallback, prefix="mn1", roles=EVERYONE):
    """Back to the main menu of the person's role."""


__all__ = ["EVERYONE", "LEADERS", "OUTSIDERS", "REGISTRY", "STAFF", "Ignore", "Menu", "VoronkaCallback", "prefix_of"]
