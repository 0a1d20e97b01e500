"""/pipelines in the chat: a pipeline made, its stages changed, one archived with deals on it and brought back."""

from __future__ import annotations

import pytest

from bot.sandbox.client import Person
from services.rules.actor import SYSTEM
from storage.tables import Stage
from tests.support.conversation import Talk
from tests.support.factory import Factory

CLASSIC = "B2B: new clients"


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def opened(talk: Talk, *way: str) -> Person:
    """An admin who has gone this way from the list of pipelines."""
    olga = await talk.admin()
    await olga.say("/pipelines")
    for label in way:
        await olga.tap(label)
    return olga


async def test_the_list_leads_to_a_stage_and_its_links(talk: Talk) -> None:
    olga = await opened(talk, CLASSIC)
    assert "10 stages" in olga.last
    assert olga.last.labels[0] == "1 Presentation"
    assert "1. Presentation · 10%" in olga.last.text
    await olga.tap("1 Presentation")
    assert olga.last.text.splitlines()[:2] == [
        "Presentation · B2B: new clients",
        "Stage 1 of 10, it means: open",
    ]
    assert "Tasks (1)" in olga.last.labels
    assert "Fields (0)" in olga.last.labels


@pytest.mark.parametrize(("label", "stages"), [("Nine classic stages", 10), ("Long pre-sale with an assessment", 12)])
async def test_a_pipeline_from_a_set(talk: Talk, label: str, stages: int) -> None:
    """S2-24, S0-44: named as one likes, taken back from the same message."""
    olga = await opened(talk, "➕ New pipeline", label)
    await olga.say("x" * 300)
    assert "up to 100 characters" in olga.last
    await olga.say("Tenders <b>&</b> 🙂")
    assert "Tenders <b>&</b> 🙂” added." in olga.last
    assert f"{stages} stages" in olga.last
    await olga.tap("Undo (24 h)")
    assert olga.last.text == "Taken back: Pipeline “Tenders <b>&</b> 🙂” added"
    await olga.say("/pipelines")
    assert "Tenders" not in olga.last


async def test_a_pipeline_is_renamed_moved_and_given_a_cycle(talk: Talk) -> None:
    olga = await opened(talk, "Warm-up", "More ▾", "Rename")
    await olga.say(CLASSIC.upper())
    assert "There is a pipeline called" in olga.last
    await olga.say("Cold")
    await olga.tap("More ▾")
    await olga.tap("↑")
    await olga.tap("Cycle")
    await olga.tap("long: days and weeks")
    assert "Cycle long: days and weeks" in olga.last
    await olga.tap("To the list")
    assert olga.last.labels[4:6] == ["Cold · 0", "Short cycle: up to 3 days · 0"]
    await olga.tap("Changes (3)")
    assert "Olga · Pipeline “Warm-up” is now called “Cold”" in olga.last
    await olga.tap("Undo 3")
    assert olga.last.text.startswith("Take back: ")
    await olga.tap("Take it back")
    await olga.tap("Open")
    assert "Warm-up" in olga.last


async def test_everything_of_a_stage_is_changed(talk: Talk) -> None:
    """S2-25, S1-16, S3-20."""
    olga = await opened(talk, CLASSIC, "2 General offer", "Rename")
    await olga.say("First offer")
    await olga.tap("Description")
    await olga.say("d" * 1001)
    assert "Too long" in olga.last
    await olga.say("What everybody should know <i>")
    await olga.tap("Days")
    await olga.say("whenever")
    assert "3 days, 8 h" in olga.last
    await olga.say("8 h")
    assert "expected: 8 h" in olga.last
    await olga.tap("Chance")
    await olga.tap("30%")
    await olga.tap("🔥 Hot")
    await olga.tap("Place")
    await olga.say("three")
    assert "not a number" in olga.last
    await olga.say("3")
    text = olga.last.text
    assert "First offer · B2B: new clients\nStage 3 of 10, it means: open · 🔥 hot" in text
    assert "Chance 30%" in text
    assert "What everybody should know <i>" in text
    await olga.tap("Meaning")
    await olga.tap("✓ won")
    assert "it means: won" in olga.last
    await olga.tap("Undo (24 h)")
    await olga.tap("Open")
    assert "3. 🔥 First offer · 30%" in olga.last.text


async def test_a_new_stage_and_its_undo(talk: Talk) -> None:
    olga = await opened(talk, CLASSIC, "➕ New stage")
    await olga.say("Presentation")
    assert "has a stage called Presentation" in olga.last
    await olga.say("Waiting")
    assert "Stage 9 of 11" in olga.last
    await olga.tap("Undo (24 h)")
    await olga.tap("Open")
    assert "Waiting" not in olga.last


