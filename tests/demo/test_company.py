"""The demo company obeys the rules of the bot that works on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.cast import MANAGERS
from bot.demo.filler import make, morning
from bot.demo.stage import CHATS
from services import Services, policy
from services.clock import ShiftedClock
from services.round_views import RoundCard
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.call_list import Block
from services.rules.kinds import (
    CONTACT_KINDS,
    ActivityKind,
    CallOutcome,
    LeadStatus,
    PromiseState,
    StageKind,
    TaskKind,
    TaskStatus,
)
from storage.tables import (
    Activity,
    Client,
    Contact,
    Deal,
    DealLine,
    HistoryEntry,
    Lead,
    NpsPoll,
    Pipeline,
    Promise,
    Refusal,
    Stage,
    StageTransition,
    Task,
    User,
)
from storage.unit_of_work import Database
from tests.support import databases
from tests.support.databases import Committed

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday, noon in Kyiv."""


@dataclass
class Garden:
    """The filled company at 08:58 of its day."""

    begins: datetime
    url: str
    services: Services
    rows: dict[Any, list[Any]]

    async def actor(self, name: str) -> Actor:
        user = next(row for row in self.rows[User] if row.name == name)
        return await self.services.people.actor_of(user.id)


TABLES = (
    Activity, Client, Contact, Deal, DealLine, HistoryEntry, Lead, NpsPoll, Pipeline, Promise, Refusal, Stage,
    StageTransition, Task, User,
)  # fmt: skip


@pytest.fixture(scope="module")
async def garden(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Garden]:
    url = databases.copy_sqlite(sqlite_template, tmp_path_factory.mktemp("garden") / "garden.db")
    begins = (await make(url, NOON)).begins
    reader = Committed(url)
    rows = {table: await reader.all(table) for table in TABLES}
    await reader.close()
    database = Database(url)
    yield Garden(begins, url, Services(database, ShiftedClock(begins)), rows)
    await database.close()


def test_it_is_a_company_of_three_months(garden: Garden):
    counts = {table: len(rows) for table, rows in garden.rows.items()}
    assert 230 <= counts[Client] <= 320
    assert 620 <= counts[Deal] <= 780
    assert counts[Activity] > 5000
    assert counts[Lead] > 150
    assert counts[NpsPoll] > 100
    assert {row.status for row in garden.rows[Deal]} == set(StageKind)
    assert {row.status for row in garden.rows[Lead]} == set(LeadStatus)
    assert {row.state for row in garden.rows[Promise]} == set(PromiseState)
    assert {row.code for row in garden.rows[Pipeline]} == {
        next(p.code for p in garden.rows[Pipeline] if p.id == deal.pipeline_id) for deal in garden.rows[Deal]
    }
    first = min(row.at for row in garden.rows[Activity])
    assert timedelta(days=86) < garden.begins - first < timedelta(days=92)


def test_nothing_has_happened_yet_that_is_still_to_come(garden: Garden):
    for table, name in ((Activity, "at"), (StageTransition, "at"), (Task, "created_at"), (HistoryEntry, "at")):
        assert max(getattr(row, name) for row in garden.rows[table]) < garden.begins
    assert all(row.done_at < garden.begins for row in garden.rows[Task] if row.done_at)


def test_people_work_on_working_days(garden: Garden):
    assert all(row.at.weekday() < 5 and 6 <= row.at.hour <= 16 for row in garden.rows[Activity])


def test_the_status_of_a_deal_is_the_kind_of_its_stage(garden: Garden):
    stages = {row.id: row for row in garden.rows[Stage]}
    for deal in garden.rows[Deal]:
        stage = stages[deal.stage_id]
        assert (stage.kind, stage.pipeline_id) == (deal.status, deal.pipeline_id)
        assert (deal.closed_at is None) is (deal.status is StageKind.OPEN)
        assert (deal.loss_reason_id is not None) is (deal.status is StageKind.LOST)


def test_the_last_move_of_a_deal_leads_to_where_it_is(garden: Garden):
    moves: dict[int, list[Any]] = defaultdict(list)
    for move in sorted(garden.rows[StageTransition], key=lambda row: row.id):
        moves[move.deal_id].append(move)
    for deal in garden.rows[Deal]:
        made = moves[deal.id]
        assert made[0].from_stage_id is None
        assert [move.from_stage_id for move in made[1:]] == [move.to_stage_id for move in made[:-1]]
        assert made[-1].to_stage_id == deal.stage_id
        assert made[-1].at == deal.stage_entered_at


