"""Loads aiogram in a quarter of the time and half of the memory; see docs/decisions/0103-quick-aiogram.md.

At import aiogram builds a validator for each of its 600 pydantic models, each containing all models below it: seconds
and 90 MB, most of it for messages nobody sends. Pydantic builds a missing validator by itself when a model is first
used, if it can find the classes that the model's annotations name. So here the models are told to wait, the rebuilding
at the end of `aiogram.types` is left out, and the names are put where pydantic looks for them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Final

TYPES: Final = "aiogram.types"

Around = Callable[[ModuleType], AbstractContextManager[None]]


def install() -> None:
    """Take part in the import of aiogram; nothing happens when it is imported already, or never."""
    if TYPES not in sys.modules and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def _deferring(base: str) -> Around:
    @contextmanager
    def around(module: ModuleType) -> Iterator[None]:
        yield
        vars(module)[base].model_config["defer_build"] = True

    return around


@contextmanager
def _without_rebuilding(_module: ModuleType) -> Iterator[None]:
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
        yield
    finally:
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
    for space in [vars(one) for name, one in sys.modules.items() if name.startswith(f"{TYPES}.")]:
        for name in _mentioned(space) & names.keys():
            space.setdefault(name, names[name])


def _mentioned(space: dict[str, Any]) -> set[str]:
    """The names in the annotations of a module's classes and of their bases, which pydantic reads in this module, too.

    All 600 in each of 440 modules would take 6 MB.
    """
    classes = {base for one in space.values() if isinstance(one, type) for base in one.__mro__}
    said = [str(text) for one in classes for text in vars(one).get("__annotations__", {}).values()]
    return set(re.findall(r"\w+", " ".join(said)))


_AROUND: Final[dict[str, Around]] = {
    "aiogram.types.base": _deferring("TelegramObject"),
    "aiogram.methods.base": _deferring("TelegramMethod"),
    TYPES: _without_rebuilding,
}


class _Finder(MetaPathFinder):
    """Finds these modules as Python would, and puts our loader around their own."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        around = _AROUND.get(name)
        spec = PathFinder.find_spec(name, path, target) if around else None
        if around and spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, around)
        return spec


class _Loader(Loader):
    """Runs a module inside a context."""

    def __init__(self, own: Loader, around: Around) -> None:
        self._own = own
        self._around = around

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        with self._around(module):
            self._own.exec_module(module)
