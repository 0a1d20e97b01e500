"""/losses: why clients refused, what that cost, and whether it was true (S2-83, S2-84, S4-06…S4-08)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services import policy
from services.clock import Clock
from services.errors import Denied
from services.report_views import When
from services.reports import period_of
from services.rules import periods
from services.rules.actor import Actor
from services.rules.kinds import CheckResult
from services.rules.loss_cuts import LossCut, Verdicts, agreed
from services.rules.periods import Period
from services.rules.target import Target
from services.rules.worktime import local_day
from storage import losses as rows
from storage.unit_of_work import Database, Work

PAGE: Final = 8
THIS_MONTH: Final = When()


@dataclass(frozen=True, slots=True)
class LossTotals:
    """Refused deals and inquiries; `money` in minor units."""

    deals: int
    leads: int
    money: int

    @property
    def n(self) -> int:
        """All refusals."""
        return self.deals + self.leads


@dataclass(frozen=True, slots=True)
class LossRow:
    """One line of a cut; `key` 0 and `name` None: unknown."""

    key: int
    name: str | None
    totals: LossTotals


@dataclass(frozen=True, slots=True)
class LossReport:
    """The refusals of a period cut one way; `before` are those of the days `compared`. `when`: as it was asked for.

    `compared`: the period before; while the period runs, as many of its first days.

    `agreed` is the share of the `checked` ones whose reason was confirmed, None when none was checked.
    """

    period: Period
    when: When
    by: LossCut
    rows: tuple[LossRow, ...]
    totals: LossTotals
    compared: Period
    before: LossTotals
    checked: int
    agreed: float | None


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What became of the checks of one reason: confirmed, corrected to others (name, n), sent back to work."""

    name: str
    checked: int
    confirmed: int
    corrected: tuple[tuple[str, int], ...]
    back_to_work: int


@dataclass(frozen=True, slots=True)
class LossMatrix:
    """Manager said, check said."""

    period: Period
    when: When
    rows: tuple[SaidRow, ...]
    checked: int
    agreed: float | None


@dataclass(frozen=True, slots=True)
class LossLine:
    """One refusal behind a number."""

    target: Target
    name: str
    client: str | None
    at: datetime
    amount: int | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class LossPage:
    """A page (from 1) of the refusals behind one line of a cut."""

    period: Period
    when: When
    by: LossCut
    key: int
    name: str | None
    lines: tuple[LossLine, ...]
    total: int
    page: int
    pages: int


class Losses:
    """Use cases of /losses; for leaders."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def report(self, actor: Actor, when: When = THIS_MONTH, by: LossCut = LossCut.REASON) -> LossReport:
        """The refusals of a period. Raises Denied."""
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            period, zone = await _period(work, when)
            start, end = periods.moments(period, zone)
            found = await rows.cut(work, by, start, end)
            names = await _names(work, by, [row.key for row in found if row.key is not None])
            lines = tuple(
                LossRow(row.key or 0, names.get(row.key), LossTotals(row.deals, row.leads, row.money)) for row in found
            )
            checked = _verdicts(await rows.verdicts(work, start, end))
            compared = periods.as_far_before(period, local_day(work.now, zone))
            before = await rows.totals(work, *periods.moments(compared, zone))
            return LossReport(
                period=period,
                when=when,
                by=by,
                rows=lines,
                totals=LossTotals(*await rows.totals(work, start, end)),
                compared=compared,
                before=LossTotals(*before),
                checked=sum(item.n for item in checked),
                agreed=agreed(checked),
            )

    async def matrix(self, actor: Actor, when: When = THIS_MONTH) -> LossMatrix:
        """Reason by reason: what managers said and what the check said (S2-84). Raises Denied."""
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            period, zone = await _period(work, when)
            checked = _verdicts(await rows.verdicts(work, *periods.moments(period, zone)))
            keys = {item.said for item in checked} | {item.checked for item in checked if item.checked}
            names = await rows.names(work, LossCut.REASON, sorted(keys))
            said: dict[int, list[Verdicts]] = defaultdict(list)
            for item in checked:
                said[item.said].append(item)
            lines = sorted((_said(names, key, found) for key, found in said.items()), key=lambda row: -row.checked)
            return LossMatrix(period, when, tuple(lines), sum(item.n for item in checked), agreed(checked))

    async def records(self, actor: Actor, when: When, by: LossCut, key: int, page: int = 1) -> LossPage:
        """The deals and inquiries behind a line, the dearest first. Raises Denied."""
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            period, zone = await _period(work, when)
            start, end = periods.moments(period, zone)
            total = await rows.count(work, by, key or None, start, end)
            pages = max(1, -(-total // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.page(work, by, key or None, start, end, PAGE, (page - 1) * PAGE)
            names = await _names(work, by, [key], whole=True) if total else {}
            lines = tuple(_line(row) for row in found)
            return LossPage(period, when, by, key, names.get(key), lines, total, page, pages)


def _leader(actor: Actor) -> Actor:
    if not actor.is_leader:
        raise Denied
    return actor


async def _period(work: Work, when: When) -> tuple[Period, str]:
    """The period and the company's zone."""
    zone = (await policy.load(work)).settings.zone
    return period_of(when, local_day(work.now, zone)), zone


async def _names(work: Work, by: LossCut, keys: list[int], *, whole: bool = False) -> dict[int, str]:
    """What the keys of a cut are called; a stage with its pipeline, where another has its name or it stands alone."""
    if by is not LossCut.STAGE:
        return await rows.names(work, by, keys)
    found = await rows.stage_names(work, keys)
    called = Counter(name for name, _ in found.values())
    return {
        key: f"{name} · {pipeline}" if whole or called[name] > 1 else name for key, (name, pipeline) in found.items()
    }


def _verdicts(found: Sequence[Any]) -> list[Verdicts]:
    return [Verdicts(row.said, row.checked, CheckResult(row.result), row.n) for row in found]


def _said(names: dict[int, str], key: int, found: list[Verdicts]) -> SaidRow:
    others: dict[int, int] = defaultdict(int)
    for item in found:
        if item.result is CheckResult.CORRECTED and item.checked is not None:
            others[item.checked] += item.n
    corrected = sorted(((names.get(other, "?"), n) for other, n in others.items()), key=lambda pair: -pair[1])
    return SaidRow(
        name=names.get(key, "?"),
        checked=sum(item.n for item in found),
        confirmed=sum(item.n for item in found if item.result is CheckResult.CONFIRMED),
        corrected=tuple(corrected),
        back_to_work=sum(item.n for item in found if item.result is CheckResult.BACK_TO_WORK),
    )


def _line(row: Any) -> LossLine:
    refusal = row.Refusal
    target = Target("deal", refusal.deal_id) if refusal.deal_id else Target("lead", refusal.lead_id)
    return LossLine(target, row.deal or row.lead, row.client, refusal.at, refusal.amount, refusal.comment)
