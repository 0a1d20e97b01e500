"""Absences, handing over in bulk, limits, teams of a head and the calendar in the chat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.conversation import Talk
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def test_a_colleague_goes_away_and_comes_back(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris = await talk.head(team=team)
    anna, pavel = await talk.manager(team=team), await talk.manager("Pavel", team=team)
    await factory.deal(await talk.actor(anna), title="Supply")
    await boris.say("/team")
    await boris.tap("🏖 Absences")
    assert "Everybody is at work" in boris.last
    await boris.tap("New absence")
    await boris.tap("Anna")
    await boris.say("soonish")
    assert "I did not understand the days" in boris.last
    first = talk.clock.now().date()
    await boris.say(f"{first:%d.%m} - {first + timedelta(days=3):%d.%m}")
    assert "who works meanwhile?" in boris.last
    await boris.tap("Pavel")
    assert "Pavel works meanwhile." in boris.last
    await talk.pushed()
    assert "Anna is away until" in pavel.screen
    assert "You are away until" in anna.screen
    await pavel.say("/deals")
    assert pavel.has_button("*Supply*")
    await boris.tap("To the list")
    await boris.tap("The team now")
    assert "Pavel works meanwhile" in boris.last
    await boris.tap("🏖 Absences")
    await boris.tap("*Anna*")
    await boris.tap("Back at work now")
    await boris.tap("Back at work now")
    await talk.pushed()
    assert "Welcome back!" in anna.screen
    await anna.say("/deals")
    assert anna.has_button("*Supply*")


async def test_from_the_card_to_the_absence_and_back(talk: Talk) -> None:
    olga = await talk.admin()
    await talk.manager("Pavel")
    await talk.manager()
    await olga.say("/users")
    await olga.tap("*Anna*")
    await olga.tap("🏖 Absence")
    await olga.tap("Back")
    assert olga.has_button("Deactivate")
    await olga.tap("🏖 Absence")
    await olga.tap("Today*")
    await olga.tap("Pavel")
    await olga.tap("Card")
    assert "Pavel works meanwhile." in olga.last
    await olga.tap("🏖 Absence")
    assert olga.has_button("Back at work now")


async def test_deals_of_a_filter_are_handed_over_and_taken_back(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris = await talk.head(team=team)
    anna, pavel = await talk.manager(team=team), await talk.manager("Pavel", team=team)
    for n in range(3):
        await factory.deal(await talk.actor(anna), title=f"Supply {n}")
    await boris.say("/deals")
    await boris.tap("🔎 Filter")
    await boris.tap("Show 3 deals")
    await boris.tap("Hand over all 3 deals")
    assert "To whom do 3 open deals go?" in boris.last
    await boris.tap("Pavel · 0")
    assert "3 deals → Pavel" in boris.last
    assert "3 clients go along." in boris.last
    await boris.tap("✓ With 3 clients")
    assert "3 clients go along." not in boris.last
    await boris.tap("☐ With 3 clients")
    await boris.tap("Hand over")
    assert "Pavel has got 3 deals, 3 tasks, 3 clients." in boris.last
    await talk.pushed()
    assert "You have got work of colleagues: 3 deals, 3 clients, 3 tasks." in pavel.screen
    assert "Supply 0, Supply 1, Supply 2" in pavel.screen
    assert "Supply 0, Supply 1, Supply 2" in anna.screen, "and whoever had them hears which"
    await boris.tap("Undo (24 h)")
    assert "3 deals are back" in boris.last
    assert "3 clients are back, too." in boris.last
    await talk.pushed()
    assert "Work is back with who had it before: 3 deals, 3 clients, 3 tasks." in pavel.screen
    await anna.say("/deals")
    assert "Open 3" in anna.last


async def test_a_limit_stops_giving(talk: Talk, factory: Factory) -> None:
    olga, team = await talk.admin(), await talk.team()
    boris = await talk.head(team=team)
    anna = await talk.manager(team=team)
    await talk.manager("Pavel", team=team)
    await olga.say("/users")
    await olga.tap("*Pavel*")
    await olga.tap("Limits")
    assert "Now 0 open deals · as many as come" in olga.last
    await olga.tap("Deals")
    await olga.tap("Other")
    await olga.say("many")
    assert "Write a number" in olga.last
    await olga.say("1")
    assert "at most 1" in olga.last
    for n in range(2):
        await factory.deal(await talk.actor(anna), title=f"Supply {n}")
    await boris.say("/deals")
    await boris.tap("🔎 Filter")
    await boris.tap("Show 2 deals")
    await boris.tap("Hand over all 2 deals")
    await boris.tap("Pavel · 0/1")
    assert boris.toast == "Pavel may have 1 open deals; there is room for 1."


async def test_a_head_gets_a_further_team_and_a_dismissal_is_undone(talk: Talk, factory: Factory) -> None:
    olga, south = await talk.admin(), await talk.team("South")
    boris = await talk.head(team=await talk.team("North"))
    vera = await talk.manager("Vera", team=south)
    await factory.deal(await talk.actor(vera), title="Supply")
    await olga.say("/users")
    await olga.tap("*Boris*")
    await olga.tap("More teams")
    await olga.tap("South")
    await olga.tap("Back")
    assert "Sees also: South" in olga.last
    await boris.say("/deals")
    assert boris.has_button("*Supply*")
    await olga.say("/users")
    await olga.tap("*Vera*")
    await olga.tap("Deactivate")
    await olga.tap("Deactivate")
    assert "Vera has left" in olga.last
    await olga.tap("Undo (24 h)")
    assert olga.toast == "Saved."
    await vera.say("/deals")
    assert vera.has_button("*Supply*")


async def test_days_off_are_added_and_dropped(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/calendar")
    assert "Working calendar" in olga.last
    await olga.tap("Add a day off")
    await olga.say("the day after")
    assert "I did not understand the days" in olga.last
    day = talk.clock.now().date() + timedelta(days=20)
    await olga.say(f"{day:%d.%m} Company <b>day</b>")
    assert "Company <b>day</b>: day off" in olga.last.text
    await olga.tap("✕ *")
    assert "Company" not in olga.last
