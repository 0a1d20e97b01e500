"""Payments in the chat: planned in parts, received in two taps, a part of them, taken back (S0-04)."""

from __future__ import annotations

import pytest

from bot.sandbox.client import Person
from tests.support.conversation import Talk
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def at_payments(talk: Talk, factory: Factory, person: Person) -> None:
    """The payments of a deal of 100 000."""
    await factory.deal(await talk.actor(person), title="Supply", amount=100_000_00)
    await person.say("/deals")
    await person.tap("1 Supply*")
    await person.tap("More")
    await person.tap("💰 Payments")


def plain(person: Person) -> str:
    """The last text with plain spaces."""
    return person.last.text.replace("\u202f", " ").replace("\xa0", " ").replace(",", " ")


async def test_a_deal_is_paid_in_parts(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await at_payments(talk, factory, anna)
    assert "Nothing planned" in anna.last.text
    await anna.tap("🗓 Plan payments")
    await anna.tap("30 / 70")
    await anna.tap("Today")
    assert "planned" in anna.last.text
    await anna.tap("▫️*30*")
    await anna.tap("✅ Received")
    assert "received" in anna.last.text
    assert "(30" in anna.last.text
    await anna.tap("▫️*70*")
    await anna.tap("A part")
    await anna.say("20к")
    assert "planned" in anna.last.text
    assert "50 000" in plain(anna)
    await anna.tap("Undo (24 h)")
    assert "70 000" in plain(anna)
    await anna.tap("To the deal")
    assert "💰 received" in anna.last.text
    await talk.later(days=60)
    await anna.say("/deals")
    await anna.tap("*Supply*")
    assert "🔴 overdue" in anna.last.text


async def test_a_plan_is_typed(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await at_payments(talk, factory, anna)
    await anna.tap("🗓 Plan payments")
    await anna.say("soon")
    assert "Write shares" in anna.last.text
    await anna.say("50/50")
    assert "When is the first part due?" in anna.last.text
    await anna.tap("Back")
    await anna.say("40к 10.12, 60к 20.12")
    assert "100 000" in plain(anna)
    await anna.tap("▫️*60*")
    await anna.tap("Due day")
    await anna.say("25.12")
    assert "Saved" in (anna.toast or "") or "25" in str(anna.last.keyboard)
    await anna.tap("▫️*60*")
    await anna.tap("Delete")
    assert "60" not in str(anna.last.keyboard)


async def test_one_tap_and_free_text_are_payments(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await at_payments(talk, factory, anna)
    await anna.tap("To the deal")
    await anna.tap("More")
    await anna.tap("💰 Paid")
    assert "💰 received" in anna.last.text
    await anna.tap("Undo (24 h)")
    assert "💰 received" not in anna.last.text
