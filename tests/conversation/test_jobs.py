"""/jobs: scheduled jobs and unsent messages, as the admin sees them."""

from __future__ import annotations

from datetime import timedelta

from services import outbox
from services.rules.actor import SYSTEM
from tests.support.conversation import Talk


async def test_the_admin_sees_every_job_and_runs_one(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/jobs")
    assert "jobs run on time" in admin.last.text
    assert "has not run yet" in admin.last.text
    await admin.tap("▶ Drafts")
    assert admin.toast.startswith("Done:")
    assert "✅ Clear old drafts · last today" in admin.last.text
    await talk.later(hours=1)
    talk.clock.advance(timedelta(days=2))
    await admin.say("/jobs")
    assert "jobs need a look" in admin.last.text
    assert "⚠️ Backup copy · last" in admin.last.text


async def test_others_do_not_have_it(talk: Talk) -> None:
    manager = await talk.manager()
    await manager.say("/jobs")
    assert "no such command" in manager.last.text


async def test_a_dead_letter_is_shown_with_its_reason_and_sent_again(talk: Talk) -> None:
    admin = await talk.admin()
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        await outbox.notify(
            work, chat_id=admin.id, kind="staff_unreachable", params={"user": 1, "name": "Anna"}, dedupe_key="x"
        )
    await talk.client.fault("sendMessage", error_code=400, description="Bad Request: can't parse entities", count=1)
    await talk.pushed()
    assert "Anna" not in admin.last.text

    await admin.say("/jobs")
    await admin.tap("1 unsent message")
    assert "can't parse entities" in admin.last.text
    await admin.tap("Send 1 again")
    assert admin.toast == "Queued again."
    assert "Every message has been sent" in admin.last.text
    await talk.pushed()
    assert "Anna" in admin.last.text
