"""/users: cards, roles and teams, leaving with everything handed over, coming back; the last admin stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from services.clock import ShiftedClock
from services.colleagues import Colleagues
from services.errors import Denied, Invalid, NotFound, Problem, Stale
from services.invitations import Invitations
from services.people import People
from services.people_cards import PersonCard, Reach
from services.rules.actor import Actor, Role
from services.rules.kinds import LeadStatus, OutboxStatus, PipelineCycle, StageKind, TaskKind, TaskStatus, UserStatus
from services.rules.people import OpenWork
from storage.tables import (
    Chat,
    Client,
    ClientLink,
    Contact,
    Deal,
    HistoryEntry,
    Invitation,
    Lead,
    OutboxMessage,
    Pipeline,
    Stage,
    Task,
    Team,
    User,
)
from storage.unit_of_work import Database
from tests.services.test_people_identity import Writer, add, user
from tests.support.databases import Committed

OWNER = Actor(role=Role.ADMIN, chat_id=1, user_id=1)


@pytest.fixture
async def colleagues(database: Database, clock: ShiftedClock) -> Colleagues:
    """A company: Вера (admin, 1), Борис (head of Top, 2), Анна (manager of Below, under Top, 3)."""
    top = Team(name="Top")
    await add(database, clock, top, Team(name="Below", parent_id=1))
    await add(
        database,
        clock,
        user(clock, 1, Role.ADMIN, name="Вера"),
        user(clock, 2, Role.HEAD, name="Борис", team_id=1),
        user(clock, 3, Role.MANAGER, name="Анна", team_id=2),
    )
    await add(database, clock, *(Chat(id=number, name="", started_at=clock.now()) for number in (1, 2, 3)))
    return Colleagues(database, clock)


async def fill(database: Database, clock: ShiftedClock, owner: int) -> None:
    """Give a colleague two open deals and a won one, a lead taken and one rejected, a client, tasks, a link."""
    now = clock.now()
    pipeline = Pipeline(name="P", position=0, cycle=PipelineCycle.LONG)
    await add(database, clock, pipeline)
    stage = Stage(pipeline_id=pipeline.id, name="S", kind=StageKind.OPEN, position=0)
    await add(database, clock, stage)
    client = Client(name="К", search_key="к", owner_id=owner, created_at=now)
    await add(database, clock, client)
    contact = Contact(client_id=client.id, name="И", search_key="и", created_at=now)
    await add(database, clock, contact)
    common = {"search_key": "x", "owner_id": owner, "created_at": now}
    for status in (StageKind.OPEN, StageKind.OPEN, StageKind.WON):
        places = {"pipeline_id": pipeline.id, "stage_id": stage.id, "stage_entered_at": now}
        await add(database, clock, Deal(title="D", status=status, client_id=client.id, **places, **common))
    for state in (LeadStatus.TAKEN, LeadStatus.REJECTED):
        await add(database, clock, Lead(name="L", status=state, **common))
    due = {"due_at": now, "first_due_at": now, "created_at": now, "assignee_id": owner}
    for task_state in (TaskStatus.OPEN, TaskStatus.DONE):
        await add(database, clock, Task(kind=TaskKind.CALL, status=task_state, client_id=client.id, **due))
    await add(database, clock, ClientLink(token="ptoken", contact_id=contact.id, created_by=owner, created_at=now))


async def test_the_list_is_grouped_by_team_and_paged(
    colleagues: Colleagues, database: Database, clock: ShiftedClock
) -> None:
    await add(
        database,
        clock,
        *(user(clock, None, Role.MANAGER, name=f"M{n}", team_id=1, status=UserStatus.INVITED) for n in range(5)),
        user(clock, 90, Role.MANAGER, name="Gone", team_id=2, status=UserStatus.INACTIVE),
    )
    first, second = await colleagues.page(OWNER, 0, 5), await colleagues.page(OWNER, 2, 5)
    assert [line.name for line in first.lines] == ["Вера", "Анна", "Борис", "M0", "M1"]
    assert [line.name for line in second.lines] == ["M2", "M3", "M4", "Gone"]
    assert (second.page, second.pages, second.active, second.invited, second.inactive) == (2, 2, 3, 5, 1)
    assert (await colleagues.page(OWNER, 99, 5)).page == 2
    assert sorted(first.teams, key=str) == [("Below", 1), ("Top", 6), (None, 1)]


async def test_who_was_imported_without_a_team_comes_later(
    colleagues: Colleagues, database: Database, clock: ShiftedClock
) -> None:
    await add(database, clock, *(
        user(clock, None, Role.MANAGER, name=f"M{n}", status=UserStatus.INVITED) for n in range(2)
    ))  # fmt: skip
    page = await colleagues.page(OWNER, 1)
    assert [line.name for line in page.lines] == ["Вера", "Анна", "Борис", "M0", "M1"]


async def test_a_card_is_changed_field_by_field(
    colleagues: Colleagues, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    card = await colleagues.card(OWNER, 3)
    assert (card.name, card.team, card.reach, card.own_zone, card.successor) == (
        "Анна", "Below", Reach.OPEN, False, "Борис"
    )  # fmt: skip
    card = await colleagues.set_zone(OWNER, 3, card.version, "Asia/Almaty")
    card = await colleagues.set_language(OWNER, 3, card.version, "uk")
    card = await colleagues.rename(OWNER, 3, card.version, " Анна  Ковальчук ")
    card = await colleagues.set_phone(OWNER, 3, card.version, "067 123 45 67")
    card = await colleagues.set_team(OWNER, 3, card.version, None)
    card = await colleagues.set_role(OWNER, 3, card.version, Role.HEAD)
    assert (card.name, card.zone, card.phone, card.team, card.role, card.locale) == (
        "Анна Ковальчук", "Asia/Almaty", "+380671234567", None, Role.HEAD, "uk"
    )  # fmt: skip
    assert (await committed.one(Chat, Chat.id == 3)).locale == "uk"
    told = await committed.one(OutboxMessage)
    assert (told.chat_id, told.kind) == (3, "role_changed")
    actor = await People(database, clock).identify(3, Writer())
    assert (actor.role, actor.team_ids) == (Role.HEAD, None)
    fields = [key for row in await committed.all(HistoryEntry, HistoryEntry.action == "changed") for key in row.changes]
    assert fields == ["zone", "locale", "name", "phone", "team_id", "role"]


async def test_bad_input_changes_nothing(colleagues: Colleagues) -> None:
    before = await colleagues.card(OWNER, 3)
    for attempt in (
        colleagues.rename(OWNER, 3, before.version, "\n"),
        colleagues.rename(OWNER, 3, before.version, "я" * 101),
        colleagues.set_phone(OWNER, 3, before.version, "12"),
        colleagues.set_zone(OWNER, 3, before.version, "Kyiv"),
        colleagues.set_language(OWNER, 3, before.version, "de"),
        colleagues.set_role(OWNER, 3, before.version, Role.CLIENT),
        colleagues.set_team(OWNER, 3, before.version, 77),
    ):
        with pytest.raises(Problem):
            await attempt
    assert await colleagues.card(OWNER, 3) == before


async def test_an_old_card_is_stale_but_a_second_tap_is_not(colleagues: Colleagues) -> None:
    old = await colleagues.card(OWNER, 3)
    await colleagues.set_role(OWNER, 3, old.version, Role.HEAD)
    assert (await colleagues.set_role(OWNER, 3, old.version, Role.HEAD)).role is Role.HEAD
    with pytest.raises(Stale):
        await colleagues.set_role(OWNER, 3, old.version, Role.ADMIN)
    with pytest.raises(NotFound):
        await colleagues.card(OWNER, 99)


@pytest.mark.parametrize("role", [Role.HEAD, Role.MANAGER, Role.CLIENT, Role.STRANGER])
async def test_only_admins_manage_people(role: Role, colleagues: Colleagues, committed: Committed) -> None:
    other = Actor(role=role, chat_id=2, user_id=2)
    for call in (
        colleagues.page(other, 1),
        colleagues.card(other, 3),
        colleagues.set_role(other, 3, 1, Role.ADMIN),
        colleagues.set_team(other, 3, 1, 1),
        colleagues.set_zone(other, 3, 1, "UTC"),
        colleagues.set_language(other, 3, 1, "en"),
        colleagues.rename(other, 3, 1, "X"),
        colleagues.set_phone(other, 3, 1, "+380671234567"),
        colleagues.deactivate(other, 3, 1),
        colleagues.reactivate(other, 3, 1),
    ):
        with pytest.raises(Denied):
            await call
    assert (await committed.one(User, User.id == 3)).version == 1


async def test_who_leaves_hands_everything_open_to_the_head(
    colleagues: Colleagues, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await fill(database, clock, 3)
    invitation = await Invitations(database, clock).invite(OWNER, Role.MANAGER)
    await add(
        database,
        clock,
        OutboxMessage(chat_id=3, kind="x", params={}, dedupe_key="a", created_at=clock.now(), due_at=clock.now()),
        OutboxMessage(chat_id=2, kind="x", params={}, dedupe_key="b", created_at=clock.now(), due_at=clock.now()),
    )
    card = await colleagues.card(OWNER, 3)
    assert card.work == OpenWork(deals=2, leads=1, clients=1, tasks=1)
    left = await colleagues.deactivate(OWNER, 3, card.version)
    assert (left.to, left.handed, left.person.status) == ("Борис", card.work, UserStatus.INACTIVE)
    assert left.person.work.total == 0
    assert [row.owner_id for row in await committed.all(Deal)] == [2, 2, 3]
    assert [row.owner_id for row in await committed.all(Lead)] == [2, 3]
    assert [row.assignee_id for row in await committed.all(Task)] == [2, 3]
    assert (await committed.one(Client)).owner_id == 2
    assert [(row.kind, row.status) for row in await committed.all(OutboxMessage)] == [
        ("x", OutboxStatus.EXPIRED), ("x", OutboxStatus.WAITING), ("work_given", OutboxStatus.WAITING),
        ("access_closed", OutboxStatus.WAITING),
    ]  # fmt: skip
    assert (await committed.one(ClientLink)).used_at is not None
    assert (await committed.one(Invitation, Invitation.id == invitation.id)).revoked_at is None
    moved = await committed.all(HistoryEntry, HistoryEntry.record == "deals", HistoryEntry.action == "changed")
    assert [(row.changes, row.deal_id, row.user_id) for row in moved] == [
        ({"owner_id": [3, 2]}, 1, 1), ({"owner_id": [3, 2]}, 2, 1)
    ]  # fmt: skip
    tasks = await committed.all(HistoryEntry, HistoryEntry.record == "tasks", HistoryEntry.action == "changed")
    assert [(row.changes, row.client_id) for row in tasks] == [({"assignee_id": [3, 2]}, 1)]
    actor = await People(database, clock).identify(3, Writer())
    assert (actor.role, actor.user_id) == (Role.STRANGER, None)
    again = await colleagues.deactivate(OWNER, 3, card.version)
    assert again.handed.total == 0
    gone = await People(database, clock).identify(3, Writer())
    assert (gone.role, gone.former) == (Role.STRANGER, True)
    assert await colleagues.gatekeeper(gone) == "Борис"
    with pytest.raises(NotFound):
        await colleagues.gatekeeper(OWNER)


async def test_who_comes_back_finds_the_desk_empty(
    colleagues: Colleagues, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await fill(database, clock, 3)
    left = await colleagues.deactivate(OWNER, 3, 1)
    card = await colleagues.reactivate(OWNER, 3, left.person.version)
    assert (card.status, card.work.total) == (UserStatus.ACTIVE, 0)
    assert (await People(database, clock).identify(3, Writer())).role is Role.MANAGER
    awaited = user(clock, None, Role.MANAGER, name="New", status=UserStatus.INVITED)
    await add(database, clock, awaited)
    await Invitations(database, clock).for_person(OWNER, awaited.id)
    gone = await colleagues.deactivate(OWNER, awaited.id, 1)
    assert (await committed.one(Invitation)).revoked_at is not None
    assert (await colleagues.reactivate(OWNER, awaited.id, gone.person.version)).status is UserStatus.INVITED
    assert await committed.count(Invitation, Invitation.revoked_at.is_(None)) == 1


async def test_a_leaving_head_hands_over_to_an_admin(
    colleagues: Colleagues, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await fill(database, clock, 2)
    left = await colleagues.deactivate(OWNER, 2, 1)
    assert left.to == "Вера"
    assert (await committed.one(Client)).owner_id == 1


async def test_the_last_admin_stays(colleagues: Colleagues, database: Database, clock: ShiftedClock) -> None:
    for attempt in (colleagues.deactivate(OWNER, 1, 1), colleagues.set_role(OWNER, 1, 1, Role.MANAGER)):
        with pytest.raises(Invalid, match="last_admin"):
            await attempt
    await add(database, clock, user(clock, 4, Role.ADMIN, name="Глеб"))
    left = await colleagues.deactivate(OWNER, 1, 1)
    assert left.person.status is UserStatus.INACTIVE
    with pytest.raises(Invalid, match="last_admin"):
        await colleagues.deactivate(Actor(role=Role.ADMIN, user_id=4), 4, 1)


async def test_two_admins_cannot_both_leave_at_once(
    colleagues: Colleagues, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await add(database, clock, user(clock, 4, Role.ADMIN, name="Глеб"))

    async def leave(user_id: int) -> PersonCard | Problem:
        try:
            return (await colleagues.deactivate(Actor(role=Role.ADMIN, user_id=user_id), user_id, 1)).person
        except Problem as problem:
            return problem

    ends = await asyncio.gather(leave(1), leave(4))
    assert sum(isinstance(end, Problem) for end in ends) == 1
    stays = await committed.all(User, User.role == Role.ADMIN, User.status == UserStatus.ACTIVE)
    assert len(stays) == 1


async def test_an_awaited_persons_card(colleagues: Colleagues, database: Database, clock: ShiftedClock) -> None:
    await add(database, clock, user(clock, None, Role.MANAGER, name="Imported", status=UserStatus.INVITED))
    card = await colleagues.card(OWNER, 4)
    assert (card.reach, card.status, card.locale) == (Reach.NEVER, UserStatus.INVITED, None)
    await People(database, clock).chat_blocked(3, blocked=True)
    clock.advance(timedelta(minutes=1))
    assert (await colleagues.card(OWNER, 3)).reach is Reach.BLOCKED
