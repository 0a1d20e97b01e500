"""/deals and the deal card: stages, typed values, notes, handing over, and what is stale by the time it is pressed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.sandbox.client import Person
from bot.ui.history import FileShow
from services.rules.kinds import ActivityKind, StageKind
from services.rules.target import Target
from storage.tables import Activity, Deal
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory

HOSTILE = ("<b>Ромашка & Co</b> 👩‍👩‍👧‍👦 " * 20)[:300]


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def a_deal(talk: Talk, factory: Factory, person: Person, title: str = "Supply", stage: int = 0) -> Deal:
    """A deal of a person, opened on the card."""
    deal = await factory.deal(await talk.actor(person), title=title, stage=stage, amount=120_000_00)
    await person.say("/deals")
    await person.tap(f"1 {title[:10]}*")
    return deal


async def row(talk: Talk, deal: Deal) -> Deal:
    """The deal as it is stored."""
    reader = Committed(talk.app.db.url)
    try:
        found: Deal = await reader.one(Deal, Deal.id == deal.id)
        return found
    finally:
        await reader.close()


async def events(talk: Talk) -> list[Activity]:
    """What was recorded."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(Activity)
    finally:
        await reader.close()


async def test_a_deal_goes_through_its_stages_to_the_sale(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await a_deal(talk, factory, anna)
    assert "1 of 9: Presentation" in anna.last
    assert "▰▱▱▱▱▱▱▱▱" in anna.last
    for name in (
        "General offer", "Feedback and objections", "Individual offer", "Contract and invoice", "Payment",
        "Service or shipment", "Closing documents",
    ):  # fmt: skip
        await anna.tap(f"{name} →")
        assert anna.toast == f"Stage: {name}"
    await anna.tap("🎉 Won")
    assert anna.toast == "🎉 Won: ₴120,000!"
    assert anna.last.text.startswith("🎉 Supply")
    assert not anna.has_button("Refusal")
    assert not anna.has_button("📞 Call")
    assert (await row(talk, deal)).status is StageKind.WON


async def test_what_happens_on_a_stage_is_on_the_card_as_the_company_describes_it(talk: Talk, factory: Factory) -> None:
    """S2-25: the admin describes a stage, the manager reads it where the deal is."""
    olga, anna = await talk.admin(), await talk.manager()
    deal = await factory.deal(await talk.actor(anna), stage=1)
    await olga.say("/pipelines")
    for label in ("B2B: new clients", "2 General offer", "Description"):
        await olga.tap(label)
    await olga.say("Send the price list & ask <what> they use now")
    await anna.say("/deals")
    await anna.tap(f"1 {deal.title[:10]}*")
    assert "📌 Send the price list & ask <what> they use now" in anna.last


async def test_a_stage_back_and_any_stage(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_deal(talk, factory, anna, stage=3)
    await anna.tap("More")
    await anna.tap("← Stage back")
    assert "3 of 9" in anna.last
    await anna.tap("More")
    await anna.tap("Any stage")
    assert "✓ Feedback and objections" in anna.last.labels
    await anna.tap("Payment")
    assert "6 of 9: Payment" in anna.last


async def test_the_second_of_two_taps_changes_nothing_and_shows_the_card(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_deal(talk, factory, anna)
    button = next(item for line in anna.last.keyboard for item in line if "General offer" in item["text"])
    for _ in range(2):
        await anna.press_data(anna.last, button["data"])
    assert anna.toast == "This has changed meanwhile. Here is how it is now."
    assert anna.answer.alert
    assert "2 of 9: General offer" in anna.last


async def test_of_two_people_at_once_one_wins_and_the_other_sees_it(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await a_deal(talk, factory, anna)
    await boris.say("/deals")
    await boris.tap("*Supply*")
    assert "Anna" in boris.last
    await boris.tap("General offer →")
    await anna.tap("General offer →")
    assert "changed meanwhile" in anna.toast
    assert "2 of 9: General offer" in anna.last
    assert anna.has_button("Feedback and objections →")


async def test_a_button_of_a_deal_that_is_gone_to_a_colleague(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris = await talk.head(team=team)
    anna, _ = await talk.manager(team=team), await talk.manager("Oleg", team=team)
    await a_deal(talk, factory, anna)
    await boris.say("/deals")
    await boris.tap("*Supply*")
    await boris.tap("More")
    await boris.tap("👤 Hand over")
    await boris.tap("Oleg")
    assert boris.toast == "Handed over to Oleg."
    await anna.tap("General offer →")
    assert anna.toast.startswith("Not found")
    assert "Not found" in anna.last
    assert anna.has_button("Menu")


async def test_the_amount_is_typed_as_people_type_it(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("Amount")
    assert "now ₴120,000" in anna.last
    for bad in ("a lot", "-5", "12,5,5", "1" * 40, "10²"):
        await anna.say(bad)
        assert "This is not an amount" in anna.last, bad
    await anna.say("1,5 млн")
    assert "₴1,500,000" in anna.last
    assert (await row(talk, deal)).amount == 1_500_000_00
    await anna.say("7000")
    assert (await row(talk, deal)).amount == 1_500_000_00  # nothing is asked any more


async def test_a_button_ends_the_waiting_for_a_text(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("Amount")
    await anna.tap("Back")
    await anna.say("999")
    assert (await row(talk, deal)).amount == 120_000_00


async def test_the_expected_day(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("Expected date")
    for bad, said in (
        ("31.02", "no such day"),
        ("1.11.2026", "already passed"),
        ("45.13", "no such day"),
    ):
        await anna.say(bad)
        assert said in anna.last, bad
    await anna.say("25.12")
    assert (await row(talk, deal)).expected_close == date(2026, 12, 25)
    await anna.tap("More")
    await anna.tap("Expected date")
    await anna.tap("31 Dec")
    assert (await row(talk, deal)).expected_close == date(2026, 12, 31)
    await anna.tap("More")
    await anna.tap("Expected date")
    await anna.tap("📅 Other day")
    await anna.tap("30")
    assert (await row(talk, deal)).expected_close == date(2026, 11, 30)
    talk.clock.advance(timedelta(days=7))
    await anna.say("/deals")
    await anna.tap("*Supply*")
    assert "🔴 expected yesterday" in anna.last


async def test_what_was_typed_too_late_is_not_stored(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    deal = await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("Amount")
    await talk.app.services.deals.step(await talk.actor(boris), deal.id, deal.version, 1)
    await anna.say("5000")
    assert "This has changed meanwhile" in anna.last
    assert "2 of 9" in anna.last
    assert (await row(talk, deal)).amount == 120_000_00


async def test_a_new_name_of_any_kind(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("Rename")
    await anna.say("x" * 301)
    assert "300 characters at most" in anna.last
    await anna.say(HOSTILE)
    assert (await row(talk, deal)).title == " ".join(HOSTILE.split())
    assert "<b>Ромашка & Co</b>" in anna.last
    for button in ("More", "🕓 History", "Back"):
        await anna.tap(button)
    await anna.say("/deals")
    assert "1. Supply — Presentation" in anna.last, "the client; the title where one has several deals"


async def test_notes_typed_spoken_and_sent(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_deal(talk, factory, anna)

    async def ask() -> None:
        await anna.tap("More")
        await anna.tap("✏️ Note")

    await ask()
    await anna.say("asks for <20%> off")
    assert "note: asks for <20%> off" in anna.last
    await ask()
    await anna.voice()
    assert "file 📎" in anna.last
    await ask()
    await anna.send_file(b"%PDF-1.4", "offer.pdf", caption="our offer")
    assert "file 📎: our offer" in anna.last
    await ask()
    await anna.sticker()
    assert "can't use this here" in anna.last
    found = await events(talk)
    assert [(one.kind, one.text) for one in found] == [
        (ActivityKind.NOTE, "asks for <20%> off"),
        (ActivityKind.FILE, ""),
        (ActivityKind.FILE, "our offer"),
    ]
    assert found[2].file is not None
    assert found[2].file["name"] == "offer.pdf"


async def test_a_voice_note_and_a_file_are_sent_back(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("✏️ Note")
    await anna.send_file(b"OggS", "note.ogg", kind="voice")
    await anna.tap("📎 today 10:00")
    assert anna.last.view["voice"]["url"]
    assert "Supply · today 10:00, Anna" in anna.last
    await anna.say("/deals")
    await anna.tap("*Supply*")
    await anna.tap("More")
    await anna.tap("✏️ Note")
    talk.clock.advance(timedelta(minutes=5))
    await anna.send_file(b"%PDF-1.4", "offer.pdf", caption="our <offer>")
    await anna.tap("More")
    await anna.tap("🕓 History")
    assert anna.has_button("📎 today 10:00")
    await anna.tap("📎 our <offer> · today 10:05")
    assert "document" in anna.last.view
    assert "our <offer>" in anna.last.text
    oleg = await talk.manager("Oleg")
    await oleg.press_data(oleg.last, FileShow(activity=(await events(talk))[0].id).pack())
    assert "Supply" not in oleg.last, "who may not see the deal does not hear it either"


async def test_a_redelivered_note_is_written_once(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("✏️ Note")
    await anna.say("once")
    await talk.client.redeliver(anna.update_id)
    assert len(await events(talk)) == 1


async def test_an_offer_and_a_call_of_the_client(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("📨 Offer sent")
    assert anna.toast == "Noted: the offer is sent."
    assert "offer sent" in anna.last
    await anna.tap("More")
    await anna.tap("☎️ Client called")
    assert "how did it end?" in anna.last
    await anna.tap("Thinking it over")
    kinds = [(one.kind, one.result) for one in await events(talk)]
    assert kinds == [(ActivityKind.OFFER, "sent"), (ActivityKind.CALL, "thinking")]


async def test_an_offer_on_a_deal_without_a_task_asks_when_to_call(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_deal(talk, factory, anna)
    await anna.tap("✅ Prepare and hold the presentation")
    await anna.tap("Skip")
    assert "🔴 No task" in anna.last
    await anna.tap("More")
    await anna.tap("📨 Offer sent")
    assert "Supply: when do we ask about the offer?" in anna.last.text
    await anna.say("tomorrow 15:30")
    assert "offer sent" in anna.last
    assert "▫️ Call — tomorrow 15:30, promised" in anna.last.text
    assert "🔴" not in anna.last.text


async def test_a_refused_deal_shows_why_and_opens_again(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    deal = await a_deal(talk, factory, anna, stage=2)
    await anna.tap("Refusal")
    await anna.tap("Was just looking")
    await anna.say("/deals")
    await anna.tap("More ▾")
    await anna.tap("Refused 1")
    await anna.tap("*Supply*")
    assert "Refused today 10:00: Was just looking" in anna.last
    assert not anna.has_button("Refusal")
    await anna.tap("↩️ Back to a stage")
    await anna.tap("General offer")
    assert "2 of 9: General offer" in anna.last
    assert (await row(talk, deal)).status is StageKind.OPEN
    await boris.say("/tasks")
    assert "Check a refusal" not in boris.last


async def test_the_lists_with_owners_for_the_head(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna, oleg = (
        await talk.head(team=team), await talk.manager(team=team), await talk.manager("Oleg", team=team)
    )  # fmt: skip
    for person in (anna, oleg):
        actor = await talk.actor(person)
        for number in range(6):
            await factory.deal(actor, title=f"{person.name} {number}")
    await boris.say("/deals")
    assert "Deals: Open 12" in boris.last
    assert "(Anna)" in boris.last
    await boris.tap("›")
    assert "(Oleg)" in boris.last
    assert boris.has_button("2/2")
    await anna.say("/deals")
    assert "My deals: Open 6" in anna.last
    assert "Oleg" not in anna.last
    await anna.tap("More ▾")
    await anna.tap("Won 0")
    assert "No deals here." in anna.last


async def test_the_history_turns_pages(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await a_deal(talk, factory, anna)
    actor = await talk.actor(anna)
    for number in range(15):
        await talk.app.services.deals.note(actor, deal.id, f"note {number}", key=f"k{number}")
    await anna.tap("More")
    await anna.tap("🕓 History")
    assert "note: note 14" in anna.last
    await anna.tap("›")
    assert "deal opened: “Supply”" in anna.last
    assert '<blockquote class="expandable">' in anna.last.html
    await anna.tap("Back")
    assert "1 of 9" in anna.last


async def test_buttons_work_weeks_later(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await a_deal(talk, factory, anna)
    talk.clock.advance(timedelta(days=40))
    await anna.tap("General offer →")
    assert "2 of 9" in anna.last
    assert (await row(talk, deal)).stage_id != deal.stage_id


async def test_a_stale_button_of_a_refused_deal(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    deal = await a_deal(talk, factory, anna)
    target = Target("deal", deal.id)
    await talk.app.services.refusals.refuse(await talk.actor(boris), target, deal.version, await factory.loss_reason())
    await anna.tap("Refusal")
    assert anna.toast == "This deal is closed already."
    assert "Refused today 10:00: Expensive" in anna.last
