"""/report in the chat: the goal's set, the catalogue, one indicator, its tables, its records, files and pictures."""

from __future__ import annotations

import pytest

from bot.sandbox.client import Person
from services.rules.actor import SYSTEM
from services.rules.field_kinds import FieldKind
from storage.tables import FieldValue
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.fields import FieldFactory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def test_a_number_leads_to_its_records_and_back(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    client = await factory.client("Romashka")
    await factory.deal(await talk.actor(anna), title="Supply", client=client, amount=120_000_00)
    await boris.say("/report")
    assert "grows its revenue" in boris.last
    await boris.tap("All reports")
    await boris.tap("Funnel*")
    await boris.tap("1 *")
    assert "1 so far" in boris.last
    assert "1 Oct – 24 Oct: 0" in boris.last
    await boris.tap("🗂 1 record")
    assert "Romashka · Supply · ₴120K" in boris.last
    await boris.tap("1 Romashka")
    assert "Supply · deal No. 1" in boris.last
    await boris.tap("‹ To the list")
    await boris.tap("‹ Entered the funnel")
    assert "1 so far" in boris.last
    await boris.tap("🗂 1 record")
    await boris.tap("Excel")
    assert (boris.last.document or {})["file_name"] == "funnel_in_records_2026-11-01_2026-11-30.xlsx"


async def test_a_number_is_told_apart_twice_and_a_line_narrows_it(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    for _ in range(2):
        await factory.deal(await talk.actor(anna))
    await boris.say("/report")
    await boris.tap("🔎 Search")
    await boris.say("entered")
    await boris.tap("1 Entered*")
    await boris.tap("Cut by…")
    await boris.tap("People")
    assert "1 Anna 2 100%" in boris.last
    await boris.tap("And by…")
    await boris.tap("Stages")
    assert "People, Stages" in boris.last
    await boris.tap("1 Anna*")
    assert "Anna · Presentation" in boris.last
    assert "2 so far" in boris.last
    await boris.tap("The whole")
    assert "Presentation" not in boris.last


async def test_two_free_dates_by_a_calendar(talk: Talk, factory: Factory) -> None:
    boris = await talk.head(team=await talk.team())
    await boris.say("/report")
    await boris.tap("1 Inquiries")
    await boris.tap("More ▾")
    await boris.tap("📅 Two dates")
    assert "From which day?" in boris.last
    await boris.tap("‹")
    await boris.tap("30")
    assert "From 30 Oct" in boris.last
    await boris.tap("›")
    await boris.tap("15")
    assert "30 Oct – 15 Nov" in boris.last


async def test_the_past_week_is_looked_back_on_whenever_one_likes(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await boris.say("/report")
    await boris.tap("Past week")
    assert "Nothing was recorded" in boris.last
    await boris.tap("To the reports")
    await factory.lead(await talk.actor(anna))
    await talk.later(days=7)
    await boris.say("/report")
    await boris.tap("Past week")
    assert "it cannot be known yet" in boris.last
    await boris.tap("To the reports")
    await boris.tap("Past month")
    assert "October 2026" in boris.last


async def test_a_favourite_is_kept_and_let_go(talk: Talk) -> None:
    boris = await talk.head(team=await talk.team())
    await boris.say("/report")
    await boris.tap("1 Inquiries")
    await boris.tap("⭐ Keep")
    assert "favourites" in boris.toast
    await boris.tap("To the reports")
    await boris.tap("⭐ Favourites 1")
    await boris.tap("1 Inquiries")
    await boris.tap("★ Kept")
    await boris.tap("To the reports")
    assert "⭐ Favourites 1" not in boris.last.labels


async def test_a_search_that_finds_nothing_waits_on(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/report")
    await olga.tap("🔎 Search")
    await olga.say("xyzzy")
    assert "No report is called like “xyzzy”." in olga.last
    await olga.say("выручка")
    assert "Revenue" in olga.last
    await olga.say("/report")
    await olga.tap("🔎 Search")
    await olga.tap("All reports")
    assert "51 numbers" in olga.last


async def test_the_goal_chooses_the_set(talk: Talk) -> None:
    olga = await talk.admin()
    await talk.app.services.company.change(SYSTEM, goal="profit")
    await olga.say("/report")
    assert "grows its profit" in olga.last
    assert "▦ Segments" in olga.last.labels
    await olga.tap("▦ Segments")
    assert "No client has a segment yet" in olga.last
    await olga.tap("‹ Earlier")
    await olga.tap("To the reports")
    await olga.tap("▦ Activity by people")
    assert "Nobody recorded a call" in olga.last


async def test_a_manager_sees_own_numbers_only(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    await talk.head(team=team)
    anna, oleg = await talk.manager(team=team), await talk.manager("Oleg", team=team)
    await factory.deal(await talk.actor(oleg))
    await anna.say("/menu")
    await anna.tap("My numbers")
    assert "My numbers" in anna.last
    await anna.tap("All reports")
    await anna.tap("Funnel*")
    await anna.tap("1 *")
    assert "0 so far" in anna.last
    await anna.tap("Cut by…")
    assert "People" not in anna.last.labels
    await anna.say("/me")
    await anna.tap("My numbers")
    assert "Outgoing calls" in anna.last


async def test_a_picture_and_files_come_beside_the_numbers(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await factory.deal(await talk.actor(anna))
    await boris.say("/report")
    await boris.tap("All reports")
    await boris.tap("Funnel*")
    await boris.tap("1 *")
    await boris.tap("📊 Picture")
    assert boris.last.photo
    await boris.tap("More ▾")
    await boris.tap("Excel")
    assert (boris.last.document or {})["file_name"] == "funnel_in_2026-11-01_2026-11-30.xlsx"
    await boris.tap("CSV")
    assert (boris.last.document or {})["file_name"].endswith(".csv")
    await boris.tap("Cut by…")
    await boris.tap("People")
    await boris.tap("📊 Picture")
    assert boris.last.photo


async def test_boards_are_files_too(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await factory.deal(await talk.actor(anna))
    await anna.say("/deals")
    await anna.tap("1 *")
    await anna.tap("✅ *")
    await boris.say("/report")
    await boris.tap("▦ Activity by people")
    await boris.tap("More ▾")
    await boris.tap("Week")
    assert "Activity by people" in boris.last


async def test_a_number_is_told_apart_by_an_own_list_of_the_company(talk: Talk, factory: Factory) -> None:
    boris = await wood_and_steel(talk, factory)
    await boris.say("/report")
    await boris.tap("🔎 Search")
    await boris.say("entered")
    await boris.tap("1 Entered*")
    await boris.tap("Cut by…")
    await boris.tap("Material <b>")
    assert "Material <b>" in boris.last
    assert "1 Wood & oak 2" in boris.last
    await boris.tap("And by…")
    await boris.tap("People")
    await boris.tap("1 Wood & oak*")
    assert "Wood & oak · Anna" in boris.last
    await boris.tap("🗂 2 records")
    assert "Shed" in boris.last
    assert "Gate" not in boris.last
    await boris.tap("‹ Entered the funnel")
    await boris.tap("The whole")
    assert "3 so far" in boris.last


async def test_a_funnel_is_cut_by_an_own_list_of_the_company(talk: Talk, factory: Factory) -> None:
    boris = await wood_and_steel(talk, factory)
    await boris.say("/funnel")
    await boris.tap("Cut by…")
    await boris.tap("Material <b>")
    assert "Wood & oak" in boris.last
    await boris.tap("1 Wood & oak")
    assert "2 entered" in boris.last
    await boris.tap("Entered 2")
    assert "Shed" in boris.last
    assert "Gate" not in boris.last


async def wood_and_steel(talk: Talk, factory: Factory) -> Person:
    """A head, over two deals of wood and one of steel by a list of the company's own."""
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    choices = [{"id": 1, "name": "Wood & oak", "gone": False}, {"id": 2, "name": "Steel", "gone": False}]
    fields = FieldFactory(talk.app.db, talk.clock)
    field = await fields.field("Material <b>", FieldKind.OPTION, options=choices)
    for title, option in (("Shed", 1), ("Barn", 1), ("Gate", 2)):
        deal = await factory.deal(await talk.actor(anna), title=title)
        async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
            work.session.add(FieldValue(deal_id=deal.id, field_id=field.id, value=option, number=option))
    return boris
