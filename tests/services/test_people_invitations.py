"""Doors into the company: single use, expiring, revocable; two who press at once."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Problem
from services.invitations import Arrival, Invitations
from services.people import People
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import UserStatus
from services.teams import Teams
from storage.tables import Chat, Invitation, Team, User
from storage.unit_of_work import Database
from tests.services.test_people_identity import Writer, add, user
from tests.support.databases import Committed


@pytest.fixture
def invitations(database: Database, clock: ShiftedClock) -> Invitations:
    """The service under test."""
    return Invitations(database, clock)


@pytest.fixture
def identities(database: Database, clock: ShiftedClock) -> People:
    """Says who presses."""
    return People(database, clock)


@pytest.fixture
async def owner(invitations: Invitations, identities: People) -> Actor:
    """The first admin, come in by the owner's link."""
    await invitations.redeem(await identities.identify(1, Writer("Owner")), await invitations.owner_link() or "")
    return await identities.identify(1, Writer("Owner"))


async def test_the_owners_link_lets_one_admin_in(
    invitations: Invitations, identities: People, committed: Committed
) -> None:
    token = await invitations.owner_link()
    assert token is not None
    assert re.fullmatch(r"i[A-Za-z0-9_-]{31,63}", token)
    assert await invitations.owner_link() == token
    came = await invitations.redeem(await identities.identify(1, Writer("Owner")), token)
    assert (came.role, came.name, came.again) == (Role.ADMIN, "Owner", False)
    assert (await identities.identify(1, Writer("Owner"))).role is Role.ADMIN
    assert await invitations.owner_link() is None
    with pytest.raises(Invalid, match="link_used"):
        await invitations.redeem(await identities.identify(2, Writer()), token)
    assert (await committed.one(Invitation)).used_by == (await committed.one(User)).id


async def test_an_expired_owners_link_gives_way_to_a_new_one(invitations: Invitations, clock: ShiftedClock) -> None:
    first = await invitations.owner_link()
    clock.advance(timedelta(days=31))
    assert await invitations.owner_link() != first


async def test_the_owners_link_makes_a_colleague_admin(
    invitations: Invitations, identities: People, database: Database, clock: ShiftedClock
) -> None:
    await add(database, clock, user(clock, 5, Role.MANAGER))
    token = await invitations.owner_link()
    assert (await invitations.redeem(await identities.identify(5, Writer()), token or "")).role is Role.ADMIN


async def test_an_invitation_gives_role_team_and_language(
    invitations: Invitations, identities: People, owner: Actor, committed: Committed
) -> None:
    link = await invitations.invite(owner, Role.MANAGER, new_team="  North   team ")
    assert (link.team, link.role) == ("North team", Role.MANAGER)
    came = await invitations.redeem(await identities.identify(2, Writer("Анна")), link.token)
    assert (came.team, came.invited_by) == ("North team", owner.user_id)
    anna = await committed.one(User, User.telegram_id == 2)
    assert (anna.name, anna.locale, anna.status) == ("Анна", "uk", UserStatus.ACTIVE)
    again = await invitations.redeem(await identities.identify(2, Writer("Анна")), link.token)
    assert again.again
    assert again.user_id == anna.id


async def test_who_may_not_come_in(
    invitations: Invitations, identities: People, owner: Actor, clock: ShiftedClock, committed: Committed
) -> None:
    guest = await identities.identify(2, Writer())
    with pytest.raises(Invalid, match="link_unknown"):
        await invitations.redeem(guest, "inothing")
    old = await invitations.invite(owner, Role.MANAGER)
    clock.advance(timedelta(days=7, seconds=1))
    with pytest.raises(Invalid, match="link_expired"):
        await invitations.redeem(guest, old.token)
    taken_back = await invitations.invite(owner, Role.MANAGER)
    await invitations.revoke(owner, taken_back.id)
    await invitations.revoke(owner, taken_back.id)
    with pytest.raises(Invalid, match="link_revoked"):
        await invitations.redeem(guest, taken_back.token)
    own = await invitations.invite(owner, Role.MANAGER)
    with pytest.raises(Invalid, match="link_own"):
        await invitations.redeem(owner, own.token)
    await invitations.redeem(guest, own.token)
    other = await invitations.invite(owner, Role.HEAD)
    with pytest.raises(Invalid, match="already_colleague"):
        await invitations.redeem(await identities.identify(2, Writer()), other.token)
    assert (await committed.one(User, User.telegram_id == 2)).role is Role.MANAGER


async def test_of_two_who_press_at_once_one_comes_in(
    invitations: Invitations, identities: People, owner: Actor, committed: Committed
) -> None:
    link = await invitations.invite(owner, Role.HEAD)
    guests = [await identities.identify(10 + number, Writer(f"Guest {number}")) for number in range(6)]

    async def press(guest: Actor) -> Arrival | Problem:
        try:
            return await invitations.redeem(guest, link.token)
        except Problem as problem:
            return problem

    ends = await asyncio.gather(*(press(guest) for guest in guests))
    assert sum(isinstance(end, Arrival) for end in ends) == 1
    assert {end.code for end in ends if isinstance(end, Problem)} == {"link_used"}
    assert await committed.count(User) == 2


async def test_two_links_pressed_by_one_person_at_once(
    invitations: Invitations, identities: People, owner: Actor, committed: Committed
) -> None:
    links = [await invitations.invite(owner, Role.MANAGER), await invitations.invite(owner, Role.HEAD)]
    guest = await identities.identify(2, Writer())
    ends = await asyncio.gather(*(invitations.redeem(guest, link.token) for link in links), return_exceptions=True)
    assert sum(isinstance(end, Arrival) for end in ends) == 1
    assert await committed.count(User, User.telegram_id == 2) == 1


