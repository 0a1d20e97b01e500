"""A head is not told of every late hour of an idle day: after the third message the rest is gathered (S0-41)."""

from __future__ import annotations

from services import Services
from services.reminders import LateList
from services.rules.actor import Actor
from tests.services.test_reminders import LADDER, due, heart
from tests.support.company import People
from tests.support.factory import Factory
from tests.support.pushes import Heart, Push, kyiv

__all__ = ["heart"]


async def read(services: Services, reader: Actor, push: Push) -> LateList:
    """What an escalation told of, as its reader sees it now."""
    return await services.reminders.late(reader, push.at, push.params["people"], push.params["leads"])


async def test_an_idle_day_is_four_messages_and_nothing_is_lost(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    """Every hour something becomes late: three messages come one by one, the rest of the half day together."""
    for hour in range(9, 17):
        await due(factory, people.anna, kyiv(f"2026-11-24 {hour:02}:00"))
    pushes: list[Push] = []
    for minute in range(9 * 60, 18 * 60, 10):
        pushes += await heart.at(kyiv(f"2026-11-24 {minute // 60:02}:{minute % 60:02}"), *LADDER)
    times = [push for push in pushes if push.kind == "escalation"]
    told = [(await read(services, people.boris, push)).total for push in times]
    assert (len(times), sum(told)) == (4, 4), "three, and at half past one what came since"
    evening = await services.rounds.summary(people.boris)
    assert evening.overdue == 8, "the round has all of them"
    tomorrow = [push for push in await heart.at(kyiv("2026-11-25 09:00"), *LADDER) if push.kind == "escalation"]
    assert [(await read(services, people.boris, push)).total for push in tomorrow] == [4]


async def test_inquiries_told_of_once_are_no_news_the_next_day(heart: Heart, factory: Factory, people: People) -> None:
    """Nobody answers anything: of what was told yesterday the head hears again, but not every hour."""
    for minute in range(9 * 60, 18 * 60, 30):
        await heart.at(kyiv(f"2026-11-24 {minute // 60:02}:{minute % 60:02}"), *LADDER)
        if minute % 60 == 0:
            await factory.lead(inbound=True, team_id=next(iter(people.boris.team_ids or ())))
    pushes: list[Push] = []
    for minute in range(9 * 60, 18 * 60, 30):
        pushes += await heart.at(kyiv(f"2026-11-25 {minute // 60:02}:{minute % 60:02}"), *LADDER)
    assert len([push for push in pushes if push.kind == "escalation"]) == 4
