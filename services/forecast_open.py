"""Open deals beside the forecast: by stage, one by one, the dead among them (S1-16, S1-19, S4-23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.forecast_making import Floats, Ids, Singles
from services.forecast_views import ForecastPage, Level, OpenDeal, OpenPage, OpenStage, OpenTotals
from storage import company
from storage import forecast_deals as rows
from storage.unit_of_work import Work

SHOWN: Final = 8
"""Deals on a page."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Open deals the actor sees, as they are now, beside what this morning's record says of each."""

    ids: Ids
    stage: Ids
    amount: Floats
    typed: Floats
    known: npt.NDArray[np.bool_]
    ever: Floats
    soon: Floats
    value: Floats
    age: npt.NDArray[np.int32]
    dead: npt.NDArray[np.bool_]

    def totals(self, some: npt.NDArray[np.bool_] | None = None) -> OpenTotals:
        """Sums of all, or of some."""
        of = np.ones(len(self.ids), np.bool_) if some is None else some
        dead = of & self.dead
        return OpenTotals(
            deals=int(of.sum()),
            amount=round(float(self.value[of].sum())),
            template=round(float((self.amount * self.typed)[of].sum())),
            own=round(float((self.value * self.ever)[of].sum())),
            soon=round(float((self.value * self.soon)[of].sum())),
            dead=int(dead.sum()),
            dead_amount=round(float(self.value[dead].sum())),
        )


async def columns(work: Work, singles: Singles, level: Level, key: int | None) -> Columns:
    """The open deals of a level."""
    found = np.array([tuple(row) for row in await rows.open_deals(work, level.value, key)], np.int64).reshape(-1, 4)
    ids, amount = found[:, 0], found[:, 2].astype(np.float64)
    place = singles.rows_of(ids)
    known = place >= 0

    def of(column: npt.NDArray[Any], otherwise: Any) -> Any:
        return np.where(known, column[place], otherwise) if len(column) else np.full(len(ids), otherwise)

    return Columns(
        ids=ids,
        stage=found[:, 1],
        amount=amount,
        typed=found[:, 3] / 100,
        known=known,
        ever=of(singles.ever, 0.0),
        soon=of(singles.soon, 0.0),
        value=np.where(amount > 0, amount, of(singles.value, 0.0)),
        age=of(singles.age, 0),
        dead=of(singles.dead, False).astype(np.bool_),
    )


async def totals(work: Work, singles: Singles, level: Level, key: int | None) -> OpenTotals:
    """All open deals of a level together."""
    return (await columns(work, singles, level, key)).totals()


async def page(work: Work, singles: Singles, view: ForecastPage, number: int, *, dead: bool) -> OpenPage:
    """Open deals one by one, those that promise most first; of the dead the dearest first."""
    found = await columns(work, singles, view.row.level, view.row.key)
    chosen = np.flatnonzero(found.dead) if dead else np.arange(len(found.ids))
    worth = found.value[chosen] if dead else (found.value * np.maximum(found.ever, 1e-6))[chosen]
    ordered = chosen[np.lexsort((found.ids[chosen], -worth))]
    pages = max(1, -(-len(ordered) // SHOWN))
    number = min(max(number, 1), pages)
    shown = ordered[(number - 1) * SHOWN : number * SHOWN]
    deals = await lines(work, found, shown)
    return OpenPage(view.span, view.row.level, view.row.key, view.row.name, found.totals(), number, pages, deals)


async def lines(work: Work, found: Columns, places: Sequence[int] | npt.NDArray[np.intp]) -> tuple[OpenDeal, ...]:
    """Some of the deals with their names, in this order."""
    named = await rows.shown(work, [int(found.ids[place]) for place in places])
    return tuple(
        OpenDeal(
            id=row.id,
            name=row.title,
            client=row.client,
            stage=row.stage,
            owner=row.owner,
            amount=row.amount,
            value=round(float(found.value[place])) if found.value[place] > 0 else None,
            typed=row.probability / 100,
            chance=float(found.ever[place]) if found.known[place] else None,
            age=int(found.age[place]) if found.known[place] else None,
            dead=bool(found.dead[place]),
        )
        for place in places
        if (row := named.get(int(found.ids[place]))) is not None
    )


async def by_stage(work: Work, singles: Singles, view: ForecastPage) -> OpenPage:
    """Open deals by stage, in the order of pipelines and stages."""
    found = await columns(work, singles, view.row.level, view.row.key)
    stages = await company.all_stages(work)
    order = [one.id for one in await company.pipelines(work)]
    kept = [stages[key] for key in np.unique(found.stage).tolist()]
    kept.sort(key=lambda one: (order.index(one.pipeline_id) if one.pipeline_id in order else len(order), one.position))
    named = []
    for stage in kept:
        some = found.stage == stage.id
        known = some & found.known
        chance = float(found.ever[known].mean()) if known.any() else 0.0
        age = int(np.median(found.age[known])) if known.any() else 0
        named.append(OpenStage(stage.name, found.totals(some), stage.probability / 100, chance, age))
    row = view.row
    return OpenPage(view.span, row.level, row.key, row.name, found.totals(), 1, 1, stages=tuple(named))
