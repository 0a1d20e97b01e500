"""Buttons of /pipelines; those that lead from page to page are in `setup_links`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import VoronkaCallback
from bot.ui.setup_links import ADMINS


class PipelinesShow(VoronkaCallback, prefix="ppl1", roles=ADMINS):
    """The list of pipelines, or of the archived ones."""

    page: int = 1
    archived: bool = False


class PipelineSets(VoronkaCallback, prefix="pps1", roles=ADMINS):
    """A new pipeline: from which stages?"""


class PipelineNew(VoronkaCallback, prefix="ppn1", roles=ADMINS):
    """A new pipeline from a set; `sure`: under the set's own name."""

    code: Annotated[str, Field(max_length=16, pattern="^[a-z_]+$")]
    sure: bool = False


class PipelineName(VoronkaCallback, prefix="ppr1", roles=ADMINS):
    """Rename a pipeline."""

    pipeline: int
    ver: int


class PipelinePut(VoronkaCallback, prefix="ppp1", roles=ADMINS):
    """One place up, or down."""

    pipeline: int
    ver: int
    down: bool


class PipelineCycleSet(VoronkaCallback, prefix="ppc2", roles=ADMINS):
    """The kind of cycle: l(ong), s(hort), w(arm-up); - asks."""

    pipeline: int
    ver: int
    cycle: Annotated[str, Field(max_length=1, pattern="^[lsw-]$")] = "-"


class PipelineDrop(VoronkaCallback, prefix="ppd1", roles=ADMINS):
    """Archive a pipeline: the question, with the pipelines its deals may go to; `sure` without deals."""

    pipeline: int
    ver: int
    page: int = 1
    sure: bool = False


class PipelineInto(VoronkaCallback, prefix="ppi2", roles=ADMINS):
    """Archive a pipeline, its deals into another: what would go where; with its `sign` it is done."""

    pipeline: int
    ver: int
    into: int
    sign: Annotated[str, Field(max_length=4, pattern="^([0-9a-f]{4})?$")] = ""


class PipelineRoutes(VoronkaCallback, prefix="ppv1", roles=ADMINS):
    """Which stage's deals go to which stage: a page (from 1) of those to be chosen by hand."""

    pipeline: int
    into: int
    page: int = 1


class PipelineRoute(VoronkaCallback, prefix="ppt1", roles=ADMINS):
    """Where do the deals of a stage go? A page (from 1) of stages."""

    stage: int
    into: int
    page: int = 1


class PipelineRouteTo(VoronkaCallback, prefix="ppu1", roles=ADMINS):
    """There."""

    stage: int
    goal: int


class PipelineBack(VoronkaCallback, prefix="ppb1", roles=ADMINS):
    """Use an archived pipeline again."""

    pipeline: int
    ver: int


class PipelineGone(VoronkaCallback, prefix="ppg1", roles=ADMINS):
    """The archived stages of a pipeline."""

    pipeline: int
    page: int = 1


class StageNew(VoronkaCallback, prefix="stn1", roles=ADMINS):
    """A new stage: its name?"""

    pipeline: int


class StageAsk(VoronkaCallback, prefix="sta1", roles=ADMINS):
    """Something of a stage is to be typed: n name, d description, h hours, c chance, p place."""

    stage: int
    ver: int
    what: Annotated[str, Field(max_length=1, pattern="^[ndhcp]$")]


class StageHours(VoronkaCallback, prefix="sth1", roles=ADMINS):
    """Expected hours by a button; 0 for none."""

    stage: int
    ver: int
    hours: int


class StageChance(VoronkaCallback, prefix="stc1", roles=ADMINS):
    """The win probability by a button."""

    stage: int
    ver: int
    percent: int


class StagePut(VoronkaCallback, prefix="stp1", roles=ADMINS):
    """One place up, or down."""

    stage: int
    ver: int
    down: bool


class StageHot(VoronkaCallback, prefix="sto2", roles=ADMINS):
    """Mark the stage's deals as hot, or not."""

    stage: int
    ver: int
    on: bool


class StageKinds(VoronkaCallback, prefix="stk1", roles=ADMINS):
    """What does the stage mean?"""

    stage: int


class StageKindSet(VoronkaCallback, prefix="stk2", roles=ADMINS):
    """It means this: o open, w won, l lost."""

    stage: int
    ver: int
    means: Annotated[str, Field(max_length=1, pattern="^[owl]$")]


class StageDrop(VoronkaCallback, prefix="std2", roles=ADMINS):
    """Archive a stage: the question, with the stages its deals may go to; `sure` without deals."""

    stage: int
    ver: int
    page: int = 1
    sure: bool = False


class StageInto(VoronkaCallback, prefix="sti1", roles=ADMINS):
    """Archive a stage, its deals to another one; `sure` after the preview."""

    stage: int
    ver: int
    into: int
    sure: bool = False


class StageBack(VoronkaCallback, prefix="stb1", roles=ADMINS):
    """Use an archived stage again."""

    stage: int
    ver: int


class SetupUndo(VoronkaCallback, prefix="suu1", roles=ADMINS):
    """Take an edit of the set-up back."""

    undo: int


class SetupUndoAsk(VoronkaCallback, prefix="suk1", roles=ADMINS):
    """Really take an edit of the set-up back? From this page (from 1) of the changes."""

    undo: int
    page: int = 1


class SetupChanges(VoronkaCallback, prefix="suc1", roles=ADMINS):
    """What was changed within 24 hours."""

    page: int = 1


def undo_of(undo: int | None) -> SetupUndo | None:
    """What takes an edit back, if there was one."""
    return SetupUndo(undo=undo) if undo else None
