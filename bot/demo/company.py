"""Fills a fresh database with «Сад и Дом»: furniture and tools for gardens, firms and people, ninety days of work."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from bot.demo import accounts as books
from bot.demo import asked, goals, market, names, showcase, today, world
from bot.demo.book import Row
from bot.demo.cast import Colleague
from bot.demo.inquiries import Inquiry
from bot.demo.life import Life, Parties
from bot.demo.world import World, sellers
from services import policy
from services.rules.actor import SYSTEM
from storage import company
from storage.unit_of_work import Database, Work

OLD_FIRMS: Final = 62
OLD_PEOPLE: Final = 44
NEW_FIRMS: Final = 58
NEW_PEOPLE: Final = 62
REJECTED: Final = 85
REPEATED: Final = (
    ("b2b_regular", 150), ("short", 110), ("b2c_regular", 85), ("b2b_new", 62), ("b2c_new", 55), ("warm_up", 38),
)  # fmt: skip
"""Deals besides those that inquiries became."""
LONG_KNOWN: Final = {"recommendation": 34, "site": 24, "exhibition": 14, "cold": 12, "ads": 8, "": 8}
"""How those came who bought before the history, of a hundred; of a few nobody remembers it."""


@dataclass(frozen=True, slots=True)
class Account:
    """A client with the person to call, the manager who keeps it and the channel it came by; deals begin at `since`
    or later.
    """

    owner: Colleague
    client: Row
    contact: Row
    since: int
    channel_id: int | None


async def fill(database: Database, moment: datetime) -> World:
    """Write the company as it stands on the working morning of `moment`; its standards are in place already.

    The same moment gives the same company. Returns the world with all its rows.
    """
    async with database.write(SYSTEM, moment) as work:
        made = await write(work, moment)
        await made.book.store(work)
        return made


async def write(work: Work, moment: datetime) -> World:
    """Make up the company; nothing is stored yet."""
    settings = (await policy.load(work)).settings
    await company.store_settings(work, settings.changed(name=names.COMPANY, installed=True).rows())
    here = await world.enter(work, moment)
    accounts = [*_old_clients(here)]
    inquiries = _inquiries(here, accounts)
    stories: list[Life] = [life for _, life in inquiries if life is not None]
    stories += _repeated(here, accounts)
    today.clear(here, [*stories, *(inquiry for inquiry, _ in inquiries)])
    today.keep_rhythm(here)
    today.lay_out(here)
    showcase.show(here)
    today.climb(here)
    asked.ask(here)
    goals.aim(here)
    books.keep(here)
    return here


def _start(here: World) -> int:
    """A minute on which something begins: rather more at first, when everybody brought what was in hand."""
    return int((here.now - 30) * here.chance.random() ** 1.12)


def _old_clients(here: World) -> list[Account]:
    """Those who bought before the company came to Voronka."""
    accounts: list[Account] = []
    for number in range(OLD_FIRMS + OLD_PEOPLE):
        person = number >= OLD_FIRMS
        owner = here.one(sellers(retail=person))
        created = here.at(0) - timedelta(days=here.chance.randint(90, 900))
        name = market.person_name(here) if person else market.firm_name(here)
        client, contact = market.client(here, owner, name, created, person=person)
        here.book.rewrite(client, won_at=here.at(0) - timedelta(days=here.chance.randint(5, 80)))
        accounts.append(Account(owner, client, contact, 0, _came_by(here, len(accounts))))
    return accounts


def _came_by(here: World, place: int) -> int | None:
    """The channel of a client from before the history; apart from all other chances, which stay as they are."""
    chosen = Random(place * 7919).choices(list(LONG_KNOWN), list(LONG_KNOWN.values()))[0]
    return here.channels.get(chosen)


def _inquiries(here: World, accounts: list[Account]) -> list[tuple[Inquiry, Life | None]]:
    """Everybody who asked: some became clients, some were refused, the latest are still being called."""
    kinds = [False] * NEW_FIRMS + [True] * NEW_PEOPLE + [None] * REJECTED
    found: list[tuple[Inquiry, Life | None]] = []
    for kind in kinds:
        person = here.maybe(0.6) if kind is None else kind
        owner = here.one(sellers(retail=person))
        inquiry = Inquiry(here, owner, min(_start(here), here.now - 150))
        inquiry.answer()
        life = None
        if inquiry.reach():
            if kind is None:
                inquiry.reject()
            else:
                life = _converted(here, inquiry, owner, accounts, person=person)
        found.append((inquiry, life))
    return found


def _converted(
    here: World, inquiry: Inquiry, owner: Colleague, accounts: list[Account], *, person: bool
) -> Life:  # fmt: skip
    at, name = here.at(inquiry.minute), inquiry.row["name"]
    client, contact = market.client(
        here, owner, name if person else market.firm_name(here), at, person=person, contact_name=name
    )
    here.book.rewrite(contact, phone=inquiry.row["phone"], phone_typed=inquiry.row["phone_typed"])
    accounts.append(Account(owner, client, contact, inquiry.minute, inquiry.row["channel_id"]))
    short = here.maybe(0.3)
    return inquiry.convert("short" if short else "b2c_new" if person else "b2b_new", client, contact).play()


def _repeated(here: World, accounts: list[Account]) -> list[Life]:
    """Deals of clients who were known already."""
    firms = sorted((one for one in accounts if not one.client["is_person"]), key=lambda one: one.since)
    people = sorted((one for one in accounts if one.client["is_person"]), key=lambda one: one.since)
    lives = []
    for code, count in REPEATED:
        known = firms if code.startswith("b2b") else people if code.startswith("b2c") else firms + people
        known = sorted(known, key=lambda one: one.since)
        sinces = [one.since for one in known]
        for _ in range(count):
            start = _start(here)
            account = known[here.chance.randrange(max(1, bisect_left(sinces, start)))]
            parties = Parties(account.owner, account.client, account.contact, None, account.channel_id)
            lives.append(Life(here, here.routes[code], parties, max(start, account.since), None).play())
    return lives
