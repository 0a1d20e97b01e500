"""The door to one channel: its costs lead back there."""

from __future__ import annotations

from typing import Final

from bot.ui.callbacks import VoronkaCallback
from services.rules.actor import Role

ADMINS: Final = frozenset({Role.ADMIN})


class ChannelOpen(VoronkaCallback, prefix="cho1", roles=ADMINS):
    """One channel with its link."""

    channel: int
