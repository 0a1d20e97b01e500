"""What the demo company asks about its deals: an address, a date, a site, and a team of fitters to be booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.demo.book import Row
from bot.demo.world import World
from services import field_steps
from services.rules import booking_slots
from services.rules.field_kinds import FieldKind
from services.rules.field_values import Value, indexed
from services.rules.kinds import StageKind
from services.rules.views import Named
from storage.tables import Booking, Deal, FieldDefinition, FieldValue, Resource, StageField

REQUIRED_ON: Final = 4
"""The place of «Договор и счёт» among the stages of new B2B clients: nothing leaves it without an address."""
UNFILLED: Final = "Мебель для кафе на крыше"
"""The deal a visitor sees that cannot go on yet."""
STREETS: Final = ("Хрещатик", "Садова", "Шевченка", "Лесі Українки", "Паркова", "Набережна", "Соборна")
VISIT: Final = 120
"""Minutes the fitters need."""
EVERY: Final = 3


def ask(world: World) -> None:
    """Add the fields, and values to some of the open deals."""
    team = world.book.add(Resource, name="Бригада сборки", slot_minutes=VISIT, hours=None)
    address = _field(world, 1, "Адрес доставки", FieldKind.ADDRESS, "город, улица, куда заезжать")
    event = _field(world, 2, "Дата мероприятия", FieldKind.DATE, "если мебель нужна к дате")
    site = _field(world, 3, "Сайт клиента", FieldKind.LINK)
    fitting = _field(world, 4, "Сборка на месте", FieldKind.BOOKING, resource_id=team)
    route = world.routes["b2b_new"]
    world.book.add(StageField, stage_id=route.steps[REQUIRED_ON].id, field_id=address, position=1)
    needs = {step.id for step in route.steps[REQUIRED_ON:]}
    times = _times(world)
    for number, deal in enumerate(row for row in world.book.kept(Deal) if row["status"] is StageKind.OPEN):
        if deal["stage_id"] in needs and deal["title"] != UNFILLED:
            where = f"Київ, вул. {STREETS[number % len(STREETS)]} {3 + number % 90}"
            _give(world, deal, address, {"text": where, "lat": None, "lon": None})
            if number % EVERY == 0:
                _give(world, deal, event, (world.axis.today + timedelta(days=9 + number % 40)).isoformat())
            if number % EVERY == 1 and (starts := next(times, None)):
                _book(world, deal, fitting, team, starts)
        elif number % 11 == 0:
            _give(world, deal, site, f"https://client-{number}.example.com")


def _field(world: World, place: int, name: str, kind: FieldKind, hint: str = "", resource_id: Row | None = None) -> Row:
    return world.book.add(
        FieldDefinition, name=name, kind=kind, hint=hint, position=place, options=[], resource_id=resource_id
    )


def _give(world: World, deal: Row, field: Row, value: Value) -> Row:
    """A value, given when the deal came to its stage."""
    found = indexed(field["kind"], value)
    return world.book.add(
        FieldValue, deal_id=deal, field_id=field, value=value, text=found.text, number=found.number, moment=found.moment
    )


def _book(world: World, deal: Row, field: Row, team: Row, starts: datetime) -> None:
    ends = starts + timedelta(minutes=VISIT)
    world.book.add(
        Booking,
        resource_id=team,
        deal_id=deal,
        field_id=field,
        user_id=deal["owner_id"],
        note="",
        starts_at=starts,
        ends_at=ends,
    )
    number = len(world.book.rows[Booking])
    _give(world, deal, field, field_steps.booked(number, Named(1, team["name"]), starts, ends))


def _times(world: World) -> Iterator[datetime]:
    """Some of the free times from tomorrow on."""
    zone, calendar = world.rules.settings.zone, world.rules.calendar
    for ahead in range(1, 30):
        day = world.axis.today + timedelta(days=ahead)
        yield from (starts for starts, _ in booking_slots.slots(calendar, zone, day, VISIT)[::2])
