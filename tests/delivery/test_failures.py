"""When Telegram says no: wait, try again, give up, or see to it that a person learns of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from services.rules import retry
from services.rules.actor import SYSTEM, Role
from services.rules.kinds import OutboxStatus, TaskKind, TaskStatus, UserStatus
from storage.tables import Chat, Client, Contact, Task, User
from tests.delivery.conftest import PostOffice
from tests.support.databases import Committed


async def test_retry_after_is_obeyed_for_the_whole_chat(office: PostOffice) -> None:
    ivan, olga = await office.reader("Ivan"), await office.reader("Olga")
    for text in ("one", "two"):
        await office.queue(ivan, text)
    office.sandbox.fault("sendMessage", retry_after=1, chat_id=ivan.id)
    await office.delivery.flush()
    assert office.sent_texts() == []
    for row in await office.rows():
        assert (row["status"], row["attempts"]) == (OutboxStatus.WAITING, 0)
        assert row["due_at"] == office.clock.now() + timedelta(seconds=1)

    await office.queue(olga, "another chat goes on")
    await office.delivery.flush()
    assert office.sent_texts() == ["en: another chat goes on"]

    await office.at(office.clock.now() + timedelta(seconds=1))
    calls = [call for call in office.sandbox.calls if call.chat_id == ivan.id]
    assert calls[1].at - calls[0].at >= 1
    assert office.sent_texts()[1:] == ["en: one", "en: two"]


async def test_trouble_of_the_network_is_tried_again_with_growing_gaps_and_given_up(office: PostOffice) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "x")
    office.sandbox.fault("sendMessage", error_code=502, description="Bad Gateway", count=0)
    gaps = []
    for _ in retry.GAPS:
        await office.delivery.flush()
        due = (await office.row())["due_at"]
        gaps.append(due - office.clock.now())
        office.clock.set(due if 7 <= due.hour < 17 else due + timedelta(hours=14))
    assert tuple(gaps) == retry.GAPS
    await office.delivery.flush()
    row = await office.row()
    assert (row["status"], row["attempts"]) == (OutboxStatus.DEAD, len(retry.GAPS) + 1)


async def test_a_connection_that_breaks_before_sending_loses_nothing(office: PostOffice) -> None:
    ivan = await office.reader()
    await office.queue(ivan, "x")
    office.sandbox.fault("sendMessage", drop="before")
    await office.delivery.flush()
    assert office.sent_texts() == []
    await office.at(office.clock.now() + timedelta(minutes=1))
    assert office.sent_texts() == ["en: x"]


async def test_a_blocked_client_becomes_a_task_of_the_owner(office: PostOffice, committed: Committed) -> None:
    ivan = await office.reader()
    now = office.clock.now()
    async with office.db.write(SYSTEM, now) as work:
        anna = User(name="Anna", role=Role.MANAGER, status=UserStatus.ACTIVE, created_at=now)
        work.session.add(anna)
        await work.session.flush()
        client = Client(name="Romashka", search_key="romashka", owner_id=anna.id, created_at=now)
        work.session.add(client)
        await work.session.flush()
        work.session.add(
            Contact(client_id=client.id, name="Ivan", search_key="ivan", telegram_id=ivan.id, created_at=now)
        )
    await ivan.block()
    await office.queue(ivan, "one")
    await office.queue(ivan, "two")
    await office.delivery.flush()
    assert {row["status"] for row in await office.rows()} == {OutboxStatus.UNREACHABLE}
    assert (await committed.one(Chat)).blocked_at == now
    (task,) = await committed.all(Task)
    assert (task.kind, task.status, task.client_id) == (TaskKind.UNREACHABLE, TaskStatus.OPEN, client.id)
    assert task.assignee_id == anna.id

    calls = len(office.sandbox.calls)
    await office.queue(ivan, "three")
    await office.delivery.flush()
    assert len(office.sandbox.calls) == calls, "a chat known to be closed is not tried again"
    assert await committed.count(Task) == 1


async def test_a_colleague_who_cannot_be_written_to_is_told_to_the_admins_once_a_day(office: PostOffice) -> None:
    admin, anna = await office.reader("Olga"), await office.reader("Anna")
    now = office.clock.now()
    async with office.db.write(SYSTEM, now) as work:
        for person, role in ((admin, Role.ADMIN), (anna, Role.MANAGER)):
            work.session.add(
                User(name=person.name, role=role, status=UserStatus.ACTIVE, telegram_id=person.id, created_at=now)
            )
    await anna.block()
    await office.queue(anna, "one")
    await office.delivery.flush()
    await office.queue(anna, "two")
    await office.delivery.flush()
    told = office.sent_texts()
    assert len(told) == 1
    assert told[0].startswith("Anna does not receive messages")


async def test_somebody_who_never_started_the_bot_is_unreachable(office: PostOffice, committed: Committed) -> None:
    await office.queue(777_777, "hello")
    await office.delivery.flush()
    assert (await office.row())["status"] == OutboxStatus.UNREACHABLE
    assert await committed.rows(select(Chat.id)) == []
