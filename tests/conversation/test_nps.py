"""NPS in the chat: one tap, why, thanks; the alert with the phone; the manager who asks in person (S2-64…S2-68)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.sandbox.client import Person
from services import policy, stages
from services.rules.actor import SYSTEM
from services.rules.kinds import StageKind
from storage import company
from storage.tables import Client, Contact, Deal, NpsPoll, Setting
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.pushes import kyiv


@dataclass
class Sale:
    """Boris, his manager Anna, and Ivan of Romashka, who buys."""

    talk: Talk
    boris: Person
    anna: Person
    ivan: Person

    async def win(self, *, in_telegram: bool = True) -> Deal:
        """Anna wins a deal with Ivan (or with somebody who is not in Telegram)."""
        factory, actor = Factory(self.talk.app.db, self.talk.clock), await self.talk.actor(self.anna)
        async with self.talk.app.db.write(actor, self.talk.clock.now()) as work:
            contact = await work.session.scalar(select(Contact).where(Contact.telegram_id == self.ivan.id))
            assert contact is not None
            contact.phone = "+380501112233"
            client = await work.session.get_one(Client, contact.client_id)
        if not in_telegram:
            client = await factory.client("Lily", owner=actor)
            contact = await factory.contact(client, "Katya", "+380671112233")
        deal = await factory.deal(actor, title="Supply", client=client, contact=contact, amount=120_000_00)
        async with self.talk.app.db.write(actor, self.talk.clock.now()) as work:
            row = await work.session.get_one(Deal, deal.id)
            found = await company.stages(work, row.pipeline_id)
            won = next(stage for stage in found if stage.kind is StageKind.WON)
            await stages.enter(work, await policy.load(work), row, won)
        return deal

    async def asked(self) -> None:
        """Two hours later the client has the question."""
        await self.win()
        await self.talk.later(hours=2)
        for person in (self.boris, self.anna, self.ivan):
            await person.mark()

    async def poll(self) -> NpsPoll:
        """The poll as it is stored."""
        async with self.talk.app.db.read(SYSTEM, self.talk.clock.now()) as work:
            return (await work.session.scalars(select(NpsPoll))).one()


@pytest.fixture
async def sale(talk: Talk) -> Sale:
    """The three of them."""
    id_ = await talk.team()
    boris = await talk.head(team=id_)
    anna = await talk.manager("Anna", team=id_)
    return Sale(talk, boris, anna, await talk.buyer("Ivan", owner=anna))


async def test_one_tap_then_why_then_thanks(sale: Sale) -> None:
    async with sale.talk.app.db.write(SYSTEM, sale.talk.clock.now()) as work:
        work.session.add(Setting(name="name", value="House & Garden", updated_at=sale.talk.clock.now()))
    await sale.asked()
    question = sale.ivan.last
    assert question.text == (
        "Hello, Ivan! You have bought from “House & Garden”.\n"
        "Would you recommend us to friends? 0 — certainly not, 10 — certainly."
    )
    assert question.buttons == [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]
    await sale.ivan.begin_taps("client: answer NPS", 1)
    await sale.ivan.tap("9")
    assert await sale.ivan.taps() == 1
    assert sale.ivan.last.text == "Thank you! Your score: 9.\nAnd what influenced it most? One word is enough."
    await sale.ivan.say("Quick delivery")
    assert sale.ivan.last.text == "Thank you, this helps us get better!"
    poll = await sale.poll()
    assert (poll.score, poll.reason) == (9, "Quick delivery")
    await sale.talk.pushed()
    assert "Score" not in sale.boris.last.text


async def test_a_client_is_asked_on_the_scale_the_company_has_chosen(sale: Sale) -> None:
    """S2-69: the scale is chosen in the chat; polls that were sent keep theirs."""
    olga = await sale.talk.admin()
    await olga.say("/settings")
    await olga.tap("Client polls")
    assert "Promoters: 9–10\nNeutral: 7–8\nDetractors: 0–6" in olga.last.text
    await olga.tap("1–5")
    assert "Promoters: 5\nNeutral: 4\nDetractors: 1–3" in olga.last.text
    assert "✓ 1–5" in olga.last.labels
    await sale.asked()
    assert sale.ivan.last.labels == ["1", "2", "3", "4", "5"]
    await olga.tap("0–10")
    await sale.ivan.tap("3")
    await sale.talk.pushed()
    assert "Low score 3 of 5" in await sale.boris.until("Low score")


async def test_a_low_score_reaches_the_head_at_once_with_the_phone(sale: Sale) -> None:
    await sale.asked()
    await sale.ivan.tap("4")
    await sale.talk.pushed()
    for person in (sale.boris, sale.anna):
        alert = await person.until("Low score")
        assert alert.text == "🔴 Low score 4 of 10: Supply\nIvan · +380 50 111 2233\n₴120,000 · Anna"
        assert alert.labels == ["Add the reason", "📋 Number", "Card"]
        await person.mark()
    await sale.ivan.say("A day <late>")
    await sale.talk.pushed()
    assert "A day <late>" in (await sale.boris.until("Low score")).text


async def test_at_once_means_also_in_the_evening(sale: Sale) -> None:
    await sale.asked()
    sale.talk.clock.set(kyiv("2026-11-24 22:30"))
    await sale.ivan.tap("2")
    await sale.talk.pushed()
    await sale.boris.until("Low score 2 of 10")


async def test_a_slip_of_the_finger_is_mended(sale: Sale) -> None:
    await sale.asked()
    await sale.ivan.tap("0")
    await sale.ivan.tap("Change the score")
    await sale.ivan.tap("10")
    assert "Your score: 10" in sale.ivan.last.text
    await sale.talk.pushed()
    corrected = await sale.boris.until("corrected")
    assert corrected.text.startswith("Score 10 of 10: Supply\nThe client has corrected it: it was 0.")
    await sale.ivan.tap("Skip")
    assert "Thank you" in sale.ivan.last.text
    assert sale.ivan.last.labels == []


async def test_an_old_button_after_the_answer_thanks_again(sale: Sale) -> None:
    await sale.asked()
    question = sale.ivan.last
    eight = next(button for row in question.keyboard for button in row if button["text"] == "8")["data"]
    await sale.ivan.tap("9")
    await sale.ivan.tap("Skip")
    await sale.ivan.press_data(question, eight)
    assert sale.ivan.toast == "You have answered already. Thank you!"
    assert (await sale.poll()).score == 9


async def test_what_a_client_writes_much_later_is_no_reason(sale: Sale) -> None:
    await sale.asked()
    await sale.ivan.tap("9")
    await sale.talk.later(hours=4)
    await sale.ivan.say("Hello, I need two more benches")
    assert (await sale.poll()).reason is None


async def test_nobody_is_asked_at_night(sale: Sale) -> None:
    sale.talk.clock.set(kyiv("2026-11-24 19:30"))
    await sale.win()
    await sale.ivan.mark()
    await sale.talk.at(kyiv("2026-11-24 22:00"))
    assert "recommend" not in sale.ivan.last.text
    await sale.talk.at(kyiv("2026-11-25 08:30"))
    await sale.ivan.until("recommend")


async def test_one_gentle_repeat(sale: Sale) -> None:
    await sale.asked()
    await sale.talk.later(days=3)
    assert (await sale.ivan.until("reminder")).text.startswith("Ivan, a small reminder: one tap would help us a lot.")
    await sale.ivan.mark()
    await sale.talk.later(days=3)
    await sale.talk.later(days=3)
    assert sum("recommend" in message.text for message in sale.ivan.bot_messages) == 2
    await sale.ivan.tap("7")
    assert "Your score: 7" in sale.ivan.last.text


async def test_a_manager_asks_in_person_and_enters_it(sale: Sale) -> None:
    await sale.win(in_telegram=False)
    await sale.talk.later(hours=2)
    await sale.anna.say("/tasks")
    await sale.anna.tap("1 Lily")
    card = sale.anna.last
    assert card.text.startswith("Ask for a score: Supply\nKatya · +380 67 111 2233\n₴120,000 · Anna")
    assert card.buttons[:2] == [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]
    await sale.anna.tap("3")
    assert "Low score 3 of 10" in sale.anna.last.text
    await sale.anna.tap("Add the reason")
    await sale.anna.say("Scratches")
    assert "Scratches" in sale.anna.last.text
    await sale.talk.pushed()
    assert "Scratches" in (await sale.boris.until("Low score 3")).text


async def test_a_client_who_gives_no_score(sale: Sale) -> None:
    await sale.win(in_telegram=False)
    await sale.talk.later(hours=2)
    await sale.anna.say("/tasks")
    await sale.anna.tap("1 Lily")
    card = sale.anna.last
    nine = next(button for row in card.keyboard for button in row if button["text"] == "9")["data"]
    await sale.anna.tap("Gives no score")
    assert sale.anna.last.text.startswith("No score: Supply")
    await sale.anna.press_data(card, nine)
    assert sale.anna.answer.alert
    assert (await sale.poll()).score is None


async def test_a_client_who_blocked_the_bot_becomes_a_task(sale: Sale) -> None:
    await sale.win()
    await sale.ivan.block()
    await sale.talk.later(hours=2)
    await sale.talk.later(minutes=5)
    await sale.anna.say("/tasks")
    assert "Ask for a score" in sale.anna.last.text
    assert (await sale.poll()).task_id is not None


async def test_another_persons_poll_is_not_found(sale: Sale) -> None:
    await sale.asked()
    nine = next(button for row in sale.ivan.last.keyboard for button in row if button["text"] == "9")["data"]
    emma = await sale.talk.stranger("Emma")
    await emma.start()
    await emma.press_data(emma.last, nine)
    assert (await sale.poll()).score is None


async def test_a_sale_nobody_asked_about_is_asked_from_its_card(sale: Sale) -> None:
    """The audit leads to the deal; its card asks, in Telegram or by a task."""
    for in_telegram, toast in ((True, "asked in Telegram"), (False, "there is a task to ask")):
        deal = await sale.win(in_telegram=in_telegram)
        async with sale.talk.app.db.write(SYSTEM, sale.talk.clock.now()) as work:
            row = await work.session.get_one(Deal, deal.id)
            row.closed_at = sale.talk.clock.now() - timedelta(days=20)
        await sale.anna.say(f"/find {deal.id}")
        await sale.anna.tap("💼 1 *")
        await sale.anna.tap("⭐ Ask for a score")
        assert toast in sale.anna.toast
        assert not sale.anna.has_button("⭐ Ask for a score")
