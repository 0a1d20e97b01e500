"""When a promise is written down as broken: not on a day nobody works (S3-19)."""

from __future__ import annotations

from services import Services
from services.clock import ShiftedClock
from services.rules.kinds import PromiseState
from storage.tables import Promise
from tests.services.test_reminders import due
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pushes import Heart, kyiv


async def test_a_promise_for_a_saturday_waits_for_monday(
    services: Services, clock: ShiftedClock, committed: Committed, factory: Factory, people: People
) -> None:
    heart = Heart(services, clock, committed)
    await due(factory, people.anna, kyiv("2026-11-28 11:00"), promised=True)
    states = []
    for at in ("2026-11-29 00:30", "2026-11-30 09:00", "2026-12-01 00:00"):
        await heart.at(kyiv(at), "reminders.settle_promises")
        states += [row.state for row in await committed.all(Promise)]
    assert states == [PromiseState.OPEN, PromiseState.OPEN, PromiseState.BROKEN]
