"""What a forecast is counted from: deals, their moves and told sums as columns, read in pieces (S1-02…S1-07).

Only what was recorded before a moment comes out: later deals are left out, later changes are turned back by the
history. A few thousand rows at a time, so that a large company neither fills the memory nor holds up the bot.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Date, case, cast, func, literal, or_, select

from services.rules.kinds import StageKind
from storage.tables import Deal, DealLine, HistoryEntry, Pipeline, Product, Stage, StageTransition, Team, User
from storage.types import code
from storage.unit_of_work import Work

PIECE: Final = 5_000
"""Rows read at once: some milliseconds of the loop."""
NEVER: Final = -(2**62)
"""Where there is no moment, day or number."""
EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
DAY_ZERO: Final = 1_721_424.5
"""The Julian day of the ordinal 0 of Python's dates."""

Pieces = AsyncIterator[Sequence[Any]]
"""Rows of whole numbers, some thousand at a time."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who has deals, and in which team."""

    id: int
    name: str
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Named:
    """A team, pipeline or product by its name; a product with its price in minor units."""

    id: int
    name: str
    price: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A stage and the chance (0…100) its head gave it; `entry`: where deals of its pipeline begin."""

    id: int
    pipeline_id: int
    probability: int
    entry: bool


@dataclass(frozen=True, slots=True)
class Lists:
    """Whom and what the columns of ids mean."""

    people: Sequence[Person]
    teams: Sequence[Named]
    pipelines: Sequence[Named]
    products: Sequence[Named]
    stages: Sequence[Step]


DEAL: Final = {
    name: place
    for place, name in enumerate(
        ("id", "created", "closed", "status", "amount", "owner", "pipeline", "stage", "expected", "parent")
    )
}
OPEN, WON, LOST = 0, 1, 2
STATUS: Final = {StageKind.OPEN.value: OPEN, StageKind.WON.value: WON, StageKind.LOST.value: LOST}


async def lists(work: Work, before: datetime) -> Lists:
    """People, teams, pipelines, products and stages, archived ones too; stages as they were before a moment."""
    session = work.session
    people = await session.execute(select(User.id, User.name, User.team_id).order_by(User.id))
    teams = await session.execute(select(Team.id, Team.name).order_by(Team.id))
    pipelines = await session.execute(select(Pipeline.id, Pipeline.name).order_by(Pipeline.position, Pipeline.id))
    products = await session.execute(select(Product.id, Product.name, Product.price).order_by(Product.id))
    columns = (Stage.id, Stage.pipeline_id, Stage.probability)
    stages = (await session.execute(select(*columns, Stage.kind, Stage.position).order_by(Stage.id))).all()
    entries = dict[int, tuple[int, int]]()
    for stage in stages:
        if stage.kind is StageKind.OPEN:
            place = (stage.position, stage.id)
            entries[stage.pipeline_id] = min(entries.get(stage.pipeline_id, place), place)
    old = await old_values(work, "stages", before)
    return Lists(
        [Person(*row) for row in people],
        [Named(*row) for row in teams],
        [Named(*row) for row in pipelines],
        [Named(*row) for row in products],
        [
            Step(key, line, old.get(key, {}).get("probability", chance), entries.get(line) == (position, key))
            for key, line, chance, _, position in stages
        ],
    )


# ------------------------------------------------------------------------------------------------------------- columns
async def count_deals(work: Work, before: datetime) -> int:
    """How many deals were begun before a moment."""
    return int(await work.session.scalar(select(func.count()).select_from(Deal).where(Deal.created_at < before)) or 0)


async def deals(work: Work, before: datetime) -> Pieces:
    """Every deal begun before a moment, as it is now, in the order of ids; `DEAL` names the columns."""
    sqlite = work.session.get_bind().dialect.name == "sqlite"
    moment, day = (_sqlite_moment, _sqlite_day) if sqlite else (_moment, _day)
    status = case((Deal.status == code(StageKind.WON), WON), (Deal.status == code(StageKind.LOST), LOST), else_=OPEN)
    columns = (
        Deal.id,
        moment(Deal.created_at),
        _or_never(moment(Deal.closed_at)),
        status,
        _or_never(Deal.amount),
        _or_never(Deal.owner_id),
        Deal.pipeline_id,
        Deal.stage_id,
        _or_never(day(Deal.expected_close)),
        _or_never(Deal.parent_id),
    )
    async for piece in _pieces(work, select(*columns).where(Deal.created_at < before), Deal.id):
        yield piece


async def moves(work: Work, before: datetime) -> Pieces:
    """Moves before a moment, in the order they were made: entry, deal, stage, moment."""
    columns = (StageTransition.id, StageTransition.deal_id, StageTransition.to_stage_id)
    statement = select(*columns, _moment_of(work)(StageTransition.at)).where(StageTransition.at < before)
    async for piece in _pieces(work, statement, StageTransition.id):
        yield piece


async def lines(work: Work) -> Pieces:
    """Products of deals' lines, in their order: line, deal, product."""
    columns = (DealLine.id, DealLine.deal_id, DealLine.product_id)
    async for piece in _pieces(work, select(*columns).where(DealLine.product_id.is_not(None)), DealLine.id):
        yield piece


