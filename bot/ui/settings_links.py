"""The door to the settings: pages of single settings lead back there."""

from __future__ import annotations

from bot.ui.callbacks import STAFF, VoronkaCallback


class SettingsShow(VoronkaCallback, prefix="st1", roles=STAFF):
    """The settings."""
