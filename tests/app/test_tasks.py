"""Detached tasks and the conversation lock: nothing is lost, nothing leaks."""

from __future__ import annotations

import asyncio
import gc

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.isolation import EventIsolation
from bot.nursery import Nursery


async def test_a_nursery_keeps_tasks_and_waits_for_them() -> None:
    nursery, done = Nursery(), []

    async def work() -> None:
        await asyncio.sleep(0.01)
        done.append(1)

    for number in range(3):
        nursery.start(work(), name=f"work {number}")
    gc.collect(1)  # what is younger than the test; all that a whole run has left takes seconds to look through
    assert len(nursery) == 3
    assert await nursery.drain(5)
    assert (done, len(nursery)) == ([1, 1, 1], 0)
    assert await nursery.drain(0)


async def test_a_nursery_cuts_off_what_takes_too_long() -> None:
    nursery = Nursery()
    task = nursery.start(asyncio.sleep(60), name="slow")
    assert not await nursery.drain(0.01)
    assert task.cancelled()


async def test_a_nursery_tells_of_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    nursery, told = Nursery(), list[str]()
    monkeypatch.setattr("bot.nursery.log.error", lambda text, *args, **_: told.append(text % args))

    async def fail() -> None:
        raise ValueError("words")

    nursery.start(fail(), name="failing")
    await nursery.drain(1)
    await asyncio.sleep(0)
    assert told == ["task failed name=failing"]


async def test_updates_of_a_person_are_handled_one_by_one_in_order() -> None:
    isolation, steps = EventIsolation(), []
    mine, other = StorageKey(1, 1, 1), StorageKey(1, 2, 2)

    async def handle(key: StorageKey, name: str, seconds: float) -> None:
        async with isolation.lock(key):
            steps.append(f"{name}>")
            await asyncio.sleep(seconds)
            steps.append(f"<{name}")

    await asyncio.gather(handle(mine, "a", 0.03), handle(mine, "b", 0), handle(other, "x", 0.01), handle(mine, "c", 0))
    assert [step for step in steps if "x" not in step] == ["a>", "<a", "b>", "<b", "c>", "<c"]
    assert steps.index("<x") < steps.index("<a")


async def test_locks_nobody_holds_are_gone_even_after_errors() -> None:
    isolation = EventIsolation()
    for number in range(100):
        with pytest.raises(RuntimeError):
            async with isolation.lock(StorageKey(1, number, number)):
                raise RuntimeError
    gc.collect(1)
    assert len(isolation._locks) == 0
