"""/report: the catalogue, a set by the company's goal, one indicator, its tables, the records behind it.

S0-01…S0-25, S4-01…S4-15. Every number comes from `services/indicators.py`; here it is only put together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services import policy, slices
from services.clock import Clock
from services.errors import Denied, NotFound
from services.indicator_values import sees_company
from services.indicator_views import Record, Row, SliceItem, Table
from services.indicators import Indicators
from services.policy import Policy
from services.report_views import (
    Board,
    BoardLine,
    Door,
    Glance,
    IndicatorPage,
    RecordsFile,
    RecordsPage,
    ReportHome,
    ReportList,
    TablePage,
    When,
)
from services.rules import periods, plan_pace
from services.rules.actor import Actor
from services.rules.indicators import INDICATORS, TIMES, By, Indicator, Kind, OwnField, Slice
from services.rules.periods import Period, PeriodKind
from services.rules.report_sets import BOARDS, OWN, SETS, BoardKind, Goal
from services.rules.segments import SegmentFacts, advise
from services.rules.worktime import local_day
from services.slices import Chosen
from storage import report_favourites, report_records
from storage.facts import own_fields
from storage.unit_of_work import Database, Work

FAR: Final = 400
"""No button asks for a period further back."""
LONGEST: Final = 3660
"""Days between two free dates."""
MOST: Final = 2
"""Slices and filters at once: more of them do not fit a button."""
LEADERS_ONLY: Final = (Slice.MANAGER, Slice.TEAM)
WITH_CARD: Final = frozenset({Kind.LEAD, Kind.DEAL, Kind.CLIENT, Kind.TASK})
Wanted = Sequence[tuple[By, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a button asked for, looked up."""

    period: Period
    chosen: Chosen
    today: date
    rules: Policy
    now: datetime
    own: tuple[OwnField, ...]

    @property
    def due(self) -> float | None:
        """Of a running period the share of its working time that is over."""
        if not self.period.start <= self.today < self.period.end:
            return None
        return plan_pace.worked(self.rules.calendar, self.rules.settings.zone, self.period, self.now).share