async def test_a_stage_with_deals_asks_where_they_go(talk: Talk, factory: Factory) -> None:
    """S2-21: preview with the count, a receipt of its own, back for 24 hours."""
    anna = await talk.manager()
    for _ in range(3):
        await factory.deal(await talk.actor(anna), stage=1)
    olga = await opened(talk, CLASSIC, "2 General offer", "Archive")
    assert "3 open deals" in olga.last
    await olga.tap("→ Feedback and objections")
    assert "3 open deals → Feedback and objections" in olga.last
    await olga.tap("Archive, move 3 deals")
    assert "General offer" not in olga.last.text.partition("\n")[2]
    assert " · 35% · 3 open deals" in olga.last.text
    receipt = next(message for message in olga.bot_messages if "archived, 3 deals moved" in message.text)
    await olga.tap("Undo (24 h)", message=receipt)
    assert any("3 deals are back." in message.text for message in olga.bot_messages)
    await olga.say("/pipelines")
    await olga.tap(CLASSIC)
    assert "General offer · 20% · 3 open deals" in olga.last.text


async def test_a_pipeline_with_deals_asks_where_they_go(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await factory.deal(await talk.actor(anna), stage=5)
    olga = await opened(talk, CLASSIC, "More ▾", "Archive", "→ B2B: regular clients")
    assert "Payment → Payment: 1 deal" in olga.last
    await olga.tap("Archive, move 1 deal")
    await olga.tap("Archive (1)")
    await olga.tap(CLASSIC)
    await olga.tap("Use again")
    assert "is in use again" in olga.last


async def test_where_deals_go_is_chosen_by_hand(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    for stage in (2, 5):
        await factory.deal(actor, title=f"Deal {stage}", stage=stage)
    olga = await opened(talk, CLASSIC, "More ▾", "Archive", "→ B2B: regular clients")
    assert "Feedback and objections → Need: 1 deal" in olga.last
    proposed = olga.last
    await olga.tap("Choose stages")
    await olga.tap("1 Feedback*")
    assert "Feedback and objections: 1 deal. To which stage of B2B: regular clients?" in olga.last
    assert "✓ Need" in olga.last.labels
    await olga.tap("Payment")
    assert "1. Feedback and objections → Payment: 1 deal" in olga.last
    await olga.tap("All set")
    assert "Feedback and objections → Payment: 1 deal" in olga.last
    await olga.press_data(olga.last, proposed.keyboard[-1][0]["data"])
    assert "changed meanwhile" in olga.toast, "what was proposed first is not what is done now"
    await olga.tap("More ▾")
    await olga.tap("Archive")
    await olga.tap("→ B2B: regular clients")
    await olga.tap("Archive, move 2 deals")
    await anna.say("/deals")
    for number, title in ((1, "Deal 5"), (2, "Deal 2")):
        await anna.say("/deals")
        await anna.tap(f"{number} *")
        assert "Payment" in anna.last, title
    await olga.tap("Undo (24 h)")
    assert "2 deals" in olga.screen


async def test_two_admins_at_once_see_how_it_is_now(talk: Talk) -> None:
    olga = await opened(talk, CLASSIC, "2 General offer")
    petro = await talk.admin("Petro")
    await petro.say("/pipelines")
    await petro.tap(CLASSIC)
    await petro.tap("2 General offer")
    await petro.tap("🔥 Hot")
    await olga.tap("🔥 Hot")
    assert "changed meanwhile" in olga.toast
    assert "🔥 hot" in olga.last
    await olga.tap("Rename")
    await petro.tap("🔥 Not hot")
    await olga.say("Another offer")
    assert "What shall General offer be called?" in olga.last
    await olga.say("Another offer")
    assert "is now called “Another offer”" in olga.last
    await olga.tap("Rename")
    await petro.say("/pipelines")
    await petro.tap(CLASSIC)
    await petro.tap("2 Another offer")
    await petro.tap("Archive")
    await petro.tap("Archive")
    await olga.say("Another name")
    assert "Not found" in olga.last


async def test_a_button_of_an_archived_stage_leads_on(talk: Talk) -> None:
    olga = await opened(talk, CLASSIC, "2 General offer")
    petro = await talk.admin("Petro")
    await petro.say("/pipelines")
    await petro.tap(CLASSIC)
    await petro.tap("2 General offer")
    await petro.tap("Archive")
    await petro.tap("Archive")
    await olga.tap("🔥 Hot")
    assert "Pipelines" in olga.last


async def test_the_last_won_stage_stays(talk: Talk) -> None:
    olga = await opened(talk, CLASSIC, "9 NPS*", "Archive")
    assert "needs a stage for won deals" in olga.toast


async def test_two_hundred_stages_by_pages(talk: Talk) -> None:
    olga = await opened(talk)
    async with talk.app.db.read(SYSTEM, talk.clock.now()) as work:
        pipeline = (await work.session.get_one(Stage, 1)).pipeline_id
    await talk.add(
        *(Stage(pipeline_id=pipeline, name=f"Step {n}", kind="open", position=n, probability=0) for n in range(200))
    )
    await olga.tap(CLASSIC)
    assert "210 stages" in olga.last
    assert "1/21" in olga.last.labels
    await olga.tap("1 Presentation")
    await olga.tap("Place")
    await olga.say("150")
    assert "Stage 150 of 210" in olga.last


async def test_managers_have_no_such_command(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/pipelines")
    assert "no such command" in anna.last.text