def test_one_next_contact_at_most_and_nothing_left_open_of_what_is_closed(garden: Garden):
    about: Counter[tuple[int | None, int | None, int | None]] = Counter()
    closed = {row.id for row in garden.rows[Deal] if row.closed_at}
    done = {row.id for row in garden.rows[Lead] if row.closed_at}
    for task in garden.rows[Task]:
        assert (task.done_at is None) is (task.status is TaskStatus.OPEN)
        if task.status is not TaskStatus.OPEN:
            continue
        if task.kind in CONTACT_KINDS:
            about[(task.deal_id, task.lead_id, None if task.deal_id or task.lead_id else task.client_id)] += 1
        if task.kind not in (TaskKind.CHECK_REFUSAL, TaskKind.NPS):
            assert task.deal_id not in closed
            assert task.lead_id not in done
    assert set(about.values()) == {1}


def test_last_contact_and_attempts_are_those_of_the_calls(garden: Garden):
    last: dict[tuple[str, int], datetime] = {}
    tries: Counter[int] = Counter()
    for row in sorted(garden.rows[Activity], key=lambda row: (row.at, row.id)):
        missed = row.kind is ActivityKind.CALL and row.outcome is CallOutcome.NOT_REACHED
        if row.kind is ActivityKind.NOTE:
            continue
        if row.deal_id:
            tries[row.deal_id] = tries[row.deal_id] + 1 if missed else 0
        if not missed:
            for kind, key in (("deal", row.deal_id), ("client", row.client_id)):
                if key:
                    last[kind, key] = row.at
    for deal in garden.rows[Deal]:
        assert deal.last_contact_at == last.get(("deal", deal.id)), deal.id
        assert deal.attempts == tries[deal.id] or deal.status is StageKind.LOST
    for client in garden.rows[Client]:
        assert client.last_contact_at == last.get(("client", client.id))


def test_promises_are_settled_and_belong_to_promised_tasks(garden: Garden):
    tasks = {row.id: row for row in garden.rows[Task]}
    for promise in garden.rows[Promise]:
        task = tasks[promise.task_id]
        assert task.promised
        if promise.state is PromiseState.OPEN:
            assert task.status is TaskStatus.OPEN
            assert promise.promised_at == task.due_at > garden.begins


def test_refusals_are_checked_or_wait_for_it(garden: Garden):
    refused = {row.deal_id for row in garden.rows[Refusal]}
    assert {row.id for row in garden.rows[Deal] if row.status is StageKind.LOST} == refused - {None}
    assert {row.check_result for row in garden.rows[Refusal]} >= {None, "confirmed", "corrected"}


def test_every_deal_is_asked_about_once_except_ivans_of_yesterday(garden: Garden):
    pipelines = {row.id: row.code for row in garden.rows[Pipeline]}
    polled = {row.deal_id for row in garden.rows[NpsPoll]}
    left = [
        row
        for row in garden.rows[Deal]
        if row.status is StageKind.WON and pipelines[row.pipeline_id] != "warm_up" and row.id not in polled
    ]
    contacts = {row.id: row for row in garden.rows[Contact]}
    assert [contacts[row.contact_id].telegram_id for row in left] == [CHATS["ivan"]]


def test_amounts_are_the_sums_of_their_lines(garden: Garden):
    sums: Counter[int] = Counter()
    for line in garden.rows[DealLine]:
        sums[line.deal_id] += line.quantity * line.price // 1000
    assert all(sums[deal.id] == deal.amount for deal in garden.rows[Deal])


def test_records_have_their_history(garden: Garden):
    created = {(row.record, row.record_id) for row in garden.rows[HistoryEntry] if row.action == "created"}
    assert {("deals", row.id) for row in garden.rows[Deal]} <= created
    assert {("clients", row.id) for row in garden.rows[Client]} <= created
    assert {("tasks", row.id) for row in garden.rows[Task] if row.status is TaskStatus.OPEN} <= created
    moved = [row for row in garden.rows[HistoryEntry] if row.record == "deals" and "stage_id" in row.changes]
    assert len(moved) == len(garden.rows[StageTransition])


async def test_annas_morning_is_the_one_of_the_first_screen(garden: Garden):
    view = await garden.services.calls.today(await garden.actor("Анна К."))
    assert (view.fits, view.cut) == (14, 3)
    assert [line.name for line in view.lines[:3]] == ["Пётр Ильин", "Светлана Мороз", "Ромашка"]
    blocks = {line.block for line in view.lines}
    assert {Block.INBOUND, Block.MISSED_BEFORE, Block.APPOINTMENT, Block.HOT, Block.REGULAR, Block.EARLY} <= blocks


