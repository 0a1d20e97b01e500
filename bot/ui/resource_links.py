"""The door to what can be booked: fields lead there, and it leads back."""

from __future__ import annotations

from typing import Final

from bot.ui.callbacks import VoronkaCallback
from services.rules.actor import Role

ADMINS: Final = frozenset({Role.ADMIN})


class ResourceTable(VoronkaCallback, prefix="rbs1", roles=ADMINS):
    """A page (from 1) of what can be booked."""

    page: int = 1