async def test_an_imported_colleague_takes_the_waiting_place(
    invitations: Invitations,
    identities: People,
    owner: Actor,
    database: Database,
    clock: ShiftedClock,
    committed: Committed,
) -> None:
    darcel = user(clock, None, Role.MANAGER, name="Darcel Schlecht", status=UserStatus.INVITED, locale="en")
    await add(database, clock, darcel)
    link = await invitations.for_person(owner, darcel.id)
    assert link.person == "Darcel Schlecht"
    assert (await invitations.for_person(owner, darcel.id)).token == link.token
    came = await invitations.redeem(await identities.identify(2, Writer("dd")), link.token)
    assert (came.user_id, came.name) == (darcel.id, "Darcel Schlecht")
    stored = await committed.one(User, User.id == darcel.id)
    assert (stored.telegram_id, stored.status) == (2, UserStatus.ACTIVE)
    assert (await committed.one(Chat, Chat.id == 2)).locale == "en"
    with pytest.raises(Invalid, match="has_chat"):
        await invitations.for_person(owner, darcel.id)
    with pytest.raises(NotFound):
        await invitations.for_person(owner, 999)


async def test_who_left_comes_back_with_the_new_role(
    invitations: Invitations,
    identities: People,
    owner: Actor,
    database: Database,
    clock: ShiftedClock,
    committed: Committed,
) -> None:
    await add(database, clock, user(clock, 2, Role.HEAD, status=UserStatus.INACTIVE, name="Анна"))
    link = await invitations.invite(owner, Role.MANAGER)
    await invitations.redeem(await identities.identify(2, Writer()), link.token)
    anna = await committed.one(User, User.telegram_id == 2)
    assert (anna.name, anna.role, anna.status) == ("Анна", Role.MANAGER, UserStatus.ACTIVE)
    imported = user(clock, None, Role.MANAGER, status=UserStatus.INVITED, name="New Anna")
    await add(database, clock, imported)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(User, anna.id)).status = UserStatus.INACTIVE
    link = await invitations.for_person(owner, imported.id)
    await invitations.redeem(await identities.identify(2, Writer()), link.token)
    assert (await committed.one(User, User.telegram_id == 2)).id == imported.id


async def test_the_same_press_makes_one_link(invitations: Invitations, owner: Actor, committed: Committed) -> None:
    made = [await invitations.invite(owner, Role.HEAD, new_team="North", once="press 1") for _ in range(2)]
    assert made[0] == made[1]
    assert await committed.count(Team) == 1


async def test_the_list_shows_only_open_links(
    invitations: Invitations, identities: People, owner: Actor, clock: ShiftedClock
) -> None:
    links = [await invitations.invite(owner, Role.MANAGER) for _ in range(10)]
    await invitations.revoke(owner, links[0].id)
    await invitations.redeem(await identities.identify(2, Writer()), links[1].token)
    shown = await invitations.open_page(owner, 0, 5)
    assert (shown.total, shown.page, shown.pages) == (8, 1, 2)
    assert [link.id for link in shown.links] == [link.id for link in links[:-6:-1]]
    assert len((await invitations.open_page(owner, 9, 5)).links) == 3
    assert (await invitations.get(owner, links[5].id)).token == links[5].token
    with pytest.raises(NotFound):
        await invitations.get(owner, links[0].id)
    with pytest.raises(Invalid, match="link_used"):
        await invitations.revoke(owner, links[1].id)


@pytest.mark.parametrize("role", [Role.HEAD, Role.MANAGER, Role.CLIENT, Role.STRANGER])
async def test_only_admins_invite(
    role: Role, invitations: Invitations, database: Database, clock: ShiftedClock
) -> None:
    other = Actor(role=role, chat_id=50, user_id=50)
    teams = Teams(database, clock)
    for call in (
        invitations.invite(other, Role.MANAGER),
        invitations.revoke(other, 1),
        invitations.open_page(other),
        invitations.get(other, 1),
        invitations.for_person(other, 1),
        teams.all(other),
        teams.get(other, 1),
        teams.add(other, "x"),
        teams.rename(other, 1, "x"),
        teams.set_parent(other, 1, None),
    ):
        with pytest.raises(Denied):
            await call


async def test_teams(invitations: Invitations, owner: Actor, database: Database, clock: ShiftedClock) -> None:
    teams = Teams(database, clock)
    top = await teams.add(owner, "Top")
    below = await teams.add(owner, "Below")
    with pytest.raises(Invalid, match="team_exists"):
        await teams.add(owner, "toP")
    with pytest.raises(Invalid, match="name_bad"):
        await teams.add(owner, " … ")
    assert (await teams.set_parent(owner, below.id, top.id)).parent == "Top"
    with pytest.raises(Invalid, match="team_loop"):
        await teams.set_parent(owner, top.id, below.id)
    with pytest.raises(Invalid, match="team_loop"):
        await teams.set_parent(owner, top.id, top.id)
    assert (await teams.rename(owner, below.id, "below")).name == "below"
    await add(database, clock, user(clock, 9, Role.HEAD, name="Борис", team_id=below.id))
    assert (await teams.get(owner, below.id)).head == "Борис"
    assert [(team.name, team.size) for team in await teams.all(owner)] == [("Top", 0), ("below", 1)]
    assert (await teams.set_parent(owner, below.id, None)).parent is None
    with pytest.raises(NotFound):
        await teams.rename(owner, 999, "x")
    with pytest.raises(NotFound):
        await invitations.invite(owner, Role.HEAD, team_id=999)
    with pytest.raises(Invalid):
        await invitations.invite(owner, Role.CLIENT)
