"""The filter of /deals in the chat: conditions by two or three taps or typed, saved views, stale buttons, bad input."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.client import Person
from services.rules.actor import SYSTEM
from services.rules.deal_conditions import DealConditions, FieldCondition, FieldOp, Range, to_json
from services.rules.field_kinds import FieldKind
from services.rules.kinds import StageKind
from storage.tables import Deal, FieldDefinition, Pipeline, Product, SavedView, Stage
from tests.support.conversation import Talk
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def sold_flowers(talk: Talk, factory: Factory, owner: Person) -> dict[str, Deal]:
    """Three open deals: big and quiet, small and fresh, in another pipeline."""
    actor = await talk.actor(owner)
    big = await factory.deal(actor, title="Supply", client=await factory.client("Ромашка", actor), amount=340_000_00)
    talk.clock.advance(timedelta(days=20))
    small = await factory.deal(actor, title="Vases", amount=20_000_00)
    other = await factory.deal(actor, title="Seeds", pipeline="b2c_new", amount=150_000_00)
    return {"big": big, "small": small, "other": other}


async def test_conditions_add_up_and_are_said_in_words(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    assert anna.last.text.startswith("Filter: 3 deals, ₴510K\nAll open deals.")
    await anna.tap("Amount")
    await anna.tap("From ₴100K")
    assert anna.last.text.startswith("Filter: 2 deals, ₴490K\nfrom ₴100,000\nLargest first")
    await anna.tap("No contact")
    await anna.tap("14 days")
    assert "from ₴100,000 · no contact for 14 days" in anna.last.text
    await anna.tap("Show 1 deal")
    assert anna.last.text.startswith("1 deal, ₴340K\nfrom ₴100,000 · no contact for 14 days\nLargest first")
    assert "🔴 Ромашка — Presentation" in anna.last.text
    await anna.tap("🔴 1 Ромашка")
    assert "deal No." in anna.last.text


async def test_lists_are_ticked_also_by_typing(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    await anna.tap("Pipeline")
    await anna.tap("B2C")
    assert anna.has_button("✅ B2C")
    await anna.tap("‹ To the filter")
    assert "Filter: 1 deal" in anna.last.text
    await anna.tap("Stage")
    await anna.say("zzz")
    assert "Nothing by “zzz”. Type another piece" in anna.last.text
    name = (await factory.stages("b2c_new"))[1].name
    await anna.say(name.upper())
    assert f"Found by “{name.upper()}”" in anna.last.text
    await anna.tap(name)
    assert f"· {name}" in anna.last.text
    assert "Filter: 0 deals" in anna.last.text
    await anna.tap(f"✓ {name}"[:12])
    await anna.tap("Any")
    await anna.tap("✓ B2C")
    await anna.tap("Any")
    assert "Filter: 3 deals" in anna.last.text


async def test_a_sentence_typed_over_an_open_list_is_not_lost(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    for part in ("Stage", "Amount"):
        await anna.say("/deals")
        await anna.tap("🔎 Filter")
        await anna.tap(part)
        await anna.say("Ромашка готовы купить за 300к в среду")
        assert "Ромашка" in anna.last.text
        assert "Nothing by" not in anna.last.text
        assert "do not understand" not in anna.last.text
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    await anna.tap("Stage")
    await anna.say("no such stage")
    assert "Nothing by “no such stage”" in anna.last.text


async def test_a_little_money_is_offered_in_thousands(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    await anna.tap("Amount")
    await anna.say("10-50")
    assert "Filter: 0 deals" in anna.last.text
    await anna.tap("₴10K – ₴50K?")
    assert "₴10,000 – ₴50,000" in anna.last.text
    assert not anna.has_button("₴10K")
    await anna.tap("✓ ₴10,000")
    await anna.say("100")
    assert anna.has_button("From ₴100K?"), "everything is found, and that is not what was meant"


async def test_a_condition_names_the_pipeline_of_a_stage_called_as_others(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    await anna.tap("Stage")
    await anna.say("payment")
    await anna.tap("Payment")
    assert "Payment (B2B: new clients)" in anna.last.text


async def test_typed_values_and_what_is_wrong_with_them(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    for part, bad, problem, good, said in (
        ("Amount", "<b>много</b>", "I do not understand the amount", "10k-50к", "₴10,000 – ₴50,000"),
        ("No contact", "0", "number of days from 1", "2 недели", "no contact for 14 days"),
        ("Created", "31.02", "I do not understand the dates", "с 1.11 по 30.11.2026", "created: 1 Nov – 30 Nov"),
        ("Expected close", "15.11-1.11.2026", "", "до 31.12.2026", "expected: up to 31 Dec"),
        ("Text", "%", "Too little to look for", "ваз <i>", "“ваз <i>”"),
    ):
        if not anna.has_button(part):
            await anna.tap("More ▾")
        await anna.tap(part)
        if problem:
            await anna.say(bad)
            assert problem in anna.last.text
        await anna.say(good)
        assert said in anna.last.text, anna.screen
    assert "Filter: 0 deals" in anna.last.text
    assert not anna.has_button("Show")
    await anna.tap("Clear all")
    assert "Filter: 3 deals" in anna.last.text


async def test_what_is_set_survives_a_restart_and_an_old_button(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    await anna.tap("Amount")
    await anna.tap("Up to ₴50K")
    old = anna.last
    talk.clock.advance(timedelta(days=90))
    await anna.say("/cancel")
    await anna.tap("Show 1 deal", message=old)
    assert "Vases" in next(message for message in anna.messages if message.id == old.id).text


async def test_only_leaders_choose_by_owner(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    oleg = await talk.manager("Oleg", team=team)
    await sold_flowers(talk, factory, anna)
    await factory.deal(await talk.actor(oleg), title="Oleg's")
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    assert not anna.has_button("Owner")
    await boris.say("/deals")
    await boris.tap("🔎 Filter")
    assert "Filter: 4 deals" in boris.last.text
    await boris.tap("Owner")
    await boris.tap("Oleg")
    await boris.tap("‹ To the filter")
    await boris.tap("Show 1 deal")
    assert "Oleg's" in boris.last.text
    assert not boris.has_button("Reassign")


async def test_own_fields_and_products(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    options = [{"id": 1, "name": "Kyiv <b>"}, {"id": 2, "name": "Lviv"}]
    city = FieldDefinition(name="City", kind=FieldKind.OPTION, options=options)
    area = FieldDefinition(name="Area", kind=FieldKind.NUMBER, options=[])
    day = FieldDefinition(name="Delivery", kind=FieldKind.DATE, options=[])
    await talk.add(city, area, day, Product(name="Rose", search_key="rose"))
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    await anna.tap("More ▾")
    await anna.tap("Product")
    await anna.tap("Rose")
    assert "Product: Rose" in anna.last.text
    await anna.tap("Any")
    if not anna.has_button("Own fields"):
        await anna.tap("More ▾")
    await anna.tap("Own fields")
    await anna.tap("City")
    await anna.tap("Kyiv <b>")
    await anna.tap("‹ To the filter")
    assert "City: Kyiv <b>" in anna.last.text
    await anna.tap("✓ City")
    await anna.tap("Area")
    await anna.say("many")
    assert "I do not understand the number" in anna.last.text
    await anna.say("5-10")
    assert "Area: 5 – 10" in anna.last.text
    await anna.tap("✓ Own fields 2")
    await anna.tap("Delivery")
    await anna.tap("Empty")
    assert "Delivery: empty" in anna.last.text


async def test_a_field_taken_out_of_use_while_it_is_asked_for(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    area = FieldDefinition(name="Area", kind=FieldKind.NUMBER, options=[])
    await talk.add(area)
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    if not anna.has_button("Own fields"):
        await anna.tap("More ▾")
    await anna.tap("Own fields")
    await anna.tap("Area")
    await archive(talk, FieldDefinition, area.id)
    await anna.say("5-10")
    assert "Not found" in anna.last.text
    assert "Filter: 0 deals" in anna.last.text


async def archive(talk: Talk, table: type[Any], id_: int) -> None:
    """Take something out of use."""
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        (await work.session.get_one(table, id_)).archived_at = talk.clock.now()


# --------------------------------------------------------------------------------------------------------- saved views
async def test_a_view_is_saved_opened_renamed_and_deleted(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    await anna.tap("Amount")
    await anna.tap("From ₴100K")
    await anna.tap("Save under a name")
    await anna.say("x" * 61)
    assert "60 characters at most" in anna.last.text
    await anna.say("Big <fish>")
    assert "Big <fish>: 2 deals" in anna.last.text
    await anna.say("/deals")
    await anna.tap("⭐ Big <fish>")
    assert anna.last.text.startswith("2 deals, ₴490K\nfrom ₴100,000")
    await anna.say("/deals")
    await anna.tap("More ▾")
    await anna.tap("Saved filters")
    await anna.tap("⭐ Big <fish>")
    assert not anna.has_button("Share with my people")
    old = anna.last
    await anna.say("/deals")
    await anna.tap("More ▾")
    await anna.tap("Saved filters")
    await anna.tap("⭐ Big <fish>")
    await anna.tap("Rename")
    await anna.say("Whales")
    assert "Whales: 2 deals" in anna.last.text
    await anna.tap("Delete", message=old)
    question = next(message for message in anna.messages if message.id == old.id)
    assert "Delete the saved filter Whales?" in question.text
    await anna.tap("Delete", message=question)
    assert anna.answer.text == "Deleted."
    await anna.say("/deals")
    assert not anna.has_button("⭐")


async def test_the_head_shares_a_view_and_a_manager_runs_it_on_own_deals(talk: Talk, factory: Factory) -> None:
    team, far = await talk.team(), await talk.team("Far")
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    vera = await talk.manager("Vera", team=far)
    await sold_flowers(talk, factory, anna)
    await factory.deal(await talk.actor(boris), title="Boris's own", amount=900_000_00)
    await boris.say("/deals")
    await boris.tap("🔎 Filter")
    await boris.tap("Amount")
    await boris.tap("From ₴100K")
    await boris.tap("Owner")
    await boris.tap("Boris")
    await boris.tap("‹ To the filter")
    await boris.tap("Save under a name")
    await boris.say("Mine")
    await boris.tap("Share with my people")
    assert "Your people have it" in boris.answer.text
    await anna.say("/deals")
    await anna.tap("⭐ Mine")
    assert anna.last.text.startswith("2 deals, ₴490K")
    assert "Left out, gone meanwhile: Owner" in anna.last.text
    await anna.say("/deals")
    await anna.tap("More ▾")
    await anna.tap("Saved filters")
    await anna.tap("👥 Mine · Boris")
    assert "Shared by Boris" in anna.last.text
    assert not anna.has_button("Delete")
    await vera.say("/deals")
    assert not vera.has_button("⭐ Mine")


async def test_a_view_whose_stage_and_field_are_gone_says_so(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    actor = await talk.actor(anna)
    stage = (await factory.stages())[2]
    asked = DealConditions(stages=(stage.id,), fields=(FieldCondition(77, FieldOp.FILLED),), amount=Range(100_000_00))
    now = talk.clock.now()
    await talk.add(SavedView(user_id=actor.user_id, name="Old", conditions=to_json(asked), created_at=now))
    await archive(talk, Stage, stage.id)
    await anna.say("/deals")
    await anna.tap("⭐ Old")
    assert f"Left out, gone meanwhile: Stage “{stage.name}”, Own fields." in anna.last.text
    assert anna.last.text.startswith("2 deals")


async def test_find_goes_on_with_a_filter(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await sold_flowers(talk, factory, anna)
    await anna.say("/find ромашка")
    await anna.tap("🔎 Only deals, with a filter")
    assert anna.last.text.startswith("Filter: 1 deal, ₴340K\nopen and closed · “ромашка”")


async def test_two_hundred_stages_page_and_are_found_by_typing(talk: Talk) -> None:
    anna = await talk.manager()
    pipeline = Pipeline(name="Endless " + "long " * 20, position=9)
    await talk.add(pipeline)
    await talk.add(
        *(
            Stage(pipeline_id=pipeline.id, name=f"Step {n} " + "of many words" * 5, kind=StageKind.OPEN, position=n)
            for n in range(200)
        )
    )
    await anna.say("/deals")
    await anna.tap("🔎 Filter")
    await anna.tap("Stage")
    assert any(label.startswith("1/") for label in anna.last.labels)
    await anna.say("step 187")
    await anna.tap("Step 187")
    assert "Step 187" in anna.last.text
