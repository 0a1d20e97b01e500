"""Open deals beside the forecast: by stage, one by one, the dead among them (S1-16, S1-19, S4-23)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import starmap
from statistics import mean, median
from typing import Final, NamedTuple

from services.forecast_order import Singles
from services.forecast_views import ForecastPage, Level, OpenDeal, OpenPage, OpenStage, OpenTotals
from storage import company
from storage import forecast_deals as rows
from storage.unit_of_work import Work

SHOWN: Final = 8
"""Deals on a page."""
LEAST: Final = 1e-6
"""A chance to be ordered by: of deals without any the dearest come first as well."""


class Standing(NamedTuple):
    """An open deal the actor sees, as it is now, beside what this morning's record says of it, if it is `known`."""

    id: int
    stage: int
    amount: int
    typed: float
    known: bool
    ever: float
    soon: float
    value: float
    age: int
    dead: bool


def sums(deals: Iterable[Standing]) -> OpenTotals:
    """What deals come to together."""
    count = dead = 0
    amount = template = own = soon = dead_amount = 0.0
    for deal in deals:
        count += 1
        amount += deal.value
        template += deal.amount * deal.typed
        own += deal.value * deal.ever
        soon += deal.value * deal.soon
        if deal.dead:
            dead += 1
            dead_amount += deal.value
    return OpenTotals(
        deals=count,
        amount=round(amount),
        template=round(template),
        own=round(own),
        soon=round(soon),
        dead=dead,
        dead_amount=round(dead_amount),
    )


async def standing(work: Work, singles: Singles, level: Level, key: int | None) -> list[Standing]:
    """The open deals of a level."""

    def beside(deal_id: int, stage: int, amount: int, percent: int) -> Standing:
        row, typed = singles.row_of(deal_id), percent / 100
        if row is None:
            return Standing(deal_id, stage, amount, typed, False, 0.0, 0.0, max(amount, 0), 0, False)
        value = amount if amount > 0 else singles.value[row]
        return Standing(
            deal_id, stage, amount, typed, True,
            singles.ever[row], singles.soon[row], value, singles.age[row], bool(singles.dead[row]),
        )  # fmt: skip

    return list(starmap(beside, await rows.open_deals(work, level.value, key)))


async def totals(work: Work, singles: Singles, level: Level, key: int | None) -> OpenTotals:
    """All open deals of a level together."""
    return sums(await standing(work, singles, level, key))


async def page(work: Work, singles: Singles, view: ForecastPage, number: int, *, dead: bool) -> OpenPage:
    """Open deals one by one, those that promise most first; of the dead the dearest first."""
    found = await standing(work, singles, view.row.level, view.row.key)
    if dead:
        ordered = sorted((deal for deal in found if deal.dead), key=lambda deal: (-deal.value, deal.id))
    else:
        ordered = sorted(found, key=lambda deal: (-deal.value * max(deal.ever, LEAST), deal.id))
    pages = max(1, -(-len(ordered) // SHOWN))
    number = min(max(number, 1), pages)
    deals = await lines(work, ordered[(number - 1) * SHOWN : number * SHOWN])
    return OpenPage(view.span, view.row.level, view.row.key, view.row.name, sums(found), number, pages, deals)


async def lines(work: Work, deals: Sequence[Standing]) -> tuple[OpenDeal, ...]:
    """Deals with their names, in this order."""
    named = await rows.shown(work, [deal.id for deal in deals])
    return tuple(
        OpenDeal(
            id=row.id,
            name=row.title,
            client=row.client,
            stage=row.stage,
            owner=row.owner,
            amount=row.amount,
            value=round(deal.value) if deal.value > 0 else None,
            typed=row.probability / 100,
            chance=deal.ever if deal.known else None,
            age=deal.age if deal.known else None,
            dead=deal.dead,
        )
        for deal in deals
        if (row := named.get(deal.id)) is not None
    )


async def by_stage(work: Work, singles: Singles, view: ForecastPage) -> OpenPage:
    """Open deals by stage, in the order of pipelines and stages."""
    found = await standing(work, singles, view.row.level, view.row.key)
    by_stage = dict[int, list[Standing]]()
    for deal in found:
        by_stage.setdefault(deal.stage, []).append(deal)
    stages = await company.all_stages(work)
    order = [one.id for one in await company.pipelines(work)]
    kept = [stages[key] for key in sorted(by_stage)]
    kept.sort(key=lambda one: (order.index(one.pipeline_id) if one.pipeline_id in order else len(order), one.position))
    named = []
    for stage in kept:
        known = [deal for deal in by_stage[stage.id] if deal.known]
        chance = mean(deal.ever for deal in known) if known else 0.0
        age = int(median(deal.age for deal in known)) if known else 0
        pipeline = (await company.pipeline(work, stage.pipeline_id)).name
        named.append(OpenStage(pipeline, stage.name, sums(by_stage[stage.id]), stage.probability / 100, chance, age))
    row = view.row
    return OpenPage(view.span, row.level, row.key, row.name, sums(found), 1, 1, stages=tuple(named))
