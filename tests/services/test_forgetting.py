"""Whoever is forgotten is named nowhere any more: every column with words of the whole database is looked through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, update

from services import Services, closing
from services.clock import ShiftedClock
from services.outbox import notify_user
from services.rules.actor import SYSTEM
from services.rules.target import Target
from storage import fsm
from storage.tables import Base, Chat, Contact, Deal, SavedView, Task
from storage.unit_of_work import Database
from tests.support.company import CLIENT, PHONES, People
from tests.support.databases import Committed
from tests.support.factory import Factory

NAME = "Катерина Лісова"
PHONE = PHONES["client"]
TYPED = "050 111-22-33"
WORDS = f"{NAME} просила, {TYPED}, Кава біля каштана"


async def everything(committed: Committed) -> list[tuple[str, str]]:
    """Every text and JSON of the database as (table.column, text)."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in await committed.rows(select(*table.columns)):
            found += [
                (
                    f"{table.name}.{column.name}",
                    value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
                )
                for column, value in zip(table.columns, row, strict=True)
                if isinstance(value, str | dict | list)
            ]
    return found


def telling(found: list[tuple[str, str]], *secrets: str) -> dict[str, str]:
    """Where any of these words stands."""
    return {place: text for place, text in found if any(secret.casefold() in text.casefold() for secret in secrets)}


@pytest.fixture
async def spoken_of(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> Deal:
    """Katya of the company Lily LLC, named wherever colleagues and the bot can name her."""
    async with database.write(SYSTEM, clock.now()) as work:
        contact = await work.session.scalar(select(Contact).where(Contact.telegram_id == CLIENT))
        assert contact is not None
        contact.name, contact.search_key, contact.phone_typed = NAME, NAME.casefold(), TYPED
        (await work.session.get_one(Chat, CLIENT)).name = NAME
        client_id = contact.client_id
    pipeline = (await factory.deal(people.anna)).pipeline_id
    card = await services.deals.create(people.anna, client_id, pipeline, key="d")
    target = Target("deal", card.id)
    lead = await factory.lead(people.anna, name=NAME, phone=PHONE, telegram_id=CLIENT, need="синя хвіртка")
    await services.deals.note(people.anna, card.id, WORDS, key="n")
    async with database.write(people.anna, clock.now()) as work:
        await work.session.execute(update(Task).where(Task.deal_id == card.id).values(title=f"Набрати: {NAME}"))
        work.session.add(
            SavedView(user_id=people.anna.user_id, name="x", conditions={"text": NAME}, created_at=work.now)
        )
        closing.offer(work, "note", {"before": {"comment": WORDS}, "lead": lead.id, "text": "синя хвіртка"})
        await notify_user(
            work, people.anna.user_id or 0, kind="request_more", params={"lead": lead.id, "text": WORDS}, dedupe_key="a"
        )
        await notify_user(
            work, people.boris.user_id or 0, kind="refusal_corrected", params={"name": NAME, "n": 1}, dedupe_key="b"
        )
        draft = {"1": {"text": "синя хвіртка", "record": ["l", lead.id]}, "2": {"text": WORDS, "record": None}}
    inquiries = {"7": {"inquiry": {"name": NAME, "phone": PHONE}}}
    await fsm.put(database, clock.now(), "1:1003:1003:::heard", "HeardForm:x", draft)
    await fsm.put(database, clock.now(), "1:1003:1003:::inquiries", "", inquiries)
    await fsm.put(database, clock.now(), f"1:{CLIENT}:{CLIENT}:::default", "RequestForm:need", {"need": "синя хвіртка"})
    version = (await services.deals.card(people.anna, card.id)).version
    refused = await services.refusals.refuse(people.anna, target, version, await factory.loss_reason())
    await services.refusals.comment(people.anna, refused.refusal_id, WORDS)
    async with database.read(SYSTEM, clock.now()) as work:
        return await work.session.get_one(Deal, card.id)


async def test_no_column_names_who_was_forgotten(
    services: Services, people: People, committed: Committed, spoken_of: Deal
) -> None:
    secrets = (NAME, PHONE, TYPED, "1112233", "синя хвіртка")
    before = telling(await everything(committed), *secrets)
    places = {
        "activities.text", "contacts.name", "contacts.phone", "deals.loss_comment", "fsm_states.data",
        "history_entries.changes", "leads.name", "leads.need", "outbox_messages.params", "refusals.comment",
        "saved_views.conditions", "tasks.title", "undo_actions.payload",
    }  # fmt: skip
    assert places <= before.keys(), places - before.keys()
    await services.privacy.forget(people.client)
    found = await everything(committed)
    assert telling(found, *secrets) == {}
    assert telling(found, "просила"), "what else was said stays"
    assert telling(found, "Anna Manager"), "others keep their names"


async def test_the_work_of_others_stays(
    services: Services, people: People, committed: Committed, spoken_of: Deal, database: Database, clock: ShiftedClock
) -> None:
    kept = {"3": {"text": "подзвонити завтра", "record": ["d", 1]}}
    await fsm.put(database, clock.now(), "1:1004:1004:::heard", "", kept)
    await services.privacy.forget(people.client)
    found: list[Any] = await committed.all(Deal, Deal.id == spoken_of.id)
    assert (found[0].status, found[0].title) == (spoken_of.status, spoken_of.title)
    assert telling(await everything(committed), "подзвонити завтра")
