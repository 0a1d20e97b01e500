"""Buttons that lead from one page of the set-up to another: pipelines, their stages, a stage's tasks and fields."""

from __future__ import annotations

from typing import Final

from bot.ui.callbacks import VoronkaCallback
from services.rules.actor import Role

ADMINS: Final = frozenset({Role.ADMIN})


class SetUpShow(VoronkaCallback, prefix="sup1", roles=ADMINS):
    """The page of everything that is set up."""


class PipelineOpen(VoronkaCallback, prefix="ppo1", roles=ADMINS):
    """One pipeline with its stages."""

    pipeline: int
    page: int = 1


class StageOpen(VoronkaCallback, prefix="sto1", roles=ADMINS):
    """One stage with what is set up on it."""

    stage: int


class StageTasks(VoronkaCallback, prefix="stt1", roles=ADMINS):
    """The tasks a stage makes."""

    stage: int


class StageFields(VoronkaCallback, prefix="sfl1", roles=ADMINS):
    """The fields a stage requires."""

    stage: int