class Reports:
    """Use cases of /report; for the staff. A manager's numbers are of own records."""

    def __init__(self, db: Database, clock: Clock, indicators: Indicators) -> None:
        self._db = db
        self._clock = clock
        self._indicators = indicators

    async def home(self, actor: Actor) -> ReportHome:
        """The set of the company's goal with this month's values. Raises Denied."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            rules = await policy.load(work)
            today = local_day(work.now, rules.settings.zone)
            kept = len([code for code in await report_favourites.of_actor(work) if code in INDICATORS])
        goal = Goal(rules.settings.goal) if actor.is_leader else None
        chosen = SETS[goal] if goal is not None else OWN
        found = await self._glances(actor, chosen.codes, today)
        boards = tuple(one for one in chosen.boards if one is not BoardKind.CHANNELS or sees_company(actor))
        return ReportHome(goal, found.period, found.compared, found.glances, boards, kept, len(catalogue(actor)))

    async def listed(self, actor: Actor, codes: Sequence[str]) -> ReportList:
        """A part of the catalogue with this month's values, in the given order. Raises Denied."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            today = local_day(work.now, (await policy.load(work)).settings.zone)
        return await self._glances(actor, codes, today)

    async def indicator(self, actor: Actor, code: str, when: When, wanted: Wanted = ()) -> IndicatorPage:
        """One indicator at a glance. Raises Denied, NotFound, Invalid."""
        indicator = _known(actor, code)
        asked = await self._asked(actor, when, wanted)
        period, chosen, today = asked.period, asked.chosen, asked.today
        report = await self._indicators.report(actor, code, period, slices.filters(chosen))
        async with self._db.read(actor, self._clock.now()) as work:
            kept = await report_favourites.get(work, code) is not None
        return IndicatorPage(
            report,
            when,
            chosen,
            _slices(actor, indicator, asked),
            kept,
            running=period.start <= today < period.end,
            leader=actor.is_leader,
            due=asked.due,
        )

    async def table(self, actor: Actor, code: str, when: When, wanted: Wanted, by: Sequence[By]) -> TablePage:
        """An indicator told apart by one or two slices, beside what it was before.

        Raises Denied, NotFound, Invalid("slice_senseless").
        """
        indicator = _known(actor, code)
        asked = await self._asked(actor, when, wanted)
        period, chosen, today = asked.period, asked.chosen, asked.today
        allowed = _slices(actor, indicator, asked)
        async with self._db.read(actor, self._clock.now()) as work:
            by = await slices.known(work, dict.fromkeys(by))
        for one in by:
            if not indicator.can(one):
                raise slices.senseless(code, one)
            if one in LEADERS_ONLY and not actor.is_leader:
                raise NotFound
        filters = slices.filters(chosen)
        table = await self._indicators.table(actor, code, period, by, filters)
        whole = await self._indicators.table(actor, code, period, (), filters)
        compared = periods.as_far_before(period, today)
        before: Mapping[tuple[int | str | None, ...], Row] = {}
        if not set(by) & set(TIMES):
            before = _by_key(await self._indicators.table(actor, code, compared, by, filters))
        return TablePage(
            indicator, when, chosen, table, whole.rows[0], tuple(one for one in allowed if one not in by), before,
            compared, asked.due,
        )  # fmt: skip

    async def records(self, actor: Actor, code: str, when: When, wanted: Wanted, page: int) -> RecordsPage:
        """A page (from 1) of the records behind a number. Raises Denied, NotFound, Invalid."""
        indicator = _known(actor, code)
        asked = await self._asked(actor, when, wanted)
        period, chosen = asked.period, asked.chosen
        found = await self._indicators.records(actor, code, period, slices.filters(chosen), page)
        async with self._db.read(actor, self._clock.now()) as work:
            doors = await _doors(work, found.records)
        lines = tuple((record, doors.get((record.kind, record.id))) for record in found.records)
        return RecordsPage(indicator, when, chosen, period, lines, found.total, found.page, found.pages)

    async def listing(self, actor: Actor, code: str, when: When, wanted: Wanted) -> RecordsFile:
        """All records behind a number, for a file. Raises Denied, NotFound, Invalid."""
        indicator = _known(actor, code)
        asked = await self._asked(actor, when, wanted)
        filters = slices.filters(asked.chosen)
        return RecordsFile(indicator, asked.chosen, await self._indicators.listing(actor, code, asked.period, filters))

    async def board(self, actor: Actor, kind: BoardKind, when: When) -> Board:
        """Several indicators by one slice; segments with what to do with them (S0-24). Raises Denied, NotFound."""
        plan = BOARDS[kind]
        if not actor.is_leader or (kind is BoardKind.CHANNELS and not sees_company(actor)):
            raise NotFound
        asked = await self._asked(actor, when, ())
        period, today = asked.period, asked.today
        tables = await self._indicators.many(actor, (*plan.codes, "deals_won"), period, (plan.by,))
        whole = await self._indicators.many(actor, (*plan.codes, "deals_won"), period)
        rows = {code: _by_key(table) for code, table in tables.items()}
        items: dict[int | str | None, SliceItem] = {}
        for code in plan.codes:
            items.update({row.slice[0][1].key: row.slice[0][1] for row in tables[code].rows})
        lines = [
            BoardLine(item, {code: own[(key,)] for code, own in rows.items() if (key,) in own})
            for key, item in items.items()
        ]
        lines.sort(key=lambda line: (line.item.key is None, -_value(line.rows, plan.codes[0]), line.item.name))
        total = {code: table.rows[0] for code, table in whole.items()}
        if kind is BoardKind.SEGMENTS:
            before = await self._indicators.many(actor, ("revenue",), periods.as_far_before(period, today), (plan.by,))
            lines = _advised(lines, total, _by_key(before["revenue"]))
        columns = tuple(INDICATORS[code] for code in plan.codes)
        return Board(kind, when, period, plan.by, columns, tuple(lines), total)

    async def own_lists(self, actor: Actor) -> tuple[OwnField, ...]:
        """The own lists of deals that numbers can be told apart by (S2-61). Raises Denied."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            return await own_fields.listed(work)

    async def today(self, actor: Actor) -> date:
        """The company's day; periods end with it. Raises Denied."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            return local_day(work.now, (await policy.load(work)).settings.zone)

    # -------------------------------------------------------------------------------------------------------- steps
    async def _asked(self, actor: Actor, when: When, wanted: Wanted) -> Asked:
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            rules = await policy.load(work)
            today = local_day(work.now, rules.settings.zone)
            own = [pair for pair in wanted if actor.is_leader or pair[0] not in LEADERS_ONLY]
            chosen = await slices.read(work, own)
            return Asked(period_of(when, today), chosen, today, rules, work.now, await own_fields.listed(work))

    async def _glances(self, actor: Actor, codes: Sequence[str], today: date) -> ReportList:
        seen = catalogue(actor)
        asked = [code for code in codes if code in seen]
        month = periods.containing(PeriodKind.MONTH, today)
        compared = periods.as_far_before(month, today)
        now = await self._indicators.many(actor, asked, month)
        before = await self._indicators.many(actor, asked, compared)
        glances = tuple(Glance(INDICATORS[code], now[code].rows[0], before[code].rows[0]) for code in asked)
        return ReportList(month, compared, glances)


