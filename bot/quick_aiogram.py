"""Loads aiogram in a third of the time and half of the memory; see docs/decisions/0103-quick-aiogram.md.

At import, `aiogram.types` builds a validator for each of its 400 models, each containing all models below it: 2 s and
90 MB, most of it for messages nobody sends. Pydantic builds a missing validator by itself when a model is first
used, if it can find the classes the model's annotations name. So here the building is left out, and the names are put
where pydantic looks for them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

TYPES = "aiogram.types"


def install() -> None:
    """Take part in the import of `aiogram.types`; nothing happens when it is imported already, or never."""
    if TYPES not in sys.modules and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    """Finds `aiogram.types` as Python would, and puts our loader around its own."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != TYPES:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """Runs the module without its rebuilding of models."""

    def __init__(self, own: Loader) -> None:
        self._own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        from pydantic import BaseModel

        names: dict[str, Any] = {}
        rebuild = BaseModel.__dict__["model_rebuild"]

        def note_names(cls: type[BaseModel], /, *, _types_namespace: Any = None, **options: Any) -> bool | None:
            if _types_namespace is None:
                done: bool | None = rebuild.__func__(cls, **options)
                return done
            names.update(_types_namespace)
            return None

        BaseModel.model_rebuild = classmethod(note_names)  # type: ignore[assignment, method-assign]
        try:
            self._own.exec_module(module)
        finally:
            BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
        for found in [one for name, one in sys.modules.items() if name.startswith(f"{TYPES}.")]:
            for name, value in names.items():
                found.__dict__.setdefault(name, value)
