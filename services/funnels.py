"""/funnel: where deals enter, go on and stay behind, by any cut, against the company's reference.

S0-27…S0-39, S1-13…S1-18, S4-22. All numbers are those of the indicators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from services import policy, slices
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound
from services.funnel_steps import (
    count_of,
    cut_row,
    hours_of,
    judged,
    made_step,
    rate_on,
    reference_info,
    row_of,
    value_of,
    wanted_on,
)
from services.funnel_views import Funnel, FunnelCut, Moved, ReferenceInfo
from services.indicator_views import Records, Row, SliceItem, Table
from services.indicators import Indicators
from services.rules import funnels as rules
from services.rules import periods
from services.rules.actor import SYSTEM, Actor
from services.rules.funnels import LEAST, Verdict
from services.rules.indicators import By, Filters, OwnField, Slice
from services.rules.periods import Period, PeriodKind
from services.rules.worktime import local_day
from storage import funnels as rows
from storage.facts import own_fields
from storage.unit_of_work import Database, Work

FAR: Final = 120
"""No button asks for a period further back."""
CUTS: Final = (
    Slice.MANAGER, Slice.TEAM, Slice.CHANNEL, Slice.PRODUCT, Slice.CATEGORY, Slice.SEGMENT, Slice.REGION,
    Slice.AUDIENCE, Slice.CLIENT_KIND, Slice.CLIENT_GROUP,
)  # fmt: skip
LEADERS_ONLY: Final = (Slice.MANAGER, Slice.TEAM)
BEHIND: Final = {"i": "funnel_in", "w": "deals_won", "s": "stage_conversion", "o": "pipeline_open"}
"""Which indicator's records are behind a number."""
OF_STAGE: Final = frozenset("so")
WINDOW: Final = 28
"""Days of the weekly look at what moved."""
BEFORE: Final = 182
"""Days it is compared with."""


