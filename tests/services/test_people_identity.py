"""Who is writing: first contact, colleagues, contacts, strangers, languages, the head's tree of teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound
from services.people import People
from services.rules.actor import SYSTEM, Role
from services.rules.kinds import UserStatus
from storage.tables import Chat, Client, Contact, Setting, Team, User
from storage.unit_of_work import Database
from tests.support.databases import Committed


@dataclass
class Writer:
    """A Telegram account."""

    full_name: str = "Пётр Ильин"
    username: str | None = None
    language_code: str | None = "uk"


@pytest.fixture
def identities(database: Database, clock: ShiftedClock) -> People:
    """The service under test."""
    return People(database, clock)


async def add(database: Database, clock: ShiftedClock, *found: object) -> None:
    """Store rows, one after the other, so that later ones may refer to earlier."""
    async with database.write(SYSTEM, clock.now()) as work:
        for row in found:
            work.session.add(row)
            await work.session.flush()


def user(clock: ShiftedClock, telegram_id: int | None, role: Role, **values: object) -> User:
    """A colleague."""
    return User(**{"telegram_id": telegram_id, "role": role, "name": f"{role} {telegram_id}",
                   "created_at": clock.now(), **values})  # fmt: skip


async def test_a_first_update_makes_the_chat_and_a_stranger(identities: People, committed: Committed) -> None:
    actor = await identities.identify(100, Writer())
    assert (actor.role, actor.chat_id, actor.user_id, actor.locale) == (Role.STRANGER, 100, None, "uk")
    assert actor.name == "Пётр Ильин"
    chat = await committed.one(Chat)
    assert (chat.id, chat.name, chat.locale, chat.locale_chosen) == (100, "Пётр Ильин", "uk", False)


async def test_a_language_we_do_not_speak_becomes_the_companys(
    database: Database, clock: ShiftedClock, identities: People
) -> None:
    assert (await identities.identify(1, Writer(language_code="de"))).locale == "ru"
    await add(database, clock, Setting(name="locale", value="uk", updated_at=clock.now()))
    assert (await identities.identify(2, Writer(language_code=None))).locale == "uk"
    assert (await identities.identify(3, Writer(language_code="en-GB"))).locale == "en"


async def test_the_chosen_language_stays_whatever_telegram_says(identities: People) -> None:
    actor = await identities.identify(100, Writer())
    await identities.choose_language(actor, "en")
    assert (await identities.identify(100, Writer(language_code="ru"))).locale == "en"
    with pytest.raises(Invalid):
        await identities.choose_language(actor, "de")


async def test_the_chat_is_written_only_when_something_changed(
    identities: People, clock: ShiftedClock, committed: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    await identities.identify(100, Writer())
    writes = []
    remember = identities._remember

    async def counted(seen: Chat) -> None:
        writes.append(seen.name)
        await remember(seen)

    monkeypatch.setattr(identities, "_remember", counted)
    await identities.identify(100, Writer())
    assert writes == []
    await identities.identify(100, Writer(full_name="Пётр"))
    assert writes == ["Пётр"]
    assert (await committed.one(Chat)).name == "Пётр"


async def test_a_colleague_at_work_acts_in_own_zone_and_team(
    database: Database, clock: ShiftedClock, identities: People
) -> None:
    team = Team(name="North")
    await add(database, clock, team)
    await add(database, clock, user(clock, 7, Role.MANAGER, name="Анна", team_id=team.id, zone="Asia/Almaty"))
    actor = await identities.identify(7, Writer(full_name="anna_1990"))
    assert (actor.role, actor.name, actor.zone) == (Role.MANAGER, "Анна", "Asia/Almaty")
    assert actor.team_ids == frozenset({team.id})


async def test_who_left_is_a_stranger(database: Database, clock: ShiftedClock, identities: People) -> None:
    await add(database, clock, user(clock, 7, Role.ADMIN, status=UserStatus.INACTIVE))
    actor = await identities.identify(7, Writer())
    assert (actor.role, actor.user_id, actor.team_ids) == (Role.STRANGER, None, None)


async def test_a_known_contact_is_a_client_and_a_colleague_stays_one(
    database: Database, clock: ShiftedClock, identities: People
) -> None:
    client = Client(name="Ромашка", search_key="ромашка", created_at=clock.now())
    await add(database, clock, client)
    contact = Contact(client_id=client.id, name="Иван", search_key="иван", telegram_id=55, created_at=clock.now())
    await add(database, clock, contact)
    actor = await identities.identify(55, Writer())
    assert (actor.role, actor.contact_id, actor.name) == (Role.CLIENT, contact.id, "Иван")
    await add(database, clock, user(clock, 55, Role.MANAGER))
    actor = await identities.identify(55, Writer())
    assert (actor.role, actor.contact_id) == (Role.MANAGER, None)


async def test_a_head_sees_the_own_team_and_all_below(
    database: Database, clock: ShiftedClock, identities: People
) -> None:
    top, other = Team(name="Top"), Team(name="Other")
    await add(database, clock, top, other)
    middle = Team(name="Middle", parent_id=top.id)
    await add(database, clock, middle)
    bottom = Team(name="Bottom", parent_id=middle.id)
    await add(database, clock, bottom, user(clock, 1, Role.HEAD, team_id=top.id))
    await add(database, clock, user(clock, 2, Role.HEAD, team_id=middle.id), user(clock, 3, Role.HEAD))
    assert (await identities.identify(1, Writer())).team_ids == frozenset({top.id, middle.id, bottom.id})
    assert (await identities.identify(2, Writer())).team_ids == frozenset({middle.id, bottom.id})
    assert (await identities.identify(3, Writer())).team_ids is None


async def test_blocking_and_coming_back_are_recorded(
    identities: People, clock: ShiftedClock, committed: Committed
) -> None:
    await identities.identify(100, Writer())
    await identities.chat_blocked(100, blocked=True)
    first = (await committed.one(Chat)).blocked_at
    clock.advance(timedelta(hours=1))
    await identities.chat_blocked(100, blocked=True)
    assert (await committed.one(Chat)).blocked_at == first
    await identities.identify(100, Writer())
    assert (await committed.one(Chat)).blocked_at is None
    await identities.chat_blocked(999, blocked=True)


async def test_own_settings(database: Database, clock: ShiftedClock, identities: People) -> None:
    await add(database, clock, user(clock, 7, Role.MANAGER), user(clock, 8, Role.ADMIN))
    manager, admin = await identities.identify(7, Writer()), await identities.identify(8, Writer())
    shown = await identities.own_settings(manager)
    assert (shown.own_zone, shown.own_quiet, shown.quiet_from, shown.company) == (False, False, "20:00", None)
    assert (await identities.own_settings(admin)).company is not None
    assert (await identities.set_zone(manager, "Europe/Warsaw")).zone == "Europe/Warsaw"
    assert (await identities.identify(7, Writer())).zone == "Europe/Warsaw"
    assert (await identities.set_zone(manager, None)).zone == "Europe/Kyiv"
    shown = await identities.set_quiet(manager, "22 – 7:30")
    assert (shown.quiet_from, shown.quiet_to, shown.own_quiet) == ("22:00", "07:30", True)
    assert not (await identities.set_quiet(manager, None)).own_quiet
    with pytest.raises(Invalid):
        await identities.set_zone(manager, "Mars/Olympus")
    with pytest.raises(Invalid):
        await identities.set_quiet(manager, "always")
    with pytest.raises(Denied):
        await identities.own_settings(await identities.identify(100, Writer()))


async def test_me(database: Database, clock: ShiftedClock, identities: People) -> None:
    team = Team(name="North")
    await add(database, clock, team)
    await add(
        database,
        clock,
        user(clock, 7, Role.MANAGER, name="Анна", team_id=team.id),
        user(clock, 8, Role.HEAD, name="Борис", team_id=team.id),
        user(clock, 9, Role.ADMIN, name="Вера"),
    )
    me = await identities.me(await identities.identify(7, Writer()))
    assert (me.name, me.team, me.head) == ("Анна", "North", "Борис")
    assert (await identities.me(await identities.identify(8, Writer()))).head == "Вера"
    assert (await identities.me(await identities.identify(9, Writer()))).head is None
    with pytest.raises(Denied):
        await identities.me(await identities.identify(100, Writer()))


async def test_acting_without_an_update(database: Database, clock: ShiftedClock, identities: People) -> None:
    anna = user(clock, 7, Role.MANAGER, locale="uk")
    gone = user(clock, 8, Role.MANAGER, status=UserStatus.INACTIVE)
    await add(database, clock, anna, gone)
    assert (await identities.actor_of(anna.id)).locale == "uk"
    for missing in (gone.id, 999):
        with pytest.raises(NotFound):
            await identities.actor_of(missing)
