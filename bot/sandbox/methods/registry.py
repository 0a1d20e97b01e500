"""The table of Bot API methods; each module of this package adds its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from ..params import Params
from ..world import World

Method = Callable[[World, Params], Any]
AsyncMethod = Callable[[World, Params], Awaitable[Any]]

METHODS: dict[str, Method] = {}
"""By lower-case name: the server does not mind the case of method names."""


def api_method(*names: str) -> Callable[[Method], Method]:
    """Register a function as these Bot API methods."""

    def register(function: Method) -> Method:
        for name in names:
            METHODS[name.lower()] = function
        return function

    return register
