"""From the outbox to the phone: order, language, once only, not needed any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.errors import Denied, Stale
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import OutboxStatus
from tests.delivery.conftest import PostOffice


async def test_a_message_is_drawn_in_the_readers_language_and_recorded(office: PostOffice) -> None:
    ivan = await office.reader("Ivan", "uk")
    await office.queue(ivan, "hello")
    assert office.sent_texts() == []
    assert await office.delivery.flush() == 1
    row = await office.row()
    assert office.sent_texts() == ["uk: hello"]
    assert (row["status"], row["sent_at"], row["error"]) == (OutboxStatus.SENT, office.clock.now(), None)
    assert row["message_id"] == (await ivan.until("hello")).id


async def test_a_repeated_cause_makes_one_message(office: PostOffice) -> None:
    ivan = await office.reader()
    assert await office.queue(ivan, "hello")
    assert not await office.queue(ivan, "hello")
    await office.delivery.flush()
    assert not await office.queue(ivan, "hello")
    assert await office.delivery.flush() == 0
    assert office.sent_texts() == ["en: hello"]


async def test_a_chat_gets_its_messages_in_order_and_urgent_ones_first(office: PostOffice) -> None:
    ivan = await office.reader()
    for number in range(7):
        await office.queue(ivan, str(number))
    await office.queue(ivan, "urgent", urgent=True)
    await office.delivery.flush()
    assert office.sent_texts() == ["en: urgent", *(f"en: {number}" for number in range(7))]


async def test_what_is_not_due_waits(office: PostOffice) -> None:
    ivan = await office.reader()
    due = office.clock.now() + timedelta(hours=1)
    await office.queue(ivan, "later", due_at=due)
    assert await office.delivery.flush() == 0
    await office.at(due)
    assert office.sent_texts() == ["en: later"]


async def test_an_expired_message_is_dropped(office: PostOffice) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "today only", expires_at=office.clock.now() + timedelta(hours=1))
    await office.at(office.clock.now() + timedelta(hours=1))
    assert office.sent_texts() == []
    assert ((await office.row())["status"], (await office.row())["error"]) == (OutboxStatus.EXPIRED, "expired")


@pytest.mark.parametrize("params", [{"text": ""}, {"text": "x", "gone": True}])
async def test_a_message_nobody_needs_any_more_is_dropped(office: PostOffice, params: dict[str, object]) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "x", params=params)
    await office.delivery.flush()
    assert office.sent_texts() == []
    assert (await office.row())["status"] == OutboxStatus.EXPIRED


async def test_a_fault_of_ours_is_tried_again_and_holds_nobody_up(office: PostOffice) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "bad", params={"broken": True})
    await office.queue(ivan, "good")
    await office.delivery.flush()
    bad, _ = await office.rows()
    assert office.sent_texts() == ["en: good"]
    assert (bad["status"], bad["attempts"]) == (OutboxStatus.WAITING, 1)
    assert bad["error"].startswith("incident ")
    assert bad["due_at"] > office.clock.now()


async def test_an_unknown_kind_is_a_dead_letter(office: PostOffice) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "x", kind="no_such_kind")
    await office.delivery.flush()
    row = await office.row()
    assert (row["status"], row["error"]) == (OutboxStatus.DEAD, "unknown kind no_such_kind")


async def test_what_telegram_refuses_is_a_dead_letter_the_admin_can_send_again(office: PostOffice) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "x")
    office.sandbox.fault("sendMessage", error_code=400, description="Bad Request: message is too long")
    await office.delivery.flush()
    page = await office.services.outbox.dead(SYSTEM)
    assert [(letter.error, letter.attempts) for letter in page.letters] == [("Bad Request: message is too long", 1)]

    manager = Actor(Role.MANAGER, user_id=5)
    with pytest.raises(Denied):
        await office.services.outbox.dead(manager)
    with pytest.raises(Denied):
        await office.services.outbox.send_again(manager, page.letters[0].id)

    await office.services.outbox.send_again(SYSTEM, page.letters[0].id)
    with pytest.raises(Stale):
        await office.services.outbox.send_again(SYSTEM, page.letters[0].id)
    await office.delivery.flush()
    assert office.sent_texts() == ["en: x"]


async def test_old_messages_are_cleared_away(office: PostOffice) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "sent")
    await office.queue(ivan, "dead", kind="no_such_kind")
    await office.delivery.flush()
    await office.queue(ivan, "waits", due_at=office.clock.now() + timedelta(days=400))
    office.clock.advance(timedelta(days=31))
    assert await office.services.outbox.purge(office.clock.now()) == 1
    office.clock.advance(timedelta(days=60))
    assert await office.services.outbox.purge(office.clock.now()) == 1
    assert [row["status"] for row in await office.rows()] == [OutboxStatus.WAITING]


async def test_the_bell_wakes_the_background_sender(office: PostOffice) -> None:
    ivan = await office.reader()
    office.delivery.start()
    await office.queue(ivan, "at once")
    await ivan.until("at once", timeout=3)
    await office.delivery.stop(3)
    assert (await office.row())["status"] == OutboxStatus.SENT
