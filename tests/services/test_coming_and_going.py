"""Absences, dismissal taken back, bulk reassignment, limits, further teams of a head."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import StageKind, TaskStatus, UserStatus
from services.rules.special_days import DayKind
from services.rules.target import Target
from services.rules.worktime import local_day
from storage.tables import Absence, Client, Deal, HistoryEntry, Lead, OutboxMessage, Promise, Task, User
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

DAY = timedelta(days=1)


def today(clock: ShiftedClock) -> date:
    """The company's day."""
    return local_day(clock.now(), "Europe/Kyiv")


def id_of(actor: Actor) -> int:
    """The actor's own id."""
    assert actor.user_id is not None
    return actor.user_id


# ------------------------------------------------------------------------------------------------------------ absences
async def test_work_goes_to_the_deputy_and_comes_back(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal, sold = await factory.deal(people.anna), await factory.deal(people.anna)
    await factory.call(deal, people.anna, promised=True)
    await factory.call(sold, people.anna)
    first = today(clock) + DAY
    view = await services.absences.plan(
        people.boris, id_of(people.anna), first, first + 3 * DAY, id_of(people.oleg), key="a"
    )
    assert not view.now
    assert await services.absences.turn(clock.now()) == 0
    clock.advance(DAY)
    assert await services.absences.turn(clock.now()) == 1
    assert await services.absences.turn(clock.now()) == 0, "once"
    assert {row.owner_id for row in await committed.all(Deal)} == {id_of(people.oleg)}
    assert {row.assignee_id for row in await committed.all(Task)} == {id_of(people.oleg)}
    assert (await committed.one(Promise)).user_id == id_of(people.oleg)
    fresh = await committed.one(Deal, Deal.id == sold.id)
    await services.calls.sale(people.oleg, Target("deal", sold.id), fresh.version)
    clock.advance(4 * DAY)
    assert await services.absences.turn(clock.now()) == 1
    assert (await committed.one(Deal, Deal.id == deal.id)).owner_id == id_of(people.anna)
    assert (await committed.one(Deal, Deal.id == sold.id)).owner_id == id_of(people.oleg), "who sold it keeps it"
    open_ones = await committed.all(Task, Task.status == TaskStatus.OPEN, Task.deal_id == deal.id)
    assert {row.assignee_id for row in open_ones} == {id_of(people.anna)}
    changed = await committed.all(HistoryEntry, HistoryEntry.record == "deals", HistoryEntry.record_id == deal.id)
    assert sum("owner_id" in entry.changes for entry in changed if entry.action == "changed") == 2
    told = await committed.all(OutboxMessage, OutboxMessage.kind == "absence")
    assert len(told) == 4


async def test_one_that_begins_today_begins_at_once_and_may_end_early(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    view = await services.absences.plan(
        people.boris, id_of(people.anna), today(clock), today(clock) + 5 * DAY, None, key="a"
    )
    assert (view.now, view.deals, view.deputy and view.deputy.name) == (True, 1, "Boris Head")
    await services.absences.end(people.boris, view.id, view.version)
    assert (await committed.one(Deal, Deal.id == deal.id)).owner_id == id_of(people.anna)
    with pytest.raises(Stale):
        await services.absences.end(people.boris, view.id, view.version)


async def test_one_that_passed_while_the_bot_stood_still_hands_nothing_over(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    first = today(clock) + DAY
    await services.absences.plan(people.boris, id_of(people.anna), first, first + DAY, id_of(people.oleg), key="a")
    clock.advance(timedelta(days=7))
    await services.absences.turn(clock.now())
    assert await services.absences.turn(clock.now()) == 0
    assert (await committed.one(Deal, Deal.id == deal.id)).owner_id == id_of(people.anna)
    assert await committed.count(OutboxMessage, OutboxMessage.kind == "absence") == 0


async def test_what_was_given_on_meanwhile_stays(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    view = await services.absences.plan(
        people.boris, id_of(people.anna), today(clock), today(clock), id_of(people.oleg), key="a"
    )
    version = (await committed.one(Deal)).version
    await services.deals.give(people.boris, deal.id, version, id_of(people.boris))
    await services.absences.end(people.boris, view.id, view.version)
    assert (await committed.one(Deal)).owner_id == id_of(people.boris)


async def test_bad_absences_say_what_is_wrong(services: Services, people: People, clock: ShiftedClock) -> None:
    anna, oleg, now = id_of(people.anna), id_of(people.oleg), today(clock)
    plan = services.absences.plan
    for first, last, code in (
        (now + 2 * DAY, now, "absence_days"),
        (now - DAY, now, "absence_past"),
        (now, now + 400 * DAY, "absence_long"),
    ):
        with pytest.raises(Invalid, match=code):
            await plan(people.boris, anna, first, last, oleg, key=code)
    await plan(people.boris, anna, now + DAY, now + 3 * DAY, oleg, key="good")
    with pytest.raises(Invalid, match="absence_twice"):
        await plan(people.boris, anna, now + 2 * DAY, now + 2 * DAY, None, key="twice")
    with pytest.raises(Invalid, match="deputy_away"):
        await plan(people.boris, oleg, now + DAY, now + DAY, anna, key="away")
    with pytest.raises(NotFound):
        await plan(people.boris, id_of(people.vera), now, now, oleg, key="foreign")
    with pytest.raises(Denied):
        await plan(people.anna, anna, now, now, oleg, key="own")


# ----------------------------------------------------------------------------------------------------------- dismissal
async def test_a_dismissal_is_taken_back(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    kept, moved = await factory.deal(people.anna), await factory.deal(people.anna)
    card = await services.colleagues.card(people.owner, id_of(people.anna))
    left = await services.colleagues.deactivate(people.owner, card.id, card.version)
    assert (left.to, left.handed.deals) == ("Boris Head", 2)
    version = (await committed.one(Deal, Deal.id == moved.id)).version
    await services.deals.give(people.boris, moved.id, version, id_of(people.oleg))
    back = await services.colleagues.return_from(people.owner, left.undo_id or 0)
    assert back.status is UserStatus.ACTIVE
    assert (await committed.one(Deal, Deal.id == kept.id)).owner_id == id_of(people.anna)
    assert (await committed.one(Deal, Deal.id == moved.id)).owner_id == id_of(people.oleg)
    with pytest.raises(Stale):
        await services.colleagues.return_from(people.owner, left.undo_id or 0)


async def test_who_has_left_is_not_away(
    services: Services, people: People, committed: Committed, clock: ShiftedClock
) -> None:
    await services.absences.plan(
        people.boris, id_of(people.anna), today(clock) + DAY, today(clock) + 2 * DAY, None, key="a"
    )
    card = await services.colleagues.card(people.owner, id_of(people.anna))
    await services.colleagues.deactivate(people.owner, card.id, card.version)
    clock.advance(DAY)
    assert await services.absences.turn(clock.now()) == 0
    assert (await committed.one(Absence)).cancelled_at is not None


# ---------------------------------------------------------------------------------------------------------------- bulk
async def test_all_deals_of_a_filter_change_hands_and_come_back(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    mine = [await factory.deal(people.anna) for _ in range(3)]
    await factory.call(mine[0], people.anna, promised=True)
    own = await factory.deal(people.oleg)
    foreign = await factory.deal(people.vera)
    preview = await services.reassigning.preview(people.boris, id_of(people.oleg))
    assert (preview.found, preview.deals, preview.tasks) == (4, 3, 4)
    assert preview.by_owner == (("Anna Manager", 3),)
    done = await services.reassigning.reassign(people.boris, id_of(people.oleg), preview.deals, key="k")
    assert (done.deals, done.tasks) == (3, 4)
    owners = {row.id: row.owner_id for row in await committed.all(Deal)}
    assert {owners[row.id] for row in [*mine, own]} == {id_of(people.oleg)}
    assert owners[foreign.id] == id_of(people.vera), "another head's"
    assert (await committed.one(Promise)).user_id == id_of(people.oleg)
    version = (await committed.one(Deal, Deal.id == mine[1].id)).version
    await services.calls.sale(people.oleg, Target("deal", mine[1].id), version)
    back = await services.reassigning.undo(people.boris, done.undo_id)
    assert (back.deals, back.kept) == (2, 1)
    owners = {row.id: row.owner_id for row in await committed.all(Deal)}
    assert owners[mine[0].id] == owners[mine[2].id] == id_of(people.anna)
    assert owners[own.id] == id_of(people.oleg)
    with pytest.raises(Invalid, match="done_already"):
        await services.reassigning.reassign(people.boris, id_of(people.oleg), preview.deals, key="k")


async def test_the_clients_of_handed_deals_go_along_and_come_back(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    """Only those whose open deals all go: one a colleague still works on stays, as does another person's client."""
    whole, shared, foreign = [await factory.client(name, people.anna) for name in ("Whole", "Shared", "Foreign")]
    async with services.db.write(SYSTEM, services.clock.now()) as work:
        (await work.session.get_one(Client, foreign.id)).owner_id = people.vera.user_id
    for client in (whole, whole, shared, foreign):
        await factory.deal(people.anna, client=client)
    await factory.deal(people.oleg, client=whole)  # the taker's own does not hold it
    await factory.deal(people.vera, client=shared)
    to = id_of(people.oleg)
    preview = await services.reassigning.preview(people.boris, to)
    assert (preview.deals, preview.clients, preview.clients_stay, preview.with_clients) == (4, 1, 1, True)
    without = await services.reassigning.preview(people.boris, to, with_clients=False)
    assert (without.clients, without.with_clients) == (1, False)
    with pytest.raises(Invalid, match="preview_clients_changed"):
        await services.reassigning.reassign(people.boris, to, 4, clients=2, key="a")
    done = await services.reassigning.reassign(people.boris, to, 4, clients=1, key="b")
    assert (done.deals, done.clients) == (4, 1)

    async def owners() -> list[int]:
        ids = [client.id for client in (whole, shared, foreign)]
        return [(await committed.one(Client, Client.id == id_)).owner_id for id_ in ids]

    anna, vera = id_of(people.anna), id_of(people.vera)
    assert await owners() == [to, anna, vera]
    of_client = (HistoryEntry.record == "clients", HistoryEntry.record_id == whole.id)
    entry = await committed.one(HistoryEntry, *of_client, HistoryEntry.action == "changed")
    assert (entry.changes, entry.user_id) == ({"owner_id": [anna, to]}, people.boris.user_id)
    back = await services.reassigning.undo(people.boris, done.undo_id)
    assert (back.deals, back.clients) == (4, 1)
    assert await owners() == [anna, anna, vera]
    done = await services.reassigning.reassign(people.boris, to, 4, key="c")
    assert (done.clients, await owners()) == (0, [anna, anna, vera])


async def test_both_sides_hear_which_deals_went(services: Services, people: People, factory: Factory) -> None:
    for name, amount in (("Small", 10_00), ("Large", 900_00), ("Middle", 100_00)):
        await factory.deal(people.anna, client=await factory.client(name, people.anna), amount=amount)
    done = await services.reassigning.reassign(people.boris, id_of(people.oleg), 3, key="a")
    for reader in (people.oleg, people.anna):
        assert await services.reassigning.named(reader, done.undo_id) == ("Large", "Middle", "Small")
    for reader in (people.vera, people.client):
        assert await services.reassigning.named(reader, done.undo_id) == ()
    assert await services.reassigning.named(people.oleg, done.undo_id + 1) == ()


async def test_what_changed_since_the_preview_is_not_done(services: Services, people: People, factory: Factory) -> None:
    await factory.deal(people.anna)
    await factory.deal(people.anna)
    with pytest.raises(Invalid, match="preview_changed"):
        await services.reassigning.reassign(people.boris, id_of(people.oleg), 1, key="k")
    with pytest.raises(NotFound):
        await services.reassigning.preview(people.boris, id_of(people.vera))
    with pytest.raises(Denied):
        await services.reassigning.preview(people.anna, id_of(people.oleg))


async def test_nothing_to_give(services: Services, people: People, factory: Factory) -> None:
    await factory.deal(people.oleg)
    with pytest.raises(Invalid, match="nothing_to_give"):
        await services.reassigning.preview(people.boris, id_of(people.oleg))


# -------------------------------------------------------------------------------------------------------------- limits
async def test_limits_hold_when_work_is_given_or_taken(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    card = await services.colleagues.card(people.owner, id_of(people.oleg))
    card = await services.colleagues.set_limit(people.owner, card.id, card.version, "deals", 1)
    card = await services.colleagues.set_limit(people.owner, card.id, card.version, "leads", 1)
    deals = [await factory.deal(people.anna) for _ in range(2)]
    with pytest.raises(Invalid, match="deal_limit"):
        await services.reassigning.preview(people.boris, card.id)
    await services.deals.give(people.boris, deals[0].id, deals[0].version, card.id)
    with pytest.raises(Invalid, match="deal_limit") as refused:
        await services.deals.give(people.boris, deals[1].id, deals[1].version, card.id)
    assert refused.value.params["left"] == 0
    leads = [await factory.lead(None) for _ in range(2)]
    await services.leads.take(people.oleg, leads[0].id, leads[0].version)
    with pytest.raises(Invalid, match="own_lead_limit"):
        await services.leads.take(people.oleg, leads[1].id, leads[1].version)
    card = await services.colleagues.card(people.owner, card.id)
    await services.colleagues.set_limit(people.owner, card.id, card.version, "leads", None)
    await services.leads.take(people.oleg, leads[1].id, leads[1].version)
    with pytest.raises(Invalid, match="limit_bad"):
        await services.colleagues.set_limit(people.owner, card.id, card.version, "deals", 0)


async def test_limits_hold_when_somebody_opens_a_deal_or_converts_an_inquiry(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    """As at a hand-over; who opens it is told as of the own limit, the head as of the other's."""
    card = await services.colleagues.card(people.owner, id_of(people.oleg))
    card = await services.colleagues.set_limit(people.owner, card.id, card.version, "deals", 2)
    deal, lead = await factory.deal(people.oleg), await factory.lead(people.oleg)
    await services.conversions.convert(people.oleg, lead.id, lead.version, deal.pipeline_id)
    with pytest.raises(Invalid, match="own_deal_limit") as refused:
        await services.deals.create(people.oleg, deal.client_id or 0, deal.pipeline_id, key="a")
    assert (refused.value.params["limit"], refused.value.params["left"]) == (2, 0)
    with pytest.raises(Invalid, match=r"^deal_limit"):
        await services.deals.create(people.boris, deal.client_id or 0, deal.pipeline_id, key="b")
    other = await factory.lead(people.oleg)
    with pytest.raises(Invalid, match="own_deal_limit"):
        await services.conversions.convert(people.oleg, other.id, other.version, deal.pipeline_id)
    assert (await committed.one(Lead, Lead.id == other.id)).closed_at is None, "nothing is half done"
    assert len(await committed.all(Deal, Deal.owner_id == card.id)) == 2
    await services.colleagues.set_limit(people.owner, card.id, card.version, "deals", 3)
    await services.deals.create(people.oleg, deal.client_id or 0, deal.pipeline_id, key="a")


# --------------------------------------------------------------------------------------------------------------- teams
async def test_a_head_sees_a_further_team(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.vera)
    view = await services.colleagues.seats(people.owner, id_of(people.boris))
    south = next(team for team, _ in view.teams)
    view = await services.colleagues.toggle_seat(people.owner, view.id, view.version, south.id)
    assert [ticked for _, ticked in view.teams] == [True]
    boris = await services.people.actor_of(id_of(people.boris))
    assert (await services.deals.card(boris, deal.id)).id == deal.id
    view = await services.colleagues.toggle_seat(people.owner, view.id, view.version, south.id)
    boris = await services.people.actor_of(id_of(people.boris))
    with pytest.raises(NotFound):
        await services.deals.card(boris, deal.id)
    assert (await committed.one(User, User.id == id_of(people.boris))).version > 1
    assert (await committed.one(Deal)).status is StageKind.OPEN


# ------------------------------------------------------------------------------------------------------------ calendar
async def test_the_calendar_is_changed(services: Services, people: People, clock: ShiftedClock) -> None:
    day = today(clock) + 30 * DAY
    view = await services.calendar.set_days(people.owner, f"{day:%d.%m} Company day", DayKind.OFF)
    line = next(item for item in view.lines if item.first == day)
    assert (line.name, line.hours, line.own) == ("Company day", (), True)
    view = await services.calendar.set_days(people.owner, f"{day:%d.%m.%Y} 10-15", DayKind.SHORT)
    assert next(item for item in view.lines if item.first == day).hours == (("10:00", "15:00"),)
    view = await services.calendar.forget(people.owner, day, day)
    assert day not in {item.first for item in view.lines}
    with pytest.raises(NotFound):
        await services.calendar.forget(people.owner, day, day)
    for typed, kind, code in (
        ("soon", DayKind.OFF, "days_bad"),
        ("31.02", DayKind.OFF, "days_bad"),
        ("1.01.2020", DayKind.OFF, "days_past"),
        (f"{day:%d.%m.%Y} - {day + 90 * DAY:%d.%m.%Y}", DayKind.OFF, "days_many"),
        (f"{day:%d.%m}", DayKind.SHORT, "short_hours"),
    ):
        with pytest.raises(Invalid, match=code):
            await services.calendar.set_days(people.owner, typed, kind)
    with pytest.raises(Denied):
        await services.calendar.view(people.boris)


async def test_a_range_of_days_is_one_line_and_is_taken_back(
    services: Services, people: People, clock: ShiftedClock
) -> None:
    first = today(clock) + 30 * DAY
    await services.calendar.set_days(people.owner, f"{first + DAY:%d.%m.%Y} 9-13 Party", DayKind.SHORT)
    typed = f"{first:%d.%m.%Y} - {first + 8 * DAY:%d.%m.%Y} Holidays"
    view = await services.calendar.set_days(people.owner, typed, DayKind.OFF)
    own = [(item.first, item.last, item.name) for item in view.lines if item.own]
    assert own == [(first, first + 8 * DAY, "Holidays")]
    assert [(item.first, item.name) for item in view.replaced] == [(first + DAY, "Party")]

    gone = await services.calendar.forget(people.owner, first, first + 8 * DAY)
    assert not [item for item in gone.lines if item.own]
    back = await services.calendar.undo(people.owner, gone.undo or 0)
    assert [(item.first, item.last) for item in back.lines if item.own] == [(first, first + 8 * DAY)]
    back = await services.calendar.undo(people.owner, view.undo or 0)
    assert [(item.first, item.name) for item in back.lines if item.own] == [(first + DAY, "Party")]
    with pytest.raises(Stale):
        await services.calendar.undo(people.owner, view.undo or 0)


async def test_a_day_changed_since_is_left_alone(services: Services, people: People, clock: ShiftedClock) -> None:
    day = today(clock) + 30 * DAY
    view = await services.calendar.set_days(people.owner, f"{day:%d.%m.%Y} Holidays", DayKind.OFF)
    await services.calendar.set_days(people.owner, f"{day:%d.%m.%Y} 9-13", DayKind.SHORT)
    back = await services.calendar.undo(people.owner, view.undo or 0)
    assert next(item for item in back.lines if item.first == day).hours == (("09:00", "13:00"),)
