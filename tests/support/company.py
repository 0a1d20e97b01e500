"""A small company at work: standards in English, two teams, and everybody a permission test needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from bot.ui.standards import standards
from bot.ui.words import Words
from services import policy
from services.clock import Clock
from services.people import actor_for
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import UserStatus
from services.rules.settings import CompanySettings
from storage import company as company_rows
from storage.tables import Chat, Client, Contact, Team, User
from storage.unit_of_work import Database, Work

Row = TypeVar("Row")

SETTINGS = CompanySettings(name="Romashka", locale="en")
PHONES = {"client": "+380501112233"}

OWNER, BORIS, ANNA, OLEG, GALINA, VERA, CLIENT, STRANGER = range(1001, 1009)
"""Telegram ids: the owner, the head of North with two managers, the head of South with one, and two outsiders."""

COLLEAGUES: tuple[tuple[int, str, Role, str | None], ...] = (
    (OWNER, "Olena Owner", Role.ADMIN, None),
    (BORIS, "Boris Head", Role.HEAD, "North"),
    (ANNA, "Anna Manager", Role.MANAGER, "North"),
    (OLEG, "Oleg Manager", Role.MANAGER, "North"),
    (GALINA, "Galina Head", Role.HEAD, "South"),
    (VERA, "Vera Manager", Role.MANAGER, "South"),
)


@dataclass(frozen=True)
class People:
    """The actors: `boris` heads `anna` and `oleg`; `galina` heads `vera`; the last two do not work here."""

    owner: Actor
    boris: Actor
    anna: Actor
    oleg: Actor
    galina: Actor
    vera: Actor
    client: Actor
    stranger: Actor


async def install(database: Database, clock: Clock) -> None:
    """Put the company's settings and standards in, as the first start does."""
    words = Words(SETTINGS.locale, SETTINGS.zone, clock.now(), SETTINGS.currency)
    async with database.write(SYSTEM, clock.now()) as work:
        await company_rows.store_settings(work, SETTINGS.changed(installed=True).rows())
        await company_rows.install(work, standards(words))


async def hire(database: Database, clock: Clock) -> People:
    """Put the people in: everybody has a chat and speaks English."""
    async with database.write(SYSTEM, clock.now()) as work:
        teams = {name: await _add(work, Team(name=name)) for name in ("North", "South")}
        users: dict[int, User] = {}
        for telegram_id, name, role, team in COLLEAGUES:
            await _add(work, _chat(work, telegram_id, name))
            users[telegram_id] = await _add(
                work,
                User(
                    telegram_id=telegram_id,
                    name=name,
                    role=role,
                    status=UserStatus.ACTIVE,
                    team_id=teams[team].id if team else None,
                    locale="en",
                    created_at=work.now,
                ),
            )
        owner = users[ANNA].id
        firm = Client(name="Lily LLC", search_key="lily llc", owner_id=owner, created_at=work.now)
        await _add(work, firm)
        buyer = Contact(client_id=firm.id, name="Katya Client", search_key="katya client", created_at=work.now)
        buyer.phone, buyer.telegram_id = PHONES["client"], CLIENT
        await _add(work, buyer)
        for telegram_id, name in ((CLIENT, "Katya Client"), (STRANGER, "Semen Stranger")):
            await _add(work, _chat(work, telegram_id, name))
        settings = (await policy.load(work)).settings
        actors = {one: await actor_for(work, user) for one, user in users.items()}
    outside: dict[str, Any] = {"zone": settings.zone, "locale": "en"}
    return People(
        owner=actors[OWNER],
        boris=actors[BORIS],
        anna=actors[ANNA],
        oleg=actors[OLEG],
        galina=actors[GALINA],
        vera=actors[VERA],
        client=Actor(Role.CLIENT, chat_id=CLIENT, contact_id=buyer.id, name="Katya Client", **outside),
        stranger=Actor(Role.STRANGER, chat_id=STRANGER, name="Semen Stranger", **outside),
    )


def _chat(work: Work, telegram_id: int, name: str) -> Chat:
    return Chat(id=telegram_id, name=name, locale="en", locale_chosen=True, started_at=work.now)


async def _add(work: Work, row: Row) -> Row:
    work.session.add(row)
    await work.session.flush()
    return row
