"""Escalation as the company sets it up: how late, when again, who is told (S0-41)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM
from storage.tables import Chat
from tests.services.test_reminders import LADDER, due, escalated, heart
from tests.support.company import BORIS, OWNER, People
from tests.support.factory import Factory
from tests.support.pushes import Heart, kyiv, told

__all__ = ["heart"]


async def test_the_company_says_when_and_when_again(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    await services.company.change(people.owner, grace_minutes=15, again_hours=2)
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await heart.at(kyiv("2026-11-24 11:00"), *LADDER)
    assert await heart.at(kyiv("2026-11-24 11:14"), *LADDER) == []
    assert told(await heart.at(kyiv("2026-11-24 11:15"), *LADDER)) == [(BORIS, "escalation")]
    assert await heart.at(kyiv("2026-11-24 13:14"), *LADDER) == []
    assert told(await heart.at(kyiv("2026-11-24 13:15"), *LADDER)) == [(BORIS, "escalation")]
    assert await heart.until(kyiv("2026-11-25 17:00"), timedelta(minutes=30), *LADDER) == []


@pytest.mark.parametrize(("whom", "chats"), [("owner", [OWNER]), ("both", [OWNER, BORIS]), ("head", [BORIS])])
async def test_the_company_says_who_is_told(
    heart: Heart, factory: Factory, people: People, services: Services, whom: str, chats: list[int]
) -> None:
    await services.company.change(people.owner, told=whom)
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    found = await escalated(heart)
    assert told(found) == sorted((chat, "escalation") for chat in chats)


async def test_without_an_owner_to_write_to_it_is_the_head(
    heart: Heart, factory: Factory, people: People, services: Services, clock: ShiftedClock
) -> None:
    await services.company.change(people.owner, told="owner")
    async with services.db.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Chat, OWNER)).blocked_at = clock.now()
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    assert told(await escalated(heart)) == [(BORIS, "escalation")]
