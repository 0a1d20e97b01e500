"""Random deals, random conditions on them, and what a plain loop over them finds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.rules.actor import Actor, Role
from services.rules.deal_conditions import (
    NOBODY,
    DealConditions,
    DealSort,
    DealStatus,
    FieldCondition,
    FieldOp,
    Period,
    Range,
    Span,
    TaskMark,
)
from services.rules.field_kinds import FieldKind
from services.rules.field_values import indexed
from services.rules.kinds import StageKind, TaskKind, TaskStatus
from services.rules.search_key import search_key
from storage import company
from storage.tables import Client, Contact, Deal, DealLine, FieldDefinition, FieldValue, Product, Stage, Task
from storage.unit_of_work import Database, Work
from tests.support.company import People

DAY = timedelta(days=1)
WORDS = ("Ромашка", "Lily & Co", "Ёлка", "100% Rose", "O'Neill", "Лілія", "a_b", "17")
OPTIONS = (1, 2, 3, 4)


@dataclass
class Made:
    """A deal with everything conditions look at."""

    row: Deal
    names: tuple[str, str, str]
    phone: str
    due: list[datetime]
    products: set[int]
    values: dict[int, Any] = field(default_factory=dict)


@dataclass
class Ground:
    """What was made, to choose conditions from and to look through."""

    deals: list[Made]
    stages: Sequence[Stage]
    owners: list[int]
    channels: list[int]
    products: list[int]
    fields: dict[FieldKind, int]
    now: datetime


async def make(database: Database, people: People, now: datetime, dice: random.Random, count: int = 80) -> Ground:
    """Random deals of four people and of nobody, of every stage, with own fields, tasks and products."""
    system = Actor(Role.ADMIN)
    async with database.write(system, now) as work:
        stages = list((await company.all_stages(work)).values())
        channels = [row.id for row in await company.channels(work)]
        products = await _products(work)
        fields = await _fields(work)
        owners = [one.user_id or 0 for one in (people.anna, people.oleg, people.boris, people.vera)]
        ground = Ground([], stages, owners, channels, products, fields, now)
        for number in range(count):
            ground.deals.append(await _deal(work, ground, number, dice))
    return ground


async def _products(work: Work) -> list[int]:
    rows = [Product(name=f"P{n}", search_key=f"p{n}") for n in range(4)]
    work.session.add_all(rows)
    await work.session.flush()
    return [row.id for row in rows]


async def _fields(work: Work) -> dict[FieldKind, int]:
    found = {}
    for kind in (
        FieldKind.TEXT,
        FieldKind.NUMBER,
        FieldKind.OPTION,
        FieldKind.OPTIONS,
        FieldKind.DATE,
        FieldKind.MOMENT,
    ):
        row = FieldDefinition(name=kind.value, kind=kind, options=[{"id": n, "name": f"o{n}"} for n in OPTIONS])
        work.session.add(row)
        await work.session.flush()
        found[kind] = row.id
    return found


async def _deal(work: Work, ground: Ground, number: int, dice: random.Random) -> Made:
    stage: Stage = dice.choice(ground.stages)
    owner = dice.choice([*ground.owners, None])
    names = tuple(f"{dice.choice(WORDS)} {dice.choice(WORDS)}" for _ in range(3))
    created = ground.now - dice.randint(0, 100) * DAY - dice.randint(0, 1440) * timedelta(minutes=1)
    phone = f"+38067{dice.randint(0, 9999999):07d}"
    client = Client(name=names[1], search_key=search_key(names[1]), owner_id=owner, created_at=created)
    work.session.add(client)
    await work.session.flush()
    contact = Contact(
        client_id=client.id, name=names[2], search_key=search_key(names[2]), phone=phone, created_at=created
    )
    work.session.add(contact)
    await work.session.flush()
    today = ground.now.date()
    row = Deal(
        title=names[0],
        search_key=search_key(names[0]),
        client_id=client.id,
        contact_id=contact.id,
        pipeline_id=stage.pipeline_id,
        stage_id=stage.id,
        status=stage.kind,
        owner_id=owner,
        amount=dice.choice((None, 0, dice.randint(1, 9) * 50_000_00, dice.randint(1, 10**8))),
        expected_close=dice.choice((None, today + dice.randint(-45, 45) * DAY)),
        channel_id=dice.choice((None, *ground.channels)),
        created_at=created,
        stage_entered_at=created + dice.random() * (ground.now - created),
        last_contact_at=dice.choice((None, created + dice.random() * (ground.now - created))),
        closed_at=None if stage.kind is StageKind.OPEN else created + dice.random() * (ground.now - created),
    )  # fmt: skip
    work.session.add(row)
    await work.session.flush()
    made = Made(row, (names[0], names[1], names[2]), phone, [], set())
    for _ in range(dice.choice((0, 0, 1, 2))):
        made.due.append(ground.now + dice.randint(-30, 30) * timedelta(hours=1) + timedelta(minutes=1))
        work.session.add(_task(row, made.due[-1], TaskStatus.OPEN, ground.now))
    work.session.add(_task(row, ground.now - 40 * DAY, TaskStatus.DONE, ground.now))
    made.products = set(dice.sample(ground.products, dice.choice((0, 1, 2))))
    work.session.add_all(DealLine(deal_id=row.id, product_id=one) for one in made.products)
    for kind, id_ in ground.fields.items():
        if dice.random() < 0.6:
            value = _value(kind, ground.now, dice)
            made.values[id_] = value
            parts = indexed(kind, value)
            work.session.add(
                FieldValue(
                    deal_id=row.id, field_id=id_, value=value, text=parts.text, number=parts.number, moment=parts.moment
                )
            )
    return made


def _task(deal: Deal, due: datetime, status: TaskStatus, now: datetime) -> Task:
    return Task(kind=TaskKind.TODO, status=status, deal_id=deal.id, due_at=due, first_due_at=due, created_at=now)


def _value(kind: FieldKind, now: datetime, dice: random.Random) -> Any:
    moment = now + dice.randint(-60 * 24, 60 * 24) * timedelta(hours=1)
    return {
        FieldKind.TEXT: lambda: f"{dice.choice(WORDS)} {dice.choice(WORDS)}",
        FieldKind.NUMBER: lambda: dice.randint(0, 20) * 500,
        FieldKind.OPTION: lambda: dice.choice(OPTIONS),
        FieldKind.OPTIONS: lambda: dice.sample(OPTIONS, dice.randint(1, 3)),
        FieldKind.DATE: lambda: moment.date().isoformat(),
        FieldKind.MOMENT: moment.isoformat,
    }[kind]()


# ---------------------------------------------------------------------------------------------------- random conditions
def conditions(ground: Ground, dice: random.Random) -> DealConditions:
    """A few conditions at once: sometimes none, sometimes all."""
    often = dice.choice((0.0, 0.15, 0.3, 0.5))

    def maybe(make_one: Callable[[], Any], otherwise: Any) -> Any:
        return make_one() if dice.random() < often else otherwise

    def some(ids: Sequence[int]) -> tuple[int, ...]:
        return tuple(dice.sample(list(ids), dice.randint(1, min(3, len(ids)))))

    return DealConditions(
        status=dice.choice(list(DealStatus)),
        pipelines=maybe(lambda: some(sorted({row.pipeline_id for row in ground.stages})), ()),
        stages=maybe(lambda: some([row.id for row in ground.stages]), ()),
        owners=maybe(lambda: some([NOBODY, *ground.owners]), ()),
        channels=maybe(lambda: some([NOBODY, *ground.channels]), ()),
        products=maybe(lambda: some(ground.products), ()),
        amount=maybe(lambda: _range(dice, 10**8), None),
        created=maybe(lambda: period(ground, dice), None),
        expected=maybe(lambda: period(ground, dice), None),
        closed=maybe(lambda: period(ground, dice), None),
        quiet_days=maybe(lambda: dice.choice((1, 7, 14, 60)), None),
        task=maybe(lambda: dice.choice(list(TaskMark)), None),
        text=maybe(lambda: dice.choice((*WORDS, "ром", "елка", "oneill", "17 ром", "067 1", "№3", "зззз")), ""),
        fields=maybe(lambda: tuple(_field(ground, kind, dice) for kind in dice.sample(sorted(ground.fields), 2)), ()),
        sort=dice.choice(list(DealSort)),
        down=dice.random() < 0.5,
    )


def _range(dice: random.Random, most: int) -> Range:
    low, high = sorted(dice.randint(0, most) for _ in range(2))
    return dice.choice((Range(low, high), Range(low, None), Range(None, high)))


def period(ground: Ground, dice: random.Random) -> Period:
    """A moving or a fixed period."""
    if dice.random() < 0.5:
        return Period(span=dice.choice(list(Span)))
    first, last = sorted(ground.now.date() + dice.randint(-90, 45) * DAY for _ in range(2))
    return dice.choice((Period(first, last), Period(first, None), Period(None, last)))


def _field(ground: Ground, kind: FieldKind, dice: random.Random) -> FieldCondition:
    id_ = ground.fields[kind]
    if dice.random() < 0.25:
        return FieldCondition(id_, dice.choice((FieldOp.EMPTY, FieldOp.FILLED)))
    if kind in (FieldKind.OPTION, FieldKind.OPTIONS):
        return FieldCondition(id_, FieldOp.ANY, tuple(dice.sample(OPTIONS, dice.randint(1, 2))))
    if kind is FieldKind.NUMBER:
        return FieldCondition(id_, FieldOp.RANGE, _range(dice, 10_000))
    if kind is FieldKind.TEXT:
        return FieldCondition(id_, FieldOp.TEXT, dice.choice(("ром", "ROSE", "o'neill", "a_b")))
    return FieldCondition(id_, FieldOp.DAYS, period(ground, dice))


# ------------------------------------------------------------------------------------------------------ the plain loop
def expected(ground: Ground, actor: Actor, teams: dict[int, int], asked: DealConditions) -> list[Made]:
    """What a plain loop finds, in order. `teams`: whose team is which."""
    found = [made for made in ground.deals if _seen(made.row, actor, teams) and _holds(made, ground, actor, asked)]
    with_key = [(_key(made, asked), made) for made in found]
    missing = [made for key, made in with_key if key is None]
    there = sorted(((key, made.row.id, made) for key, made in with_key if key is not None), key=lambda one: one[:2])
    ordered = [made for _, _, made in there]
    missing.sort(key=lambda made: made.row.id)
    if asked.down:
        return [*reversed(ordered), *reversed(missing)]
    return [*missing, *ordered] if asked.sort is DealSort.CONTACT else [*ordered, *missing]


def _key(made: Made, asked: DealConditions) -> Any:
    return {
        DealSort.AMOUNT: made.row.amount,
        DealSort.IN_STAGE: made.row.stage_entered_at,
        DealSort.CONTACT: made.row.last_contact_at,
        DealSort.TASK: min(made.due, default=None),
        DealSort.CREATED: made.row.created_at,
    }[asked.sort]


def _seen(row: Deal, actor: Actor, teams: dict[int, int]) -> bool:
    if actor.role is Role.ADMIN:
        return True
    if actor.role is Role.HEAD:
        own = row.owner_id == actor.user_id or teams.get(row.owner_id or 0) in (actor.team_ids or ())
        return row.owner_id is None or own
    return actor.role is Role.MANAGER and row.owner_id == actor.user_id


def _holds(made: Made, ground: Ground, actor: Actor, asked: DealConditions) -> bool:
    row, zone = made.row, ZoneInfo(actor.zone)
    today = ground.now.astimezone(zone).date()
    contact = row.last_contact_at or row.created_at
    late = any(due < ground.now for due in made.due)

    def day_of(moment: datetime | None) -> date | None:
        return moment.astimezone(zone).date() if moment else None

    return all(
        (
            asked.status.value in ("all", row.status.value),
            not asked.pipelines or row.pipeline_id in asked.pipelines,
            not asked.stages or row.stage_id in asked.stages,
            not asked.owners or (row.owner_id or NOBODY) in asked.owners,
            not asked.channels or (row.channel_id or NOBODY) in asked.channels,
            not asked.products or bool(made.products & set(asked.products)),
            asked.amount is None or _within(row.amount, asked.amount),
            _on(day_of(row.created_at), asked.created, today),
            _on(row.expected_close, asked.expected, today),
            _on(day_of(row.closed_at), asked.closed, today),
            asked.quiet_days is None or ground.now - contact >= asked.quiet_days * DAY,
            asked.task is not TaskMark.NONE or not made.due,
            asked.task is not TaskMark.OVERDUE or late,
            _named(made, asked.text),
            *(_field_holds(made, ground, one, actor, today) for one in asked.fields),
        )
    )


def _within(number: int | None, range_: Range) -> bool:
    low, high = range_.least, range_.most
    return number is not None and (low is None or number >= low) and (high is None or number <= high)


def _on(day: date | None, period_: Period | None, today: date) -> bool:
    if period_ is None:
        return True
    if period_.span is Span.NONE:
        return day is None
    since, until = period_.days(today)
    return day is not None and (since is None or day >= since) and (until is None or day <= until)


def _named(made: Made, text: str) -> bool:
    if not text:
        return True
    if text == "№3":
        return made.row.id == 3
    if text == "067 1":
        return "0671" in made.phone
    keys = [search_key(name) for name in made.names]
    pieces = search_key(text).split()
    number = text.isdigit() and made.row.id == int(text)
    return number or all(any(piece in key for key in keys) for piece in pieces)


def _field_holds(made: Made, ground: Ground, asked: FieldCondition, actor: Actor, today: date) -> bool:
    kind = next(kind for kind, id_ in ground.fields.items() if id_ == asked.field)
    value, wanted = made.values.get(asked.field), asked.value
    if asked.op in (FieldOp.EMPTY, FieldOp.FILLED):
        return (value is None) == (asked.op is FieldOp.EMPTY)
    if value is None:
        return isinstance(wanted, Period) and wanted.span is Span.NONE
    if isinstance(wanted, tuple):
        return bool(set(wanted) & set(value if isinstance(value, list) else [value]))
    if isinstance(wanted, Range):
        return _within(value, wanted)
    if isinstance(wanted, str):
        return search_key(wanted) in search_key(value)
    if kind is FieldKind.DATE:
        return _on(date.fromisoformat(value), wanted, today)
    return _on(datetime.fromisoformat(value).astimezone(ZoneInfo(actor.zone)).date(), wanted, today)
