"""Another company on the stage: the export of a CRM, its dates moved so that the last event was yesterday."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from bot.demo.stage import FIRST_CHAT, SandboxPerson
from bot.ui.import_words import common_client
from bot.ui.roles import role_name
from bot.ui.words import Words
from services import Services, tasks_core
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM, Role
from services.rules.kinds import StageKind, UserStatus
from services.rules.search_key import search_key
from services.rules.settings import CompanySettings
from services.rules.target import Target
from services.rules.worktime import local_day, to_utc
from storage import company
from storage import importing as rows
from storage.tables import Chat, Client, Contact, Deal, User
from storage.unit_of_work import Database, Work

AGREED: Final = (time(10), time(12), time(15, 30))
"""When each agent has promised to call about the largest open deals: an export knows of no promises."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A colleague of the export with the open deals in hand, the largest first."""

    id: int
    name: str
    role: Role
    team_id: int | None
    deals: tuple[Any, ...]


async def bring(database: Database, begins: datetime, folder: Path) -> tuple[SandboxPerson, ...]:
    """Import the folder and give its people chats; returns them in the order of the page. Raises Problem."""
    services = Services(database, ShiftedClock(begins))
    settings = (await services.company.policy(SYSTEM)).settings
    words = Words(settings.locale, settings.zone, begins, settings.currency)
    proposal = await services.importing.analyse(SYSTEM, folder, common_client=common_client(words))
    mapping = await services.importing.shifted(SYSTEM, proposal.scan, proposal.mapping)
    await services.importing.run(SYSTEM, proposal.scan, mapping)
    async with database.write(SYSTEM, begins) as work:
        await company.store_settings(work, settings.changed(name=folder.name.capitalize()).rows())
        return await _staff(work, settings)


async def _staff(work: Work, settings: CompanySettings) -> tuple[SandboxPerson, ...]:
    agents = await _agents(work)
    managers = sorted(
        (one for one in agents if one.role is Role.MANAGER and one.deals), key=lambda one: -len(one.deals)
    )
    heads = [one for one in agents if one.role is Role.HEAD]
    if not managers:
        return (_owner(work, FIRST_CHAT, settings.locale), _stranger(work, FIRST_CHAT + 1, settings.locale))
    first = managers[0]
    heads.sort(key=lambda one: (one.team_id != first.team_id, one.id))
    ids = iter(range(FIRST_CHAT, FIRST_CHAT + 1000))
    people = [_join(work, one, next(ids), settings.locale) for one in (first, *heads[:1])]
    people.append(await _client(work, first, next(ids), settings.locale))
    people.append(_owner(work, next(ids), settings.locale))
    people.append(_stranger(work, next(ids), settings.locale))
    people += [
        _join(work, one, next(ids), settings.locale, extra=one.team_id == first.team_id)
        for one in (*managers[1:], *heads[1:])
    ]
    joined = {person.key: person.id for person in people}
    changes = {"status": UserStatus.ACTIVE, "locale": settings.locale}
    await rows.change(
        work,
        User,
        [(one.id, {**changes, "telegram_id": joined[str(one.id)]}) for one in agents if str(one.id) in joined],
    )
    for one in managers:
        await _agree(work, one, settings.zone)
    return tuple(people)


async def _agents(work: Work) -> list[Agent]:
    fields = ("id", "title", "client_id", "owner_id", "status", "amount")
    found = await rows.everything(work, Deal, fields)
    mine: dict[int, list[Any]] = {}
    for deal in found:
        if deal.status is StageKind.OPEN and deal.owner_id is not None:
            mine.setdefault(deal.owner_id, []).append(deal)
    wanted = await _expected(work, found)
    people = await rows.everything(work, User, ("id", "name", "role", "team_id"))
    return [
        Agent(one.id, one.name, one.role, one.team_id, tuple(sorted(mine.get(one.id, ()), key=wanted)))
        for one in people
    ]


async def _expected(work: Work, deals: Sequence[Any]) -> Any:
    """The order of open deals: by amount, else by how often their client has bought."""
    bought = Counter(deal.client_id for deal in deals if deal.status is StageKind.WON)
    return lambda deal: (-(deal.amount or 0), -bought[deal.client_id], deal.id)


def _join(work: Work, agent: Agent, chat_id: int, locale: str, *, extra: bool = False) -> SandboxPerson:
    """The colleague has pressed Start."""
    _chat(work, chat_id, agent.name, locale)
    first, _, last = agent.name.partition(" ")
    return SandboxPerson(
        chat_id, str(agent.id), first, _title(agent.role, work, locale), locale, last_name=last, extra=extra
    )


def _chat(work: Work, chat_id: int, name: str, locale: str) -> None:
    work.session.add(Chat(id=chat_id, name=name, locale=locale, started_at=work.now))


def _owner(work: Work, chat_id: int, locale: str) -> SandboxPerson:
    """The admin, whom no export has."""
    _chat(work, chat_id, "Owner", locale)
    work.session.add(
        User(
            telegram_id=chat_id,
            name="Owner",
            role=Role.ADMIN,
            status=UserStatus.ACTIVE,
            locale=locale,
            created_at=work.now,
        )
    )
    return SandboxPerson(chat_id, "owner", "Owner", _title(Role.ADMIN, work, locale), locale)


async def _client(work: Work, agent: Agent, chat_id: int, locale: str) -> SandboxPerson:
    """Somebody at the client of the agent's largest open deal, connected with the bot."""
    client = next(
        (row for row in await rows.everything(work, Client, ("id", "name")) if row.id == agent.deals[0].client_id), None
    )
    name = client.name if client is not None else "Client"
    if client is not None:
        work.session.add(
            Contact(
                client_id=client.id,
                name=name,
                search_key=search_key(name),
                phone="+380671234567",
                telegram_id=chat_id,
                created_at=work.now - timedelta(days=1),
            )
        )
        _chat(work, chat_id, name, locale)
    return SandboxPerson(
        chat_id, "client", name, _title(Role.CLIENT, work, locale), locale, "+380671234567", started=client is not None
    )


def _stranger(work: Work, chat_id: int, locale: str) -> SandboxPerson:
    title = _title(Role.STRANGER, work, locale)
    return SandboxPerson(chat_id, "stranger", "Emma", title, "en", "+380501234567", started=False)


def _title(role: Role, work: Work, locale: str) -> str:
    """What stands under a person's name on the page: the role, in the company's language."""
    return role_name(role, Words(locale, "UTC", work.now))


async def _agree(work: Work, agent: Agent, zone: str) -> None:
    day = local_day(work.now, zone)
    for at, deal in zip(AGREED, agent.deals, strict=False):
        await tasks_core.plan_contact(
            work, Target("deal", deal.id), to_utc(day, at, zone), agent.id, promised=True, client_id=deal.client_id
        )