@pytest.mark.parametrize("name", [one.name for one in MANAGERS])
async def test_everybody_has_a_day_ahead(garden: Garden, name: str):
    view = await garden.services.calls.today(await garden.actor(name))
    assert 9 <= view.fits + view.cut <= 17


async def test_boris_has_six_overdue_tasks_and_two_deals_without_one(garden: Garden):
    boris = await garden.actor("Борис")
    summary = await garden.services.rounds.summary(boris)
    assert (summary.overdue, summary.no_task) == (6, 2)
    cards, card = [], await garden.services.rounds.begin(boris)
    while isinstance(card, RoundCard):
        cards.append(card)
        if card.task:
            card = await garden.services.rounds.skip(boris, "t", card.task.id)
        else:
            card = await garden.services.rounds.skip(boris, "d", card.deal.id if card.deal else 0)
    assert any(card.amount == 34_000_000 and any("юриста" in move for move in card.moves) for card in cards)


async def test_the_same_moment_gives_the_same_company(garden: Garden, sqlite_template: Path, tmp_path: Path):
    url = databases.copy_sqlite(sqlite_template, tmp_path / "again.db")
    assert (await make(url, NOON)).begins == garden.begins
    reader = Committed(url)
    try:
        for table in (Deal, Task, Activity, Client):
            again = [(row.id, getattr(row, "title", ""), getattr(row, "at", None)) for row in await reader.all(table)]
            before = [(row.id, getattr(row, "title", ""), getattr(row, "at", None)) for row in garden.rows[table]]
            assert again == before
    finally:
        await reader.close()


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), datetime(2026, 11, 24, 6, 58, tzinfo=UTC)),
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), datetime(2026, 11, 24, 6, 58, tzinfo=UTC)),
        (datetime(2026, 11, 24, 15, 0, tzinfo=UTC), datetime(2026, 11, 25, 6, 58, tzinfo=UTC)),
        (datetime(2026, 11, 28, 10, 0, tzinfo=UTC), datetime(2026, 11, 30, 6, 58, tzinfo=UTC)),
        (datetime(2026, 7, 3, 10, 0, tzinfo=UTC), datetime(2026, 7, 3, 5, 58, tzinfo=UTC)),
    ],
)
async def test_the_day_begins_on_a_working_morning(garden: Garden, now: datetime, begins: datetime):
    database = Database(garden.url)
    async with database.read(SYSTEM, now) as work:
        assert morning(await policy.load(work), now) == begins
    await database.close()


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 4, 1), date(2027, 2, 28)], ids=str)
async def test_any_day_of_the_year_will_do(day: date, sqlite_template: Path, tmp_path: Path):
    now = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
    url = databases.copy_sqlite(sqlite_template, tmp_path / "another.db")
    services = Services(database := Database(url), ShiftedClock((await make(url, now)).begins))
    try:
        reader = Committed(url)
        ids = {row.name: row.id for row in await reader.all(User)}
        await reader.close()
        view = await services.calls.today(await services.people.actor_of(ids["Анна К."]))
        assert (view.fits, view.cut) == (14, 3)
        summary = await services.rounds.summary(await services.people.actor_of(ids["Борис"]))
        assert (summary.overdue, summary.no_task) == (6, 2)
    finally:
        await database.close()


def test_there_is_an_admin_and_two_heads(garden: Garden):
    assert Counter(row.role for row in garden.rows[User]) == {Role.ADMIN: 1, Role.HEAD: 2, Role.MANAGER: 6}


async def test_everybody_sees_a_plan_and_a_bonus(garden: Garden) -> None:
    """/plan tells something from the first minute; one plan is left for the head to set."""
    anna = await garden.services.plans.page(await garden.actor("Анна К."))
    assert anna.pace is not None
    assert anna.pace.fact > 0
    assert anna.bonus is not None
    assert anna.bonus.earned > 0
    team = await garden.services.plans.page(await garden.actor("Борис"))
    assert [one.name for one in team.missing] == ["Олег Д."]
    assert team.planned is not None
    assert team.planned.own
    assert (await garden.services.plans.page(await garden.actor("Мария"))).pace is not None


async def test_most_sales_know_their_channel(garden: Garden):
    won = [deal.channel_id for deal in garden.rows[Deal] if deal.status is StageKind.WON]
    assert 0.75 < sum(channel is not None for channel in won) / len(won) < 1
