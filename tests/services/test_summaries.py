"""The day in numbers: counted once, by whom, on whose day; comparisons are honest (S0-02, S1-11, S1-12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.report_views import When
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import ActivityKind, CallOutcome, Direction, PromiseState, StageKind, TaskStatus, UserStatus
from services.rules.periods import PeriodKind
from services.rules.target import Target
from services.summaries import NOTHING, DayNumbers, DaySummary
from storage.tables import Activity, Deal, Promise, Refusal, Task, TeamSeat, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory
from tests.support.pushes import change, kyiv

EVENING = kyiv("2026-11-24 18:00")
OUT, IN = Direction.OUT, Direction.IN
REACHED, NOT_REACHED = CallOutcome.REACHED, CallOutcome.NOT_REACHED


class Days:
    """Writes down what was done, as rows."""

    def __init__(self, database: Database, clock: ShiftedClock, factory: Factory) -> None:
        self._database, self._clock, self._factory = database, clock, factory

    async def call(self, who: Actor, at: datetime, direction: Direction = OUT, outcome: CallOutcome = REACHED) -> None:
        """A call."""
        await self.add(
            Activity(kind=ActivityKind.CALL, direction=direction, outcome=outcome, at=at, user_id=who.user_id)
        )

    async def deed(self, who: Actor, kind: ActivityKind, at: datetime) -> None:
        """A meeting or an offer."""
        await self.add(Activity(kind=kind, at=at, user_id=who.user_id))

    async def deal(
        self, who: Actor, kind: StageKind, amount: int | None, at: datetime, reason: int | None = None
    ) -> None:
        """A closed deal."""
        deal = await self._factory.deal(who, amount=amount)
        async with self._database.write(SYSTEM, self._clock.now()) as work:
            row = await work.session.get_one(Deal, deal.id)
            row.status, row.closed_at, row.loss_reason_id = kind, at, reason
            if reason is not None:
                work.session.add(Refusal(deal_id=deal.id, reason_id=reason, user_id=who.user_id, at=at, amount=amount))

    async def promise(self, who: Actor, at: datetime, state: PromiseState) -> None:
        """A promise and what became of it."""
        task = await self._factory.call(await self._factory.client(owner=who), who, at)
        await self.add(Promise(task_id=task.id, user_id=who.user_id, promised_at=at, made_at=at, state=state))

    async def add(self, row: Any) -> None:
        """Store a row."""
        async with self._database.write(SYSTEM, self._clock.now()) as work:
            work.session.add(row)


@pytest.fixture
def days(database: Database, clock: ShiftedClock, factory: Factory) -> Days:
    """Writes down what was done."""
    return Days(database, clock, factory)


def of(view: DaySummary, person: Actor) -> DayNumbers:
    """One person's numbers."""
    return next((item.numbers for item in view.people if item.id == person.user_id), NOTHING)


async def test_everything_a_day_has(
    services: Services, people: People, days: Days, factory: Factory, clock: ShiftedClock, database: Database
) -> None:
    noon, reason = kyiv("2026-11-24 12:00"), await factory.loss_reason()
    for direction, outcome in ((OUT, REACHED), (OUT, REACHED), (OUT, NOT_REACHED), (IN, REACHED)):
        await days.call(people.anna, noon, direction, outcome)
    await days.deed(people.anna, ActivityKind.MEETING, noon)
    await days.deed(people.anna, ActivityKind.OFFER, noon)
    await days.deed(people.anna, ActivityKind.NOTE, noon)
    await days.deal(people.anna, StageKind.WON, 500_00, noon)
    await days.deal(people.anna, StageKind.WON, None, noon)
    await days.deal(people.anna, StageKind.LOST, 70_00, noon, reason)
    for state in (PromiseState.KEPT, PromiseState.KEPT, PromiseState.LATE, PromiseState.BROKEN, PromiseState.MOVED):
        await days.promise(people.anna, noon, state)
    await days.promise(people.anna, EVENING + timedelta(minutes=1), PromiseState.OPEN)
    await factory.lead(people.anna)
    done = await factory.task(await factory.lead(people.anna), people.anna, noon)
    async with database.write(SYSTEM, clock.now()) as work:
        row = await work.session.get_one(Task, done.id)
        row.status, row.done_at = TaskStatus.DONE, noon
    clock.set(EVENING)
    view = await services.summaries.day(people.anna)
    assert (view.team, view.today, view.day.isoformat(), view.top_reason) == (
        False,
        True,
        "2026-11-24",
        ("Expensive", 1),
    )
    total = view.total
    assert (total.calls_out, total.calls_in, total.calls, total.reached, total.reached_out) == (3, 1, 4, 3, 2)
    assert total.reach_rate == pytest.approx(2 / 3)
    assert (total.meetings, total.offers, total.leads, total.tasks_done) == (1, 1, 2, 1)
    assert (total.won, total.won_sum, total.lost, total.lost_sum, view.won_month) == (2, 500_00, 1, 70_00, 500_00)
    assert (total.kept, total.late, total.promised) == (2, 1, 4), "moved and still to come are not counted"


