"""Buttons between the pages of a stage's task."""

from __future__ import annotations

from bot.ui.callbacks import VoronkaCallback
from bot.ui.setup_links import ADMINS


class StageTaskOpen(VoronkaCallback, prefix="sko1", roles=ADMINS):
    """The page of a stage's task."""

    stagetask: int


class StageTaskDue(VoronkaCallback, prefix="skb1", roles=ADMINS):
    """What its due date hangs on."""

    stagetask: int
