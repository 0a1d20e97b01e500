"""The reports under /overdue and /me: moves by person and by reason, promises, each to be opened."""

from __future__ import annotations

from datetime import timedelta

from services.rules.actor import SYSTEM
from services.rules.kinds import PromiseState
from storage.tables import Promise
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.pushes import kyiv

NOW = kyiv("2026-11-24 10:00")
DAY = timedelta(days=1)


async def test_moves_are_opened_down_to_the_task(talk: Talk) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    actor, factory = await talk.actor(anna), Factory(talk.app.db, talk.clock)
    task = await factory.task(await factory.lead(actor, name="Peter <b>"), actor, NOW + DAY)
    reasons = (await talk.app.services.tasks.date_question(actor, task.id)).reasons
    await talk.app.services.tasks.postpone(actor, task.id, task.version, NOW + 2 * DAY, reason_id=reasons[1].id)
    await boris.say("/overdue")
    await boris.tap("Moves")
    assert boris.last.text.startswith("Moved dates · this week\n1 move · 1 task\n")
    assert "Waiting for the client — 1" in boris.last.text
    await boris.tap("“Waiting for the client”")
    assert "Peter <b> — Do it: tomorrow 10:00 → Thu 26 Nov 10:00" in boris.last.text
    await boris.tap("Peter <b>")
    assert "Moved 1 time:" in boris.last.text
    await boris.tap("‹ To the list")
    assert "Peter <b> — Do it: tomorrow 10:00" in boris.last.text
    await boris.tap("Back")
    await boris.tap("Anna")
    assert boris.last.text.startswith("Anna · 1 move · this week")
    await boris.tap("Back")
    await boris.tap("4 weeks")
    assert "Moved dates · 4 weeks" in boris.last.text
    await boris.tap("To the reports")
    assert boris.last.text.startswith("Reports")


async def test_promises_for_the_head_and_for_oneself(talk: Talk) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    actor, factory = await talk.actor(anna), Factory(talk.app.db, talk.clock)
    for name, state, late in (("Lily", PromiseState.BROKEN, None), ("Rose", PromiseState.LATE, 35)):
        task = await factory.call(await factory.client(name, owner=actor), actor, NOW - timedelta(hours=2))
        async with talk.app.db.write(SYSTEM, NOW) as work:
            work.session.add(
                Promise(
                    task_id=task.id, user_id=actor.user_id, promised_at=task.due_at, made_at=NOW - DAY, state=state,
                    late_minutes=late,
                )
            )  # fmt: skip
    await boris.say("/overdue")
    await boris.tap("Promises")
    assert "kept 0%" in boris.last.text
    assert "Anna 0% · ✅ 0 · 🕘 1 · 🔴 1" in boris.last.text
    await boris.tap("Anna")
    assert "🔴 Lily — today 08:00, broken" in boris.last.text
    assert "🕘 Rose — today 08:00, late by 35 min" in boris.last.text
    await boris.tap("Lily")
    assert "Call" in boris.last.text
    await anna.say("/me")
    await anna.tap("My promises")
    assert anna.last.text.startswith("My promises\nthis week: 0%")
    assert "Back" not in anna.last.labels


async def test_nothing_to_look_back_on(talk: Talk) -> None:
    boris = await talk.head()
    await boris.say("/overdue")
    assert "✅" in boris.last.text
    await boris.tap("Moves")
    assert "No date was moved." in boris.last.text
    await boris.tap("To the reports")
    await boris.tap("Promises")
    assert "No promised time has come" in boris.last.text
