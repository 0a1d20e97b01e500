"""/audit in the chat: every finding can be mended from its line."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from services.rules.kinds import TaskStatus
from storage.tables import Task
from tests.support.conversation import Talk
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def test_a_deal_without_a_next_step_is_mended_from_its_line(talk: Talk, factory: Factory) -> None:
    olga, anna = await talk.admin(), await talk.manager()
    await factory.deal(await talk.actor(anna), title="Supply <b>now</b>")
    async with talk.app.db.write(await talk.actor(olga), talk.clock.now()) as work:
        for task in await work.session.scalars(select(Task)):
            task.status = TaskStatus.CANCELLED
    await olga.say("/audit")
    assert "The company against its standards" in olga.last
    assert "Every deal has a next step: 0%" in olga.last
    await olga.tap("🔴 Every deal has a next step · 1")
    await olga.tap("Supply <b>now</b>*")
    await olga.tap("🔴 Set the next step")
    await olga.tap("📞 Call")
    await olga.tap("Tomorrow*")
    await olga.say("/audit")
    assert "Every deal has a next step: 100%" in olga.last


async def test_heads_have_no_such_command(talk: Talk) -> None:
    boris = await talk.head()
    await boris.say("/audit")
    assert "no such command" in boris.last