async def test_a_manager_sees_the_own_day_a_head_the_teams(
    services: Services, people: People, days: Days, clock: ShiftedClock
) -> None:
    for person, calls in ((people.anna, 3), (people.oleg, 2), (people.vera, 7)):
        for _ in range(calls):
            await days.call(person, kyiv("2026-11-24 12:00"))
    clock.set(EVENING)
    found = {
        name: (await services.summaries.day(getattr(people, name))).total.calls
        for name in ("anna", "oleg", "boris", "galina", "owner")
    }
    assert found == {"anna": 3, "oleg": 2, "boris": 5, "galina": 7, "owner": 12}
    view = await services.summaries.day(people.boris)
    assert {item.name: item.numbers.calls for item in view.people} == {"Anna Manager": 3, "Oleg Manager": 2}


async def test_inquiries_nobody_has_taken_count_for_the_head_only(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    await factory.lead(people.anna)
    await factory.lead(inbound=True)
    clock.set(EVENING)
    assert (await services.summaries.day(people.anna)).total.leads == 1
    assert (await services.summaries.day(people.oleg)).total.leads == 0
    assert (await services.summaries.day(people.boris)).total.leads == 2


async def test_the_day_is_the_persons_own(
    services: Services, people: People, days: Days, clock: ShiftedClock, database: Database
) -> None:
    """23:30 in Kyiv is the next day in Almaty."""
    await change(database, clock, people.oleg, zone="Asia/Almaty")
    for person in (people.anna, people.oleg):
        await days.call(person, kyiv("2026-11-24 23:30"))
    clock.set(kyiv("2026-11-24 23:45"))
    assert (await services.summaries.day(people.anna)).total.calls == 1
    oleg = await services.people.actor_of(people.oleg.user_id or 0)
    view = await services.summaries.day(oleg)
    assert (view.day.isoformat(), view.total.calls) == ("2026-11-25", 1)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
async def test_days_of_the_clock_change_are_whole(
    services: Services, people: People, days: Days, clock: ShiftedClock, day: str
) -> None:
    start = kyiv(f"{day} 00:00")
    end = kyiv(f"{day} 12:00") + timedelta(hours=12)
    for at in (start - timedelta(seconds=1), start, end - timedelta(seconds=1), end):
        await days.call(people.anna, at)
    clock.set(end + timedelta(days=3))
    view = await services.summaries.day(people.anna, kyiv(f"{day} 12:00").date())
    assert view.total.calls == 2


async def test_it_is_compared_with_the_same_day_of_last_week_if_there_is_anything(
    services: Services, people: People, days: Days, clock: ShiftedClock
) -> None:
    await days.call(people.anna, kyiv("2026-11-24 12:00"))
    clock.set(EVENING)
    assert (await services.summaries.day(people.boris)).calls_before is None, "the bot was not here yet"
    for _ in range(3):
        await days.call(people.oleg, kyiv("2026-11-17 12:00"))
    view = await services.summaries.day(people.boris)
    assert (view.calls_before, view.day_before.isoformat()) == (3, "2026-11-17")
    assert (await services.summaries.day(people.anna)).calls_before is None, "others' calls are not the own"


async def test_what_is_overdue_is_known_of_now_only(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    await factory.call(await factory.client(owner=people.anna), people.anna, kyiv("2026-11-24 11:00"))
    clock.set(kyiv("2026-11-25 10:00"))
    today = await services.summaries.day(people.boris)
    yesterday = await services.summaries.day(people.boris, kyiv("2026-11-24 12:00").date())
    assert (today.today, today.total.overdue, yesterday.today, yesterday.total.overdue) == (True, 1, False, 0)


async def test_a_person_with_nothing_is_shown_one_who_left_is_not(
    services: Services, people: People, days: Days, clock: ShiftedClock, database: Database
) -> None:
    await days.call(people.anna, kyiv("2026-11-24 12:00"))
    clock.set(EVENING)
    view = await services.summaries.day(people.boris)
    assert [item.name for item in view.people] == ["Anna Manager", "Oleg Manager"]
    assert of(view, people.oleg) == NOTHING
    assert (await services.summaries.day(people.oleg)).empty
    await change(database, clock, people.anna, status=UserStatus.INACTIVE)
    await change(database, clock, people.oleg, status=UserStatus.INACTIVE)
    view = await services.summaries.day(people.boris)
    assert [item.name for item in view.people] == ["Anna Manager"], "what she did was done"
    assert view.total.calls == 1


async def test_sixty_managers_are_a_few_queries(
    services: Services, people: People, days: Days, clock: ShiftedClock, database: Database
) -> None:
    boris = await services.people.actor_of(people.boris.user_id or 0)
    team = next(iter(boris.team_ids or ()))
    async with database.write(SYSTEM, clock.now()) as work:
        many = [
            User(name=f"Manager {n:02}", role=Role.MANAGER, status=UserStatus.ACTIVE, team_id=team, created_at=work.now)
            for n in range(60)
        ]
        work.session.add_all(many)
        await work.session.flush()
        work.session.add_all(
            Activity(kind=ActivityKind.CALL, direction=OUT, outcome=REACHED, at=work.now, user_id=row.id)
            for row in many
        )
    view = await services.summaries.day(boris)
    assert (len(view.people), view.total.calls) == (62, 60)


async def test_days_far_away_are_brought_near(services: Services, people: People, clock: ShiftedClock) -> None:
    """Buttons are the app's to forge."""
    for day in (date.min, date.max):
        assert (await services.summaries.day(people.boris, day)).empty


async def test_refusals_are_those_of_losses_inquiries_too(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    """«Refused: 0» in the evening of a day on which an inquiry was refused."""
    clock.set(kyiv("2026-11-24 12:00"))
    reason = await factory.loss_reason()
    lead, deal = await factory.lead(people.anna), await factory.deal(people.anna, amount=70_00)
    taken_back = await factory.lead(people.anna)
    for target, row in ((Target("lead", lead.id), lead), (Target("deal", deal.id), deal)):
        await services.refusals.refuse(people.anna, target, row.version, reason)
    refused = await services.refusals.refuse(
        people.anna, Target("lead", taken_back.id), taken_back.version, await factory.loss_reason("duplicate")
    )
    await services.refusals.undo(people.anna, refused.undo_id)
    clock.set(EVENING)
    losses = (await services.losses.report(people.boris, When(PeriodKind.DAY))).totals
    for actor in (people.anna, people.boris, people.owner):
        view = await services.summaries.day(actor)
        assert (view.total.lost, view.total.lost_leads, view.total.lost_sum) == (2, 1, 70_00), actor.name
        assert view.top_reason == ("Expensive", 2)
    assert (losses.n, losses.leads, losses.money) == (2, 1, 70_00)
    assert (await services.summaries.day(people.galina)).total.lost == 0


async def test_overdue_is_one_number_in_the_round_the_summary_and_the_team(
    services: Services, people: People, factory: Factory, clock: ShiftedClock, database: Database
) -> None:
    """One of them waits for the head's word about another date: it is counted, and named."""
    due = kyiv("2026-11-24 11:00")
    tasks = [await factory.call(await factory.client(owner=people.anna), people.anna, due) for _ in range(3)]
    deal = await factory.deal(people.anna)
    await factory.task(deal, people.vera, due)  # somebody else's task about a deal of the team
    task = tasks[0]
    for to in ("2026-11-24 12:00", "2026-11-24 13:00"):
        clock.set(kyiv(to) - timedelta(minutes=1))
        moved = await services.tasks.card(people.anna, task.id)
        await services.tasks.postpone(people.anna, task.id, moved.line.version, kyiv(to), comment="ill")
    clock.set(EVENING)
    in_round = await services.rounds.summary(people.boris)
    day = await services.summaries.day(people.boris)
    assert (in_round.overdue, in_round.asked, in_round.early) == (day.total.overdue, 1, 0)
    assert sum(n for _, n in in_round.by_person) == in_round.overdue
    anna = next(load for load in await services.tasks.load(people.boris) if load.person.id == people.anna.user_id)
    assert dict(in_round.by_person)["Anna Manager"] == anna.overdue == of(day, people.anna).overdue


async def test_a_heads_summary_says_which_teams_it_covers(
    services: Services, people: People, clock: ShiftedClock, database: Database
) -> None:
    assert (await services.summaries.day(people.boris)).teams == ()
    assert (await services.summaries.day(people.owner)).teams == ()
    async with database.write(SYSTEM, clock.now()) as work:
        vera = await work.session.get_one(User, people.vera.user_id)
        work.session.add(TeamSeat(user_id=people.boris.user_id, team_id=vera.team_id))
    boris = await services.people.actor_of(people.boris.user_id or 0)
    assert (await services.summaries.day(boris)).teams == ("North", "South")
