"""The demo company's books: what channels cost, what clients have paid and still owe, whom it wants to reach."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from bot.demo.book import Row
from bot.demo.world import SEED, World
from services.rules import money, periods
from services.rules.kinds import CostKind, StageKind
from services.rules.periods import Period, PeriodKind
from services.rules.worktime import local_day
from storage.tables import ChannelCost, Client, Deal, Payment

AUDIENCES: Final = {False: ("Бизнес", "Бизнес", "Госсектор"), True: ("Дачники", "Новосёлы", "Дачники", "Подарок")}
"""By whether the client is a person."""

# fmt: off
MONTHLY: Final = (
    ("ads", CostKind.ADVERTISING, 42_000), ("social", CostKind.ADVERTISING, 18_500),
    ("site", CostKind.OTHER, 9_000), ("cold", CostKind.PHONE, 6_400), ("recommendation", CostKind.MAILING, 3_200),
)
# fmt: on
"""Channel, kind, about how much a month in whole hryvnias."""
EXHIBITION: Final = 64_000
EXHIBITION_DAYS: Final = 4
UNPAID: Final = 0.12
"""The share of won deals on whose second half money is still waited for."""
LATE_STAGE: Final = 3
"""Open deals from this stage on have a payment plan."""


def keep(world: World) -> None:
    """Write it all; chance of its own, so that nothing else in the company changes."""
    chance = Random(SEED + 1)
    for client in world.book.kept(Client):
        world.book.rewrite(client, audience=chance.choice(AUDIENCES[bool(client["is_person"])]))
    _spend(world, chance)
    for deal in world.book.kept(Deal):
        if not deal["amount"]:
            continue
        if deal["status"] is StageKind.WON:
            _paid(world, deal, chance)
        elif deal["status"] is StageKind.OPEN and chance.random() < 0.5:
            _planned(world, deal, chance)


# -------------------------------------------------------------------------------------------------------------- costs
def _spend(world: World, chance: Random) -> None:
    today, since = world.axis.today, local_day(world.at(0), world.axis.zone)
    month = periods.containing(PeriodKind.MONTH, today)
    while month.last >= since:
        for code, kind, amount in MONTHLY:
            _cost(world, code, kind, round(amount * chance.uniform(0.85, 1.15) / 100) * 100, month, today)
        month = periods.shifted(month, -1)
    middle = since + (today - since) / 2
    fair = periods.between(middle, middle + timedelta(days=EXHIBITION_DAYS))
    _cost(world, "exhibition", CostKind.EXHIBITION, EXHIBITION, fair, today)


def _cost(world: World, code: str, kind: CostKind, amount: int, days: Period, today: date) -> None:
    channel, admin = world.channels.get(code), world.staff["maria"]
    if channel is None:
        return
    world.book.add(
        ChannelCost, channel_id=channel, kind=kind, amount=amount * money.MINOR, from_day=days.start,
        to_day=days.last, note="", created_by=admin, created_at=world.at(world.now - 30),
    )  # fmt: skip


# ----------------------------------------------------------------------------------------------------------- payments
def _paid(world: World, deal: Row, chance: Random) -> None:
    """A won deal: paid at once, or a half before and a half after, which some still owe."""
    closed: datetime = deal["closed_at"]
    shares = (1,) if deal["amount"] < 20_000_00 or chance.random() < 0.5 else (1, 1)
    parts = money.split(deal["amount"], shares)
    for number, amount in enumerate(parts):
        due = closed + timedelta(days=14 * number - (0 if number else 2))
        came = due + timedelta(days=chance.choice((-1, 0, 0, 1, 3)), minutes=chance.randint(0, 300))
        waits = came >= world.at(world.now - 1) or (number > 0 and chance.random() < UNPAID)
        _payment(world, deal, amount, local_day(due, world.axis.zone), None if waits else max(came, deal["created_at"]))


def _planned(world: World, deal: Row, chance: Random) -> None:
    """An open deal that has come far: an advance and the rest, the advance perhaps received or late."""
    route = next(route for route in world.routes.values() if route.id == deal["pipeline_id"])
    places = [step.id for step in route.steps]
    if deal["stage_id"] not in places or places.index(deal["stage_id"]) < min(LATE_STAGE, len(places) - 1):
        return
    advance, rest = money.split(deal["amount"], chance.choice(((1, 1), (3, 7))))
    entered: datetime = deal["stage_entered_at"]
    came = entered + timedelta(hours=chance.randint(2, 30))
    first = local_day(entered, world.axis.zone) + timedelta(days=chance.randint(1, 6))
    received = came if came < world.at(world.now - 1) and chance.random() < 0.4 else None
    _payment(world, deal, advance, first, received)
    last = max(first, deal["expected_close"] or first) + timedelta(days=7)
    _payment(world, deal, rest, last, None)


def _payment(world: World, deal: Row, amount: int, due: date, came: datetime | None) -> None:
    world.book.add(
        Payment, deal_id=deal, planned=amount, due_day=due, received=None if came is None else amount,
        received_at=came, note="", created_by=deal["owner_id"], created_at=deal["created_at"],
    )  # fmt: skip
