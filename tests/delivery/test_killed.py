"""Killed at any moment, the delivery loses nothing and doubles at most what was being sent; several never collide."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.outbox import LEASE
from services.rules import retry
from services.rules.kinds import OutboxStatus
from tests.delivery.conftest import PostOffice


async def _die(office: PostOffice, when: Callable[[], bool]) -> None:
    """Leave the sender as a killed process would, at a certain moment: nothing is recorded or given back."""
    task = asyncio.ensure_future(office.delivery.flush())
    async with asyncio.timeout(20):
        while not when():  # noqa: ASYNC110 - the moment is seen from outside
            await asyncio.sleep(0.005)
    for running in [task, *office.delivery._running]:
        running.cancel()
    await asyncio.gather(task, *office.delivery._running, return_exceptions=True)


async def _restart(office: PostOffice) -> None:
    """A new process: on SQLite it frees the old leases, elsewhere they run out."""
    await office.services.outbox.release_orphans()
    office.clock.advance(LEASE)
    office.delivery = office.another()
    await office.delivery.flush()


async def test_killed_before_telegram_got_it(office: PostOffice) -> None:
    ivan = await office.reader()
    for number in range(5):
        await office.queue(ivan, str(number))
    office.sandbox.fault("sendMessage", skip=2, delay=5, drop="before")
    await _die(office, lambda: len(office.sent_texts()) == 2 and office.sandbox.calls[-1].code == 0)
    office.sandbox.world.faults.clear()
    await _restart(office)
    assert office.sent_texts() == [f"en: {number}" for number in range(5)]


async def test_killed_after_telegram_got_it_doubles_only_that_one(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ivan = await office.reader()
    for number in range(5):
        await office.queue(ivan, str(number))
    outbox, reached = office.services.outbox, asyncio.Event()
    recorded: list[Any] = []
    sent = outbox.sent

    async def dying(ids: Any, message_id: int) -> None:
        if len(recorded) == 2:
            reached.set()
            await asyncio.sleep(60)
        recorded.append(ids)
        await sent(ids, message_id)

    monkeypatch.setattr(outbox, "sent", dying)
    await _die(office, reached.is_set)
    monkeypatch.undo()
    await _restart(office)
    assert Counter(office.sent_texts()) == {"en: 0": 1, "en: 1": 1, "en: 2": 2, "en: 3": 1, "en: 4": 1}
    assert {row["status"] for row in await office.rows()} == {OutboxStatus.SENT}


async def test_a_message_that_always_kills_its_sender_is_given_up(office: PostOffice) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "poison")
    for _ in range(len(retry.GAPS) + 1):
        # Each process dies with the message in hand: only the lease counts.
        await office.services.outbox.lease("dying", 10)
        office.clock.advance(LEASE + timedelta(hours=5))
    await office.delivery.flush()
    assert (await office.row())["status"] == OutboxStatus.DEAD
    assert office.sent_texts() == []


async def test_a_clean_stop_gives_everything_back_at_once(office: PostOffice) -> None:
    people = [await office.reader(f"P{number}") for number in range(3)]
    for person in people:
        for number in range(5):
            await office.queue(person, str(number))
    office.sandbox.fault("sendMessage", delay=0.05, count=0)
    office.delivery.start()
    await asyncio.sleep(0.12)
    await office.delivery.stop(5)
    assert all(row["leased_by"] is None for row in await office.rows())
    office.sandbox.world.faults.clear()
    office.delivery = office.another()
    await office.delivery.flush()
    assert len(office.sent_texts()) == 15
    assert {row["status"] for row in await office.rows()} == {OutboxStatus.SENT}


async def test_senders_at_work_together_send_nothing_twice(office: PostOffice) -> None:
    people = [await office.reader(f"P{number}") for number in range(4)]
    for number in range(15):
        for person in people:
            await office.queue(person, f"{person.id}-{number}")
    senders = [office.another() for _ in range(6)]
    taken = await asyncio.gather(*(sender.flush() for sender in senders))
    assert sum(taken) == 60
    assert sorted(Counter(office.sent_texts()).values()) == [1] * 60
    assert {row["status"] for row in await office.rows()} == {OutboxStatus.SENT}
