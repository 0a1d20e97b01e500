"""Imports aiogram in a quarter of the time.

aiogram builds the pydantic schemas of all its 400 types while it is imported: some two seconds of processor time
[measured], most of it for types a bot never meets. Its classes say `defer_build`, so they build themselves at their
first use, if only they know where to look up the names in their annotations. That is all this module tells them.

`import bot.quick_start` before anything imports aiogram; later it does nothing. `tests/app/test_quick_start.py` checks
that every type still builds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, Optional, Union

from pydantic import BaseModel


@contextmanager
def _building_later() -> Iterator[None]:
    original = BaseModel.__dict__["model_rebuild"]

    def rebuild(cls: type[BaseModel], *, _types_namespace: Any = None, **options: Any) -> bool | None:
        if _types_namespace is not None and cls.__module__.startswith("aiogram.types"):
            return None
        result: bool | None = original.__func__(cls, _types_namespace=_types_namespace, **options)
        return result

    BaseModel.model_rebuild = classmethod(rebuild)  # type: ignore[arg-type, assignment, method-assign]
    try:
        yield
    finally:
        BaseModel.model_rebuild = original  # type: ignore[method-assign]


def _tell_names() -> None:
    """Give every type and method the names that annotations use; `Response[…]` inherits them."""
    from aiogram import methods, types
    from aiogram.methods.base import Response

    names = {**{name: getattr(types, name) for name in types.__all__}, **_OLD_NAMES}
    listed = [getattr(package, name) for package in (types, methods) for name in package.__all__]
    for cls in (*listed, Response):
        if isinstance(cls, type) and issubclass(cls, BaseModel):
            cls.__pydantic_parent_namespace__ = names


_OLD_NAMES = {"List": list, "Optional": Optional, "Union": Union, "Literal": Literal, "Default": None}

if "aiogram.types" not in sys.modules:
    with _building_later():
        from aiogram.client.default import Default
    _OLD_NAMES["Default"] = Default
    _tell_names()