async def history(work: Work, before: datetime) -> Pieces:
    """When deals were written down and which sums they were told, in order: deal, entry, moment, sum, made.

    The sum is `NEVER` where none was told before a moment; `made` is 1 in the entry that wrote the deal down.
    """
    # As a number of eight bytes: `as_integer` is one of four on PostgreSQL, and 21.5 million in kopecks is more.
    amount = cast(HistoryEntry.changes["amount"][1].as_string(), BigInteger)
    made, of_deals = HistoryEntry.action == "created", HistoryEntry.record == "deals"
    columns = (
        HistoryEntry.record_id,
        HistoryEntry.id,
        _moment_of(work)(HistoryEntry.at),
        _or_never(case((HistoryEntry.at < before, amount))),
        case((made, 1), else_=0),
    )
    told = select(*columns).where(of_deals, or_(made, (HistoryEntry.at < before) & amount.is_not(None)))
    last = int(await work.session.scalar(select(func.max(HistoryEntry.record_id)).where(of_deals)) or 0)
    for start in range(0, last + 1, PIECE):
        part = told.where(HistoryEntry.record_id >= start, HistoryEntry.record_id < start + PIECE)
        rows = await work.session.execute(part.order_by(HistoryEntry.record_id, HistoryEntry.id))
        if found := rows.all():
            yield found


async def _pieces(work: Work, statement: Any, key: Any) -> Pieces:
    """All rows in the order of a key, which is the first column."""
    last, full = 0, True
    while full:
        rows = (await work.session.execute(statement.where(key > last).order_by(key).limit(PIECE))).all()
        full = len(rows) == PIECE
        if rows:
            last = rows[-1][0]
            yield rows


# --------------------------------------------------------------------------------------------------------- expressions
def _moment_of(work: Work) -> Callable[[Any], ColumnElement[Any]]:
    return _sqlite_moment if work.session.get_bind().dialect.name == "sqlite" else _moment


def _sqlite_moment(column: Any) -> ColumnElement[Any]:
    return cast(func.strftime("%s", column), BigInteger)


def _sqlite_day(column: Any) -> ColumnElement[Any]:
    return cast(func.julianday(column) - DAY_ZERO, BigInteger)


def _moment(column: Any) -> ColumnElement[Any]:
    return cast(func.floor(func.extract("epoch", column)), BigInteger)


def _day(column: Any) -> ColumnElement[Any]:
    return cast(column - literal(date(1970, 1, 1), Date), BigInteger) + EPOCH_DAY


def _or_never(column: Any) -> ColumnElement[Any]:
    return func.coalesce(column, NEVER)


# ------------------------------------------------------------------------------------------------------------- history
async def old_values(work: Work, record: str, before: datetime) -> dict[int, dict[str, Any]]:
    """By id: what the fields changed at a moment or later were until then."""
    changes = (
        select(HistoryEntry.record_id, HistoryEntry.changes)
        .where(HistoryEntry.record == record, HistoryEntry.action == "changed", HistoryEntry.at >= before)
        .order_by(HistoryEntry.id)
    )
    old: dict[int, dict[str, Any]] = {}
    for record_id, changed in await work.session.execute(changes):
        known = old.setdefault(record_id, {})
        if "closed_at" in changed and "closed_at" not in known and _brought(changed["closed_at"], before):
            # An import told later of a closing that was earlier: its deals count by their own dates, as all of it.
            known |= dict.fromkeys(("status", "stage_id", "amount", "closed_at"), ...)
        for name, (was, _) in changed.items():
            known.setdefault(name, was)
    return old


def _brought(change: Sequence[str | None], before: datetime) -> bool:
    was, now = change
    return was is None and now is not None and datetime.fromisoformat(now) < before
