"""Loading quickly and running smoothly: when Python looks for garbage, and how many heaps there are."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress
from importlib.util import find_spec, module_from_spec
from typing import Final

M_ARENA_MAX: Final = -8
"""The parameter's number in glibc's malloc.h."""
YOUNG: Final = 20_000
"""New objects until the young ones are looked through; of ours nearly all are gone by themselves before."""
OLDER: Final = 4
"""Times until those that stayed are looked through again: of a large report a hundred thousand, and all wait for it."""
OLD: Final = 25


def load_quickly() -> None:
    """Before the imports: what they make is no garbage, and looking for some took a fifth of the start.

    And keep glibc from giving every thread of the database a heap of its own, half empty: 15 MB less.
    """
    gc.disable()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
    _only_the_countries_asked_for()


def _only_the_countries_asked_for() -> None:
    """`holidays` asks for the module of one country; its package would load the 250 others with it, 9 MB of them.

    So the package is there, and empty: a country's module is found in it as before.
    """
    name = "holidays.countries"
    if name not in sys.modules and (spec := find_spec(name)) is not None:
        sys.modules[name] = module_from_spec(spec)


def settle_down() -> None:
    """Once loaded: look for garbage again, but not among what was loaded; that stopped everything for 0.1 s a time."""
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLD)
    gc.enable()
