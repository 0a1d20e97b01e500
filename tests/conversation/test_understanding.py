"""Free text and things sent, in the chat: understood, corrected, confirmed; nothing is written before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.client import Person
from services.rules.kinds import ActivityKind, CallOutcome, PromiseState, StageKind, TaskKind, TaskStatus
from storage.tables import Activity, Deal, Lead, Promise, Task
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def rows(talk: Talk, table: Any) -> list[Any]:
    """All rows as committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(table)
    finally:
        await reader.close()


async def company(talk: Talk, factory: Factory, language: str = "en") -> tuple[Person, Deal]:
    """A manager with one deal of Ромашка."""
    anna = await talk.manager(language=language)
    actor = await talk.actor(anna)
    client = await factory.client("Ромашка", actor)
    return anna, await factory.deal(actor, title="Поставка", client=client, amount=100_000_00)


async def open_contacts(talk: Talk) -> list[Task]:
    """Planned calls and meetings."""
    kinds = (TaskKind.CALL, TaskKind.MEETING)
    return [task for task in await rows(talk, Task) if task.kind in kinds and task.status is TaskStatus.OPEN]


def kyiv(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the Kyiv clock."""
    return datetime(2026, 11, day, hour - 2, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Ромашке перезвонить завтра в 11, просят скидку"),
        ("uk", "Ромашці передзвонити завтра об 11, просять знижку"),
        ("en", "call Ромашка back tomorrow at 11, they want a discount"),
    ],
)
async def test_a_call_to_come_is_planned_after_one_confirm(
    talk: Talk, factory: Factory, language: str, text: str
) -> None:
    anna, deal = await company(talk, factory, language)
    before = await rows(talk, Activity)
    await anna.begin_taps("free text", 1)
    await anna.say(text)
    assert "Ромашка · Поставка" in anna.last.text
    assert "11:00" in anna.last.text
    assert await rows(talk, Activity) == before
    assert not await open_contacts(talk)
    await anna.tap("✅ *")
    assert await anna.taps() <= 1
    (call,) = await open_contacts(talk)
    assert (call.deal_id, call.due_at, call.promised) == (deal.id, kyiv(25, 11), True)
    assert [row.text for row in await rows(talk, Activity)] == [text]
    assert [promise.state for promise in await rows(talk, Promise)] == [PromiseState.OPEN]


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "не дозвонился до Ромашки"), ("uk", "не додзвонився до Ромашки"), ("en", "no answer from Ромашка")],
)
async def test_a_call_in_vain_plans_the_next_try(talk: Talk, factory: Factory, language: str, text: str) -> None:
    anna, _ = await company(talk, factory, language)
    await anna.say(text)
    await anna.tap("✅ *")
    (call,) = await rows(talk, Activity)
    assert (call.kind, call.outcome, call.text) == (ActivityKind.CALL, CallOutcome.NOT_REACHED, text)
    assert [task.attempt for task in await open_contacts(talk)] == [1]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Встретились с Ромашкой, договорились на 250к, созвон в пятницу в 12"),
        ("uk", "Зустрілися з Ромашкою, домовились на 250к, дзвінок у п'ятницю о 12"),
        ("en", "met with Ромашка, agreed on 250k, call on friday at 12"),
    ],
)
async def test_a_meeting_held_with_its_amount_and_next_call(
    talk: Talk, factory: Factory, language: str, text: str
) -> None:
    anna, deal = await company(talk, factory, language)
    await anna.say(text)
    assert "→" in anna.last.text
    await anna.tap("✅ *")
    assert [row.kind for row in await rows(talk, Activity)] == [ActivityKind.MEETING]
    (task,) = await open_contacts(talk)
    assert (task.kind, task.due_at) == (TaskKind.CALL, kyiv(27, 12))
    (stored,) = await rows(talk, Deal)
    assert (stored.id, stored.amount) == (deal.id, 250_000_00)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Ромашка отказ, дорого"),
        ("uk", "Ромашка відмова, дорого"),
        ("en", "Ромашка refused, too expensive"),
    ],
)
async def test_a_refusal_with_its_reason_said_is_one_tap(
    talk: Talk, factory: Factory, language: str, text: str
) -> None:
    """A finding: "refused, expensive" was answered by the list of nine reasons."""
    anna, _ = await company(talk, factory, language)
    await anna.begin_taps("refusal by text", 1)
    await anna.say(text)
    await anna.tap("⛔ *Expensive")
    assert await anna.taps() <= 1
    (deal,) = await rows(talk, Deal)
    assert deal.status is StageKind.LOST
    assert text in [row.text for row in await rows(talk, Activity)]


async def test_a_refusal_without_a_reason_asks_for_it(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.begin_taps("refusal by text", 2)
    await anna.say("Ромашка refused")
    await anna.tap("✅ *")
    await anna.tap("Expensive")
    assert await anna.taps() <= 2
    (deal,) = await rows(talk, Deal)
    assert deal.status is StageKind.LOST


async def test_another_reason_than_the_one_said(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.say("Ромашка refused, too expensive")
    await anna.tap("Another reason")
    await anna.tap("Duplicate")
    (deal,) = await rows(talk, Deal)
    assert deal.status is StageKind.LOST


async def test_an_offer_and_a_payment(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.say("скинул КП Ромашке на 120к, перезвонить в четверг в 15")
    assert "Offer sent" in anna.last.text
    await anna.tap("✅ Write down")
    assert "Next contact" in (anna.toast or "")
    await anna.say("Ромашка оплатила 45 000")
    assert "Payment received" in anna.last.text
    assert "₴45,000" in anna.last.text
    await anna.tap("✅ Write down")
    kinds = [(row.kind, row.result) for row in await rows(talk, Activity)]
    assert kinds == [(ActivityKind.OFFER, "sent"), (ActivityKind.NOTE, "payment")]
    (deal,) = await rows(talk, Deal)
    assert deal.amount == 120_000_00
    assert [task.due_at for task in await open_contacts(talk)] == [kyiv(26, 15)]


async def test_every_part_can_be_corrected(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    other = await factory.deal(await talk.actor(anna), title="Лютик")
    await anna.say("Ромашка скинул КП 120к, перезвонить завтра")
    await anna.tap("No amount")
    assert "→" not in anna.last.text
    await anna.tap("Other action")
    await anna.tap("✅ We talked")
    assert "Call: we talked" in anna.last.text
    await anna.tap("📅 Time")
    await anna.say("пт 16:00")
    assert "16:00" in anna.last.text
    await anna.tap("Other record")
    await anna.say("лютиком")
    assert "Лютик" in anna.last.text
    await anna.tap("✅ Write down")
    (call,) = await rows(talk, Activity)
    assert (call.deal_id, call.kind, call.outcome) == (other.id, ActivityKind.CALL, CallOutcome.REACHED)
    assert [(task.deal_id, task.due_at) for task in await open_contacts(talk)] == [(other.id, kyiv(27, 16))]
    assert {deal.amount for deal in await rows(talk, Deal)} == {100_000_00, 100_000}


async def test_only_a_note_and_nothing_at_all(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.say("Ромашка перезвонить завтра")
    await anna.tap("📝 Only a note")
    await anna.tap("✅ Write down")
    assert [row.kind for row in await rows(talk, Activity)] == [ActivityKind.NOTE]
    await anna.say("Ромашка перезвонить завтра")
    await anna.tap("🗑 Nothing")
    assert "nothing was written" in anna.last.text
    assert len(await rows(talk, Activity)) == 1
    assert not await open_contacts(talk)


async def test_several_candidates_are_chosen_by_buttons(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    await factory.deal(actor, title="Вектор Север")
    await factory.deal(actor, title="Вектор Юг")
    await anna.say("вектор перезвонить завтра в 12")
    assert "Who is it about?" in anna.last.text
    await anna.tap("💼 Вектор Юг*")
    await anna.tap("✅ Write down")
    assert len(await open_contacts(talk)) == 1


async def test_nobody_found_becomes_an_inquiry_with_the_text(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await anna.say("Незабудка перезвонить завтра в 12")
    assert "Nobody found for “Незабудка”." in anna.last.text
    await anna.tap("🆕 New inquiry")
    assert "New inquiry: Незабудка" in anna.last.text
    await anna.tap("✅ Create")
    (lead,) = await rows(talk, Lead)
    assert (lead.name, lead.need) == ("Незабудка", "Незабудка перезвонить завтра в 12")


async def test_only_what_the_person_may_see_is_found(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    oleg = await talk.manager("Oleg")
    await factory.deal(await talk.actor(oleg), title="Ромашка")
    await anna.say("Ромашка перезвонить завтра в 12")
    assert "Nobody found" in anna.last.text


async def test_a_text_without_a_name_is_about_the_record_in_hand(talk: Talk, factory: Factory) -> None:
    anna, deal = await company(talk, factory)
    await anna.say("не взял трубку")
    assert "Who is it about?" in anna.last.text
    await anna.say("ромашка")
    assert "Поставка" in anna.last.text
    assert f"deal No. {deal.id}" in anna.last.text
    await anna.say("не взял трубку")
    assert "Ромашка · Поставка" in anna.last.text
    await talk.later(minutes=40)
    await anna.say("не взял трубку")
    assert "Who is it about?" in anna.last.text


async def test_a_time_that_is_missing_or_gone_is_asked_for(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.say("Ромашка перезвонить")
    assert "When? Choose a time." in anna.last.text
    assert not anna.has_button("✅ Write down")
    await anna.tap("📅 When?")
    await anna.tap("Tomorrow 10:00")
    await anna.tap("✅ Write down")
    assert [task.due_at for task in await open_contacts(talk)] == [kyiv(25, 10)]
    await anna.say("Ромашка перезвонить сегодня в 9:00")
    assert "already passed" in anna.last.text


async def test_a_second_press_writes_nothing_more(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.say("не дозвонился до Ромашки")
    question = anna.last
    await anna.tap("✅ Write down")
    await anna.press_data(question, next(button["data"] for row in question.keyboard for button in row))
    assert len(await rows(talk, Activity)) == 1
    assert "deal No." in anna.last.text


async def test_a_change_meanwhile_redraws_the_card(talk: Talk, factory: Factory) -> None:
    anna, deal = await company(talk, factory)
    await anna.say("не дозвонился до Ромашки")
    actor = await talk.actor(anna)
    await talk.app.services.deals.set_amount(actor, deal.id, deal.version, 5_000_00)
    await anna.tap("✅ Write down")
    assert not await rows(talk, Activity)
    await anna.tap("✅ Write down")
    assert len(await rows(talk, Activity)) == 1


async def test_moving_a_planned_call_by_text_gives_the_text_as_the_reason(talk: Talk, factory: Factory) -> None:
    anna, deal = await company(talk, factory)
    call = await factory.call(deal, await talk.actor(anna))
    await anna.say("Ромашка перезвонить завтра в 11, директор уехал")
    await anna.tap("✅ Write down")
    (moved,) = await open_contacts(talk)
    assert (moved.id, moved.due_at, moved.moves) == (call.id, kyiv(25, 11), 1)


async def test_clients_and_strangers_go_their_old_way(talk: Talk, factory: Factory) -> None:
    sam = await talk.stranger("Sam")
    await sam.start()
    await sam.say("Ромашка перезвонить завтра в 11")
    assert "Write down" not in sam.screen
    ivan = await talk.buyer("Ivan")
    await ivan.say("оплатили 45 000")
    assert "Write down" not in ivan.screen


async def test_small_talk_is_not_written_down(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.say("привет")
    assert "did not understand" in anna.last.text
