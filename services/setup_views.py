"""What the pages of pipelines and stages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.rules.kinds import PipelineCycle, StageKind
from services.rules.views import Named


@dataclass(frozen=True, slots=True)
class PipelineLine:
    """A pipeline in the list: its stages in use and its open deals."""

    id: int
    name: str
    stages: int
    deals: int


@dataclass(frozen=True, slots=True)
class PipelineList:
    """Pipelines in use or archived ones; `archived` is how many are."""

    lines: tuple[PipelineLine, ...]
    archived: int
    changes: int
    """What was changed in the set-up within 24 hours and can be taken back."""


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage in its pipeline's list; `deals` are the open ones."""

    id: int
    version: int
    name: str
    kind: StageKind
    deals: int
    probability: int
    late: bool


@dataclass(frozen=True, slots=True)
class PipelinePage:
    """A pipeline with its stages."""

    id: int
    version: int
    name: str
    cycle: PipelineCycle
    archived: bool
    stages: tuple[StageLine, ...]
    gone: tuple[StageLine, ...]
    """Stages no longer used."""
    deals: int
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class StageCard:
    """A stage with what is set up on it."""

    id: int
    version: int
    pipeline: Named
    name: str
    kind: StageKind
    description: str
    probability: int
    late: bool
    expected_hours: int | None
    place: int
    of: int
    open: int
    closed: int
    tasks: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageChoice:
    """Where deals may go: the stage they leave and the others of the pipeline."""

    stage: StageCard
    others: tuple[StageLine, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Deals of a stage and where they would go."""

    stage: Named
    to: Named
    deals: int


@dataclass(frozen=True, slots=True)
class PipelineChoice:
    """A pipeline to be archived and where its open deals may go."""

    page: PipelinePage
    others: tuple[PipelineLine, ...]


@dataclass(frozen=True, slots=True)
class PipelineMove:
    """Which deals would go where when a pipeline is archived; `goals` are the stages they may go to.

    `sign` stands for all of it in a button: what is done is what was shown.
    """

    page: PipelinePage
    to: Named
    routes: tuple[Route, ...]
    goals: tuple[Named, ...] = ()
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking an edit back did: what had been changed since and was left alone, deals that are back or not."""

    code: str
    told: dict[str, object]
    kept: int
    returned: int
    stayed: int
    pipeline: int | None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """An edit of the last 24 hours."""

    undo_id: int
    code: str
    told: dict[str, object]
    at: datetime
    by: str
    over: bool
