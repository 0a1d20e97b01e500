"""The use cases. `Services` holds one object a capability; `services.wiring` builds it.

The names are looked up when asked for: the packages below (`services.rules` first of all) are imported by storage,
and must not pull everything in with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.wiring import Services

__all__ = ["Services"]


def __getattr__(name: str) -> Any:
    if name == "Services":
        from services.wiring import Services

        return Services
    raise AttributeError(name)
