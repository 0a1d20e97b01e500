"""The turned clock: its steps, and a day on which the colleagues nobody plays do their work."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiogram.types import User as TelegramUser

from bot.demo.filler import make
from bot.demo.stage import CHATS, Cast
from bot.demo.theatre import STEP, Theatre
from services.rules.kinds import PromiseState, TaskKind
from services.rules.target import Target
from storage.tables import Activity, OutboxMessage, Promise, Task, User
from tests.support import databases
from tests.support.databases import Committed

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
async def company(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """The company as it is at noon, and who plays in it."""
    file = tmp_path_factory.mktemp("theatre") / "noon.db"
    return file, await make(databases.copy_sqlite(sqlite_template, file), NOON)


@pytest.fixture
async def theatre(company: tuple[Path, Cast], tmp_path: Path) -> AsyncIterator[Theatre]:
    file, cast = company
    theatre = await Theatre.open(databases.copy_sqlite(file, tmp_path / "theatre.db"), cast, running=False)
    yield theatre
    await theatre.close()


async def test_steps_are_quarters_by_day_and_few_at_night(theatre: Theatre):
    now, steps = theatre.clock.now(), []
    while now < theatre.cast.begins + timedelta(days=1):
        following = theatre.next_step(now)
        assert following > now
        if 7 <= now.hour < 16:  # working hours in UTC
            assert following - now <= STEP
        steps.append(following)
        now = following
    assert len(steps) < 70
    night = [step for step in steps if step.hour in range(19, 24) or step.hour in range(0, 6)]
    assert len(night) <= 2
    weekend = theatre.next_step(datetime(2026, 11, 28, 0, 0, tzinfo=UTC))
    assert weekend == datetime(2026, 11, 28, 22, 15, tzinfo=UTC)


async def test_a_turned_clock_brings_each_reminder_at_its_time(theatre: Theatre):
    """A task of 12:17 is reminded of at 12:17, not at the next quarter of an hour."""
    person = TelegramUser(id=CHATS["anna"], is_bot=False, first_name="Anna")
    anna = await theatre.app.services.people.identify(CHATS["anna"], person)
    target = Target("deal", (await theatre.app.services.deals.list(anna)).lines[0].id)
    now = theatre.clock.now().replace(second=0, microsecond=0)
    due = [now + timedelta(minutes=minutes) for minutes in (17, 19, 43)]
    for number, at in enumerate(due):
        await theatre.app.services.tasks.add(anna, target, TaskKind.TODO, at, title=f"t{number}", key=f"k{number}")
    await theatre.turn(now + timedelta(hours=1))
    reader = Committed(theatre.app.db.url)
    nudged = {row.title: row.nudged_at for row in await reader.all(Task) if row.title in {"t0", "t1", "t2"}}
    await reader.close()
    assert [nudged[f"t{number}"] for number in range(3)] == due


async def test_the_others_work_while_anna_does_not(theatre: Theatre):
    begins = theatre.cast.begins
    await theatre.turn(begins.replace(hour=16, minute=1))
    reader = Committed(theatre.app.db.url)
    names = {row.id: row.name for row in await reader.all(User)}
    made = Counter(names[row.user_id] for row in await reader.all(Activity) if row.at >= begins and row.user_id)
    assert made["Анна К."] == made["Борис"] == 0
    assert all(made[name] >= 5 for name in ("Олег Д.", "Марина С.", "Тарас Б.", "Юлия П.", "Роман Г.")), made
    kept = [row for row in await reader.all(Promise) if row.contacted_at and row.contacted_at >= begins]
    assert {row.state for row in kept} & {PromiseState.KEPT, PromiseState.LATE}
    sent = await reader.all(OutboxMessage)
    await reader.close()
    kinds = {row.kind for row in sent if row.chat_id == CHATS["boris"]}
    assert {"morning", "round_morning", "escalation", "round_evening", "evening"} <= kinds
    assert {row.status.value for row in sent} <= {"sent", "expired", "waiting"}


async def test_whoever_is_used_by_a_visitor_is_left_alone(theatre: Theatre):
    from bot.sandbox import SandboxClient

    async with SandboxClient(theatre.sandbox.base_url) as client:
        oleg = await client.meet(CHATS["oleg"])
        await oleg.start()
        assert not theatre._used(oleg.id)
        await oleg.say("/today")
        assert theatre._used(oleg.id)
