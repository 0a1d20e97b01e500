"""Quiet hours: what can wait waits, and comes as one message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.rules.kinds import OutboxStatus
from tests.delivery.conftest import PostOffice

NIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
"""23:00 in Kyiv; the default quiet hours are 20:00 to 08:30."""
MORNING = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)


async def test_what_can_wait_waits_for_the_morning(office: PostOffice) -> None:
    ivan = await office.reader()
    office.clock.set(NIGHT)
    await office.queue(ivan, "news")
    await office.queue(ivan, "fire", urgent=True)
    await office.delivery.flush()
    assert office.sent_texts() == ["en: fire"]
    held = (await office.rows())[0]
    assert (held["due_at"], held["attempts"], held["status"]) == (MORNING, 0, OutboxStatus.WAITING)

    await office.at(MORNING - timedelta(seconds=1))
    assert office.sent_texts() == ["en: fire"]
    await office.at(MORNING)
    assert office.sent_texts() == ["en: fire", "en: news"]


async def test_several_come_as_one_message(office: PostOffice) -> None:
    ivan, olga = await office.reader("Ivan"), await office.reader("Olga", "ru")
    office.clock.set(NIGHT)
    for text in ("one", "two", "three"):
        await office.queue(ivan, text)
    await office.queue(ivan, "by itself", kind="test_alone")
    await office.queue(ivan, "gone", params={"gone": True})
    await office.queue(olga, "other chat")
    await office.delivery.flush()
    await office.queue(ivan, "of the morning", due_at=MORNING)
    await office.at(MORNING)

    texts = office.sent_texts()
    assert len(texts) == 4
    together = next(text for text in texts if "While it was quiet" in text)
    assert [word in together for word in ("one", "two", "three", "itself", "gone", "morning")] == [True] * 3 + [
        False
    ] * 3
    rows = await office.rows()
    assert len({row["message_id"] for row in rows[:3]}) == 1
    assert [row["status"] for row in rows] == [
        OutboxStatus.SENT, OutboxStatus.SENT, OutboxStatus.SENT, OutboxStatus.SENT,
        OutboxStatus.EXPIRED, OutboxStatus.SENT, OutboxStatus.SENT,
    ]  # fmt: skip


async def test_a_digest_never_outgrows_a_message(office: PostOffice) -> None:
    ivan = await office.reader()
    office.clock.set(NIGHT)
    for number in range(30):
        await office.queue(ivan, f"{number:02d} " + "x" * 400)
    await office.delivery.flush()
    await office.at(MORNING)
    texts = office.sent_texts()
    assert 2 < len(texts) < 8
    assert all(len(text) < 4096 for text in texts)
    assert [number for number in range(30) if any(f"{number:02d} x" in text for text in texts)] == list(range(30))
    assert {row["status"] for row in await office.rows()} == {OutboxStatus.SENT}


async def test_a_digest_that_was_not_sent_keeps_its_messages(office: PostOffice) -> None:
    ivan = await office.reader()
    office.clock.set(NIGHT)
    await office.queue(ivan, "one")
    await office.queue(ivan, "two")
    await office.delivery.flush()
    office.sandbox.fault("sendMessage", error_code=502, description="Bad Gateway")
    await office.at(MORNING)
    assert office.sent_texts() == []
    await office.at(MORNING + timedelta(minutes=5))
    assert {row["status"] for row in await office.rows()} == {OutboxStatus.SENT}
    assert "two" in " ".join(office.sent_texts())
