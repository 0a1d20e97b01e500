"""Clients of the demo company and the people to talk to there."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.demo import names
from bot.demo.book import Row
from bot.demo.cast import Colleague
from bot.demo.world import World
from services.rules.search_key import search_key
from storage.tables import Client, Contact


def phone(world: World) -> str:
    """A mobile number nobody has yet."""
    while True:
        number = f"+380{world.one(names.MOBILE_CODES)}{world.chance.randrange(2_000_000, 9_999_999)}"
        if _free(world, number):
            return number


def person_name(world: World) -> str:
    """First name and surname; nobody is called the same."""
    while True:
        name = f"{world.one(names.FIRST_NAMES[world.one('fm')])} {world.one(names.SURNAMES)}"
        if _free(world, name):
            return name


def firm_name(world: World) -> str:
    """A firm's name, here and there a branch or a sole trader; no two alike."""
    while True:
        town = world.one(("", "", "", *names.TOWNS))
        trader = world.maybe(0.2)
        base = f"ФОП {world.one(names.SURNAMES)}" if trader else world.one(names.FIRMS)
        name = f"{base}, {town}" if town and not trader else base
        if _free(world, name):
            return name


def _free(world: World, text: str) -> bool:
    """True for the first who asks for it."""
    if text in world.taken:
        return False
    world.taken.add(text)
    return True


def typed(number: str) -> str:
    """A number as somebody types it."""
    return f"0{number[4:6]} {number[6:9]}-{number[9:11]}-{number[11:]}"


def client(
    world: World, owner: Colleague, name: str, created_at: datetime, *, person: bool, contact_name: str | None = None
) -> tuple[Row, Row]:
    """A client with the person to call; a firm may have a second one."""
    book, by = world.book, world.staff[owner.key]
    row = book.add(
        Client,
        born=created_at,
        by=by,
        name=name,
        search_key=search_key(name),
        is_person=person,
        owner_id=by,
        segment=None if person else world.one(names.SEGMENTS),
        region=world.one(names.REGIONS),
        created_at=created_at,
    )
    first = contact(world, row, by, contact_name or (name if person else person_name(world)), person=person)
    if not person and world.maybe(0.3):
        contact(world, row, by, person_name(world), person=False, later=timedelta(days=2))
    return row, first


def contact(
    world: World, of: Row, by: Row, name: str, *, person: bool, later: timedelta = timedelta(), number: str = ""
) -> Row:
    """A person to call."""
    number = number or phone(world)
    return world.book.add(
        Contact,
        born=of["created_at"] + later,
        by=by,
        client_id=of,
        name=name,
        search_key=search_key(name),
        position=None if person else world.one(names.POSITIONS),
        phone=number,
        phone_typed=typed(number),
        created_at=of["created_at"] + later,
    )
