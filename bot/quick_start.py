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
from typing import Any

from pydantic import BaseModel


@contextmanager
def _building_later() -> Iterator[None]:
    original = BaseModel.__dict__["model_rebuild"]

    def rebuild(cls: type[BaseModel], *, _types_namespace: Any = None, **options: Any) -> bool | None:
        if _types_namespace is not None and cls.__module__.startswith("aiogram.types"):
            cls.__pydantic_parent_namespace__ = _types_namespace
            return None
        result: bool | None = original.__func__(cls, _types_namespace=_types_namespace, **options)
        return result

    BaseModel.model_rebuild = classmethod(rebuild)  # type: ignore[arg-type, assignment, method-assign]
    try:
        yield
    finally:
        BaseModel.model_rebuild = original  # type: ignore[method-assign]


if "aiogram.types" not in sys.modules:
    with _building_later():
        import aiogram.types  # noqa: F401
