"""The tap budget of design section 5, counted by the sandbox from the pushed message or the card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.sandbox.client import Person
from tests.support.conversation import Talk
from tests.support.factory import Factory


def kyiv(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the Kyiv clock."""
    return datetime(2026, 11, day, hour - 2, minute, tzinfo=UTC)


@asynccontextmanager
async def budget(person: Person, flow: str, most: int) -> AsyncIterator[None]:
    """Fail when a flow takes more taps than it may."""
    await person.begin_taps(flow, most)
    yield
    taps = await person.taps()
    assert 0 < taps <= most, f"{flow}: {taps} taps, at most {most}\n{person.screen}"


async def test_an_unreached_call_is_one_tap(talk: Talk) -> None:
    anna = await talk.manager()
    factory = Factory(talk.app.db, talk.clock)
    await factory.deal(await talk.actor(anna), title="Supply", stage=4)
    await anna.say("/next")
    async with budget(anna, "log an unreached call (next try planned)", 1):
        await anna.tap("📵 No answer")
        assert anna.toast == "We try again today 10:45 (2 of 6)."


async def test_a_call_with_outcome_and_next_contact_is_three(talk: Talk) -> None:
    anna = await talk.manager()
    factory = Factory(talk.app.db, talk.clock)
    actor = await talk.actor(anna)
    for _ in range(2):
        await factory.deal(actor, stage=4)
    await anna.say("/next")
    first = anna.last.text
    async with budget(anna, "log a call with outcome and next contact", 3):
        await anna.tap("✅ We talked")
        await anna.tap("Next call")
        await anna.tap("Tomorrow 10:00")
        assert anna.toast.startswith("Written down: tomorrow 10:00.")
    assert anna.last.text != first
    assert anna.has_button("📵 No answer")


async def test_a_deal_moves_one_stage_in_one(talk: Talk) -> None:
    anna = await talk.manager()
    factory = Factory(talk.app.db, talk.clock)
    await factory.deal(await talk.actor(anna), title="Supply")
    await anna.say("/deals")
    await anna.tap("*Supply*")
    async with budget(anna, "move a deal one stage, nothing missing", 1):
        await anna.tap("General offer →")
        assert "2 of 9: General offer" in anna.last


async def test_a_refusal_is_two(talk: Talk) -> None:
    anna = await talk.manager()
    factory = Factory(talk.app.db, talk.clock)
    await factory.deal(await talk.actor(anna), title="Supply")
    await anna.say("/deals")
    await anna.tap("*Supply*")
    async with budget(anna, "record a refusal with its reason", 2):
        await anna.tap("Refusal")
        await anna.tap("Expensive")
        assert "Refusal recorded: Supply" in anna.last


async def test_postponing_with_a_reason_is_three(talk: Talk) -> None:
    anna = await talk.manager()
    factory = Factory(talk.app.db, talk.clock)
    await factory.deal(await talk.actor(anna), title="Supply")
    await anna.say("/deals")
    await anna.tap("*Supply*")
    await anna.tap("🗓 *")
    async with budget(anna, "postpone with a reason", 3):
        await anna.tap("📅 Move")
        await anna.tap("Fri 10:00")
        await anna.tap("Client asked")
        assert anna.toast == "Moved to Fri 27 Nov 10:00."


async def test_postponing_a_call_from_the_call_card_is_three(talk: Talk) -> None:
    anna = await talk.manager()
    factory = Factory(talk.app.db, talk.clock)
    actor = await talk.actor(anna)
    await factory.call(await factory.deal(actor, title="Supply"), actor, promised=True)
    await anna.say("/next")
    async with budget(anna, "postpone a call with a reason", 3):
        await anna.tap("🕘 Later")
        await anna.tap("Tomorrow 10:00")
        await anna.tap("Client asked")
        assert "call tomorrow 10:00" in anna.toast


async def test_the_head_reassigns_an_overdue_task_in_three(talk: Talk) -> None:
    team = await talk.team()
    boris = await talk.head(team=team)
    anna, oleg = await talk.manager("Anna", team=team), await talk.manager("Oleg", team=team)
    factory = Factory(talk.app.db, talk.clock)
    actor = await talk.actor(anna)
    deal = await factory.deal(actor, title="Supply")
    await factory.call(deal, actor, kyiv(24, 11), promised=True)
    await boris.mark()
    await talk.at(kyiv(24, 12, 30))
    await boris.until("Anna")
    async with budget(boris, "head: reassign an overdue task", 3):
        await boris.tap("Sort out")
        await boris.tap("Hand over")
        await boris.tap("Oleg")
    await oleg.say("/tasks")
    assert "overdue 1" in oleg.last.text


async def test_the_head_hands_a_task_over_from_the_list_in_three(talk: Talk) -> None:
    team = await talk.team()
    boris = await talk.head(team=team)
    anna, oleg = await talk.manager("Anna", team=team), await talk.manager("Oleg", team=team)
    factory = Factory(talk.app.db, talk.clock)
    await factory.deal(await talk.actor(anna), title="Supply")
    talk.clock.advance(timedelta(days=2))
    await boris.say("/tasks")
    async with budget(boris, "head: reassign an overdue task", 3):
        await boris.tap("🔴 1 Supply")
        await boris.tap("👤 Hand over")
        await boris.tap("Oleg")
        assert boris.toast == "Handed over to Oleg."
    await oleg.say("/tasks")
    assert oleg.has_button("🔴 1 Supply")