class Funnels:
    """Use cases of /funnel; for the staff. A manager's funnel is of own deals."""

    def __init__(self, db: Database, clock: Clock, indicators: Indicators) -> None:
        self._db = db
        self._clock = clock
        self._indicators = indicators

    async def funnel(
        self,
        actor: Actor,
        pipeline_id: int = 0,
        kind: PeriodKind = PeriodKind.MONTH,
        back: int = 0,
        wanted: Sequence[tuple[By, int]] = (),
    ) -> Funnel:
        """The funnel of a pipeline (0: the first), of the period that many periods ago. Raises Denied, NotFound."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            items = tuple(SliceItem(row.id, row.name) for row in await rows.pipelines(work))
            pipeline = _pick(items, pipeline_id)
            period, back = await _period(work, kind, back)
            chosen = await slices.read(work, _allowed(actor, wanted))
            stages = await rows.open_stages(work, pipeline_id := int(pipeline.key or 0))
            kept = await rows.reference(work, pipeline_id)
            slow = await rows.slow_deals(work, _limits(stages), _owner(chosen))
            own = await own_fields.listed(work, pipeline_id)
        filters: Filters = {**slices.filters(chosen), Slice.PIPELINE: pipeline_id}
        whole = await self._indicators.many(
            actor, ("funnel_in", "deals_won", "revenue", "funnel_conversion", "deal_length"), period, (), filters
        )
        by_stage = await self._by_stage(actor, period, filters, open_now=True)
        won = count_of(whole, "deals_won")
        return Funnel(
            pipeline=pipeline,
            pipelines=items,
            period=period,
            back=back,
            chosen=chosen,
            entered=count_of(whole, "funnel_in"),
            won=won,
            revenue=count_of(whole, "revenue"),
            conversion=value_of(whole, "funnel_conversion"),
            days=value_of(whole, "deal_length"),
            steps=tuple(made_step(row, by_stage, wanted_on(kept, row.id), slow.get(row.id, 0), won) for row in stages),
            reference=reference_info(kept),
            cuts=(*(one for one in CUTS if actor.is_leader or one not in LEADERS_ONLY), *own),
        )

    async def cut(
        self,
        actor: Actor,
        pipeline_id: int,
        kind: PeriodKind,
        back: int,
        wanted: Sequence[tuple[By, int]],
        by: By,
    ) -> FunnelCut:
        """The funnel told apart. Raises Denied, NotFound."""
        if not (by in CUTS or isinstance(by, OwnField)) or (by in LEADERS_ONLY and not actor.is_leader):
            raise NotFound
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            pipeline = _pick([SliceItem(row.id, row.name) for row in await rows.pipelines(work)], pipeline_id)
            period, back = await _period(work, kind, back)
            chosen = await slices.read(work, [pair for pair in _allowed(actor, wanted) if pair[0] != by])
            (by,) = await slices.known(work, [by])
        filters = {**slices.filters(chosen), Slice.PIPELINE: int(pipeline.key or 0)}
        codes = ("funnel_in", "deals_won", "revenue", "funnel_conversion", "deal_length")
        found = await self._indicators.many(actor, codes, period, (by,), filters)
        parts: dict[int | str | None, dict[str, Row]] = {}
        items: dict[int | str | None, SliceItem] = {}
        for code, table in found.items():
            for row in table.rows:
                item = row.slice[0][1]
                items[item.key] = item
                parts.setdefault(item.key, {})[code] = row
        lines = [cut_row(items[key], own) for key, own in parts.items()]
        lines.sort(key=lambda line: (-line.entered, -line.revenue, line.item.name))
        return FunnelCut(pipeline, period, back, chosen, by, tuple(lines))

    async def records(
        self,
        actor: Actor,
        place: int,
        kind: PeriodKind,
        back: int,
        wanted: Sequence[tuple[By, int]],
        what: str,
        page: int,
    ) -> tuple[Funnel, Records]:
        """The deals behind a number (`BEHIND`) of a pipeline, or of a stage for those in `OF_STAGE`; the newest first.

        Raises Denied, NotFound.
        """
        pipeline_id = place
        if what in OF_STAGE:
            async with self._db.read(_staff(actor), self._clock.now()) as work:
                found = await rows.pipeline_of(work, place)
            if found is None:
                raise NotFound
            pipeline_id = found
        view = await self.funnel(actor, pipeline_id, kind, back, wanted)
        filters: dict[By, int | str] = {**slices.filters(view.chosen), Slice.PIPELINE: int(view.pipeline.key or 0)}
        if what in OF_STAGE:
            filters[Slice.STAGE] = place
        return view, await self._indicators.records(actor, BEHIND[what], view.period, filters, page)

    async def keep_reference(self, actor: Actor, pipeline_id: int, kind: PeriodKind, back: int) -> ReferenceInfo:
        """Take the company's own statistics of a period as the reference (S1-17). Raises Denied, NotFound, Invalid.

        Invalid("reference_few"): on no stage enough deals were seen.
        """
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            _pick([SliceItem(row.id, row.name) for row in await rows.pipelines(work)], pipeline_id)
            stages = await rows.open_stages(work, pipeline_id)
            period, _ = await _period(work, kind, back)
        # The reference is the company's, also where a head sees a part of it: only shares are told.
        found = await self._by_stage(SYSTEM, period, {Slice.PIPELINE: pipeline_id})
        steps = [
            {
                "stage_id": row.id,
                "conversion": None if (rate := rate_on(found, row.id)).entered < LEAST else rate.share,
                "hours": None if (stay := row_of(found, "stage_length", row.id)) is None else hours_of(stay.value),
                "n": rate.entered,
            }
            for row in stages
        ]
        if all(step["conversion"] is None for step in steps):
            raise Invalid("reference_few", least=LEAST)
        return await self._store(actor, pipeline_id, steps, period)

    async def type_reference(self, actor: Actor, pipeline_id: int, shares: Sequence[float]) -> ReferenceInfo:
        """A typed reference: the share of each open stage in order, percent 0…100. Raises Denied, NotFound, Invalid.

        Invalid("reference_shares"): another number of shares than stages, or one that is no percent.
        """
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            _pick([SliceItem(row.id, row.name) for row in await rows.pipelines(work)], pipeline_id)
            stages = await rows.open_stages(work, pipeline_id)
        if len(shares) != len(stages) or not all(0 < share <= 100 for share in shares):
            raise Invalid("reference_shares", stages=len(stages))
        steps = [
            {"stage_id": row.id, "conversion": share / 100, "hours": None, "n": 0}
            for row, share in zip(stages, shares, strict=True)
        ]
        return await self._store(actor, pipeline_id, steps, None)

    async def drop_reference(self, actor: Actor, pipeline_id: int) -> None:
        """Take the newest reference away; the one before counts again. Raises Denied."""
        async with self._db.write(_leader(actor), self._clock.now()) as work:
            kept = await rows.reference(work, pipeline_id)
            if kept is not None:
                kept.archived_at = work.now

    async def against_reference(self, actor: Actor, pipeline_id: int, kind: PeriodKind, back: int) -> tuple[Moved, ...]:
        """People and stages that differ from the reference beyond chance, the dearest gap first. Raises Denied."""
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            pipeline = _pick([SliceItem(row.id, row.name) for row in await rows.pipelines(work)], pipeline_id)
            stages = await rows.open_stages(work, pipeline_id)
            kept = await rows.reference(work, pipeline_id)
            period, _ = await _period(work, kind, back)
        if kept is None:
            return ()
        filters: Filters = {Slice.PIPELINE: pipeline_id}
        tables = await self._indicators.many(
            actor, ("stage_conversion",), period, (Slice.STAGE, Slice.MANAGER), filters
        )
        wins = await self._indicators.many(actor, ("deals_won",), period, (Slice.MANAGER,), filters)
        won = {row.slice[0][1].key: int(row.value or 0) for row in wins["deals_won"].rows}
        names = {row.id: row.name for row in stages}
        found = []
        for row in tables["stage_conversion"].rows:
            stage, person = row.slice[0][1], row.slice[1][1]
            stage_id = int(stage.key or 0)
            step = wanted_on(kept, stage_id)
            if step is None or stage_id not in names or row.value is None:
                continue
            now = rules.rate_of(float(row.value), row.n)
            verdict = judged(now, step)
            if verdict in (Verdict.BETTER, Verdict.WORSE):
                share = float(step["conversion"])
                more = rules.more_wins(won.get(person.key, 0), now, share)
                found.append(
                    Moved(
                        pipeline, stage_id, names[stage_id], person, float(row.value), share * 100, row.n,
                        verdict, more,
                    )
                )  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.verdict is Verdict.BETTER, one.now - one.before)))

    async def moved(self, actor: Actor) -> tuple[Moved, ...]:
        """Stages whose conversion of the last four weeks differs from the half-year before, newly since a week ago.

        For the weekly message: at the 99 % level, and not what was so a week before as well. Raises Denied.
        """
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            today = local_day(work.now, (await policy.load(work)).settings.zone)
            items = [SliceItem(row.id, row.name) for row in await rows.pipelines(work)]
            stages = {item.key: await rows.open_stages(work, int(item.key or 0)) for item in items}
        end = periods.containing(PeriodKind.WEEK, today).start
        told = [await self._differences(actor, end - 7 * weeks * periods.DAY) for weeks in (0, 1)]
        before = {(one[0], one[1].now > one[1].before) for one in told[1].items()}
        fresh = []
        for item in items:
            for stage in stages[item.key]:
                found = told[0].get(stage.id)
                if found is not None and (stage.id, found.now > found.before) not in before:
                    fresh.append(
                        Moved(
                            item, stage.id, stage.name, None, found.now, found.before, found.entered, found.verdict,
                            found.more_wins,
                        )
                    )  # fmt: skip
        return tuple(fresh)

    async def _differences(self, actor: Actor, end: Any) -> dict[int, Moved]:
        late = periods.between(end - WINDOW * periods.DAY, end)
        early = periods.between(late.start - BEFORE * periods.DAY, late.start)
        now, then = [
            (await self._indicators.many(actor, ("stage_conversion",), period, (Slice.STAGE,)))["stage_conversion"]
            for period in (late, early)
        ]
        earlier = {row.slice[0][1].key: row for row in then.rows}
        found = {}
        for row in now.rows:
            stage = row.slice[0][1]
            old = earlier.get(stage.key)
            if old is None or row.value is None or old.value is None:
                continue
            rate, reference = rules.rate_of(float(row.value), row.n), rules.rate_of(float(old.value), old.n)
            verdict = rules.judge(rate, reference, rules.VERY_SURE)
            if verdict in (Verdict.BETTER, Verdict.WORSE):
                found[int(stage.key or 0)] = Moved(
                    stage, int(stage.key or 0), stage.name, None, float(row.value), float(old.value), row.n, verdict, 0
                )
        return found

    async def _by_stage(
        self, actor: Actor, period: Period, filters: Filters, *, open_now: bool = False
    ) -> dict[str, Table]:
        codes = ("stage_conversion", "stage_length", *(("pipeline_open",) if open_now else ()))
        return await self._indicators.many(actor, codes, period, (Slice.STAGE,), filters)

    async def _store(
        self, actor: Actor, pipeline_id: int, steps: list[dict[str, Any]], period: Period | None
    ) -> ReferenceInfo:
        async with self._db.write(actor, self._clock.now()) as work:
            days = (period.start, period.end) if period else None
            kept = rows.add_reference(work, pipeline_id, steps, days, work.now)
            await work.session.flush()
            return ReferenceInfo(kept.id, kept.typed, period.start if period else None, period.last if period else None)


def _staff(actor: Actor) -> Actor:
    if not actor.is_staff:
        raise Denied
    return actor


def _leader(actor: Actor) -> Actor:
    if not actor.is_leader:
        raise Denied
    return actor


def _pick(items: Sequence[SliceItem], pipeline_id: int) -> SliceItem:
    found = next((item for item in items if pipeline_id in (0, item.key)), None)
    if found is None:
        raise NotFound
    return found


def _allowed(actor: Actor, wanted: Sequence[tuple[By, int]]) -> list[tuple[By, int]]:
    """What a funnel may be narrowed by; a manager's is of own deals anyway."""
    return [
        (by, key)
        for by, key in wanted
        if isinstance(by, OwnField) or (by in CUTS and (actor.is_leader or by not in LEADERS_ONLY))
    ]


async def _period(work: Work, kind: PeriodKind, back: int) -> tuple[Period, int]:
    zone = (await policy.load(work)).settings.zone
    back = min(max(back, 0), FAR)
    return periods.shifted(periods.containing(kind, local_day(work.now, zone)), -back), back


def _limits(stages: Iterable[Any]) -> dict[int, int]:
    """Hours after which a deal is slow, by stage: the stage's own pace, or what is expected."""
    limits = {row.id: row.expected_hours if row.pace_hours is None else row.pace_hours for row in stages}
    return {stage: hours for stage, hours in limits.items() if hours is not None}


def _owner(chosen: slices.Chosen) -> int | None:
    return next((int(item.key or 0) for by, item in chosen if by is Slice.MANAGER), None)