def catalogue(actor: Actor) -> dict[str, Indicator]:
    """The indicators that tell this person something, in the order of kpi.md; costs belong to the whole company."""
    whole = sees_company(actor)
    return {code: one for code, one in INDICATORS.items() if whole or not one.whole_company}


def period_of(when: When, today: date) -> Period:
    """The period a button asks for; what lies too far away is brought nearer."""
    if when.start is not None:
        days = min(max(when.days, 1), LONGEST)
        return periods.between(when.start, when.start + days * periods.DAY)
    return periods.shifted(periods.containing(when.kind, today), -min(max(when.back, 0), FAR))


def _staff(actor: Actor) -> Actor:
    if not actor.is_staff:
        raise Denied
    return actor


def _known(actor: Actor, code: str) -> Indicator:
    """Raises Denied, NotFound: also for what is the whole company's."""
    found = catalogue(_staff(actor)).get(code)
    if found is None:
        raise NotFound
    return found


def _slices(actor: Actor, indicator: Indicator, asked: Asked) -> tuple[By, ...]:
    """By what it can be told apart in this period; runs of time that are longer than it tell nothing."""
    taken, period = {by for by, _ in asked.chosen}, asked.period
    times = {Slice.MONTH: period.days > 31, Slice.WEEK: 7 < period.days <= 200, Slice.DAY: 1 < period.days <= 62}
    if len(taken) >= MOST:
        return tuple(one for one in TIMES if one in indicator.slices and times[one])
    return tuple(
        one
        for one in (*Slice, *asked.own)
        if indicator.can(one)
        and one not in taken
        and (isinstance(one, OwnField) or times.get(one, True))
        and (actor.is_leader or one not in LEADERS_ONLY)
    )


def _by_key(table: Table) -> dict[tuple[int | str | None, ...], Row]:
    return {tuple(item.key for _, item in row.slice): row for row in table.rows}


def _value(rows: Mapping[str, Row], code: str) -> float:
    row = rows.get(code)
    return float(row.value) if row is not None and row.value is not None else 0.0


def _advised(
    lines: Sequence[BoardLine], whole: Mapping[str, Row], before: Mapping[tuple[int | str | None, ...], Row]
) -> list[BoardLine]:
    earns = whole["profitability"].value
    company, revenue = None if earns is None else float(earns), int(whole["revenue"].value or 0)
    found = []
    for line in lines:
        own = line.rows.get("profitability")
        was = before.get((line.item.key,))
        facts = SegmentFacts(
            sales=int(_value(line.rows, "deals_won")),
            revenue=int(_value(line.rows, "revenue")),
            before=int(was.value or 0) if was is not None else 0,
            profitability=float(own.value) if own is not None and own.value is not None else None,
        )
        advice = advise(facts, company, revenue) if line.item.key is not None else None
        found.append(BoardLine(line.item, line.rows, advice))
    return found


async def _doors(work: Work, records: Sequence[Record]) -> dict[tuple[Kind, int], Door]:
    found = {(one.kind, one.id): Door(one.kind, one.id) for one in records if one.kind in WITH_CARD}
    for kind in (Kind.ACTIVITY, Kind.PAYMENT):
        ids = [one.id for one in records if one.kind is kind]
        if ids:
            for record, (to, target) in (await report_records.doors(work, kind, ids)).items():
                found[(kind, record)] = Door(to, target)
    return found
