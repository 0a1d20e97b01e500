"""The shape of the standards a company starts with (S2-19, S2-24, S2-28, S2-82); the words come from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.rules.kinds import PipelineCycle, StageKind, TaskKind


@dataclass(frozen=True, slots=True)
class StageTaskStandard:
    """A task made when a deal enters the stage; `due` is a `rules.due.DueRule` as JSON."""

    title: str
    instruction: str
    due: dict[str, Any]
    kind: TaskKind = TaskKind.TODO
    responsible: str = "owner"


@dataclass(frozen=True, slots=True)
class StageStandard:
    """One stage; `probability` 0…100, `expected_hours` until it counts as slow."""

    name: str
    kind: StageKind
    description: str = ""
    probability: int = 0
    late: bool = False
    expected_hours: int | None = None
    tasks: tuple[StageTaskStandard, ...] = ()


@dataclass(frozen=True, slots=True)
class PipelineStandard:
    """One pipeline with its stages in order."""

    code: str
    name: str
    cycle: PipelineCycle
    stages: tuple[StageStandard, ...]


@dataclass(frozen=True, slots=True)
class Standards:
    """Everything installed on the first start. Reasons, departments and channels are (code, name) pairs."""

    pipelines: tuple[PipelineStandard, ...]
    loss_reasons: tuple[tuple[str, str], ...]
    postpone_reasons: tuple[tuple[str, str], ...]
    win_reasons: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]
    channels: tuple[tuple[str, str], ...]
