"""Whole imports on both databases: counts, facts, second runs, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services import tasks_core
from services.errors import Denied, Invalid
from services.importing.ledger import Made, Strange
from services.rules import due, sources
from services.rules.actor import Role
from services.rules.import_fields import Field, Kind
from services.rules.import_mapping import Accountless, StageMap
from services.rules.kinds import ActivityKind, PromiseState, StageKind, TaskKind, TaskStatus, UserStatus
from services.rules.target import Target
from storage.tables import (
    Activity,
    Channel,
    Client,
    Contact,
    Deal,
    DealLine,
    HistoryEntry,
    Invitation,
    Product,
    Promise,
    Stage,
    StageTask,
    StageTransition,
    Task,
    Team,
    User,
)  # fmt: skip
from storage.tables.base import Base
from tests.importing import exports
from tests.importing.exports import take_in, tallies

MAVEN = Path(__file__).parents[3] / "shared" / "data" / "maven"


async def test_a_company_comes_in_with_its_faults_told(importing, admin, folder, committed):
    proposal, receipt = await take_in(importing, admin, folder)
    assert {item.fix.wrong: item.fix.right for item in proposal.fixes} == {
        "BoxPro": "Box Pro",
        "technolgy": "technology",
        "Philipines": "Philippines",
    }
    assert tallies(receipt) == {
        Kind.PEOPLE: (4, 0, 0, 0),
        Kind.PRODUCTS: (3, 0, 0, 0),
        Kind.CLIENTS: (3, 0, 0, 0),
        Kind.DEALS: (6, 0, 0, 0),
    }
    assert receipt.odd == {
        "fixed": 4, Strange.NO_CLIENT: 2, Strange.NO_AMOUNT: 3, Strange.ZERO_LOST: 1, Strange.NO_REASON: 1,
        Strange.NO_STEP: 3,
    }  # fmt: skip
    assert receipt.made == {Made.TEAMS: 4, Made.HEADS: 2, Made.PEOPLE: 4, Made.CLIENTS: 1}
    assert (receipt.idle, receipt.idle_total) == (("Idle Jones",), 1)
    assert receipt.ignored == (("accounts.csv", ("revenue",)),)
    assert await committed.count(Deal) == 6


async def test_a_won_deal_is_told_in_full(importing, admin, folder, committed):
    await take_in(importing, admin, folder)
    deal = await committed.one(Deal, Deal.external_id == "A1")
    noon = datetime(2017, 3, 1, 10, tzinfo=UTC)  # 12:00 in Kyiv
    assert (deal.title, deal.amount, deal.status) == ("Box Pro", 451450, StageKind.WON)
    assert (deal.created_at, deal.closed_at) == (datetime(2017, 1, 10, 10, tzinfo=UTC), noon)
    assert (deal.stage_entered_at, deal.version, deal.attempts) == (noon, 1, 0)
    client = await committed.one(Client, Client.id == deal.client_id)
    owner = await committed.one(User, User.id == deal.owner_id)
    assert (client.name, client.segment, client.won_at, client.owner_id) == ("Acorn Ltd", "technology", noon, owner.id)
    assert client.created_at == deal.created_at
    assert client.last_contact_at == noon
    line = await committed.one(DealLine, DealLine.deal_id == deal.id)
    product = await committed.one(Product, Product.id == line.product_id)
    assert (product.name, product.category, product.price, line.quantity, line.price) == (
        "Box Pro", "Box", 482100, 1000, 451450,
    )  # fmt: skip
    moves = await committed.all(StageTransition, StageTransition.deal_id == deal.id)
    stage = await committed.one(Stage, Stage.id == deal.stage_id)
    assert [move.at for move in moves] == [deal.created_at, noon]
    assert (moves[0].from_stage_id, moves[0].to_stage_id, moves[1].to_stage_id) == (
        None, moves[1].from_stage_id, stage.id,
    )  # fmt: skip
    entry = await committed.one(HistoryEntry, HistoryEntry.deal_id == deal.id)
    assert (entry.record, entry.action, entry.user_id) == ("deals", "created", admin.user_id)
    assert entry.changes["title"] == [None, "Box Pro"]
    assert entry.changes["source"] == [None, "sales_pipeline.csv"]


async def test_agents_become_people_under_their_heads(importing, admin, folder, committed):
    await take_in(importing, admin, folder)
    ada = await committed.one(User, User.name == "Ada Stone")
    mark = await committed.one(User, User.name == "Mark Vane")
    team = await committed.one(Team, Team.id == ada.team_id)
    office = await committed.one(Team, Team.id == team.parent_id)
    assert (ada.role, ada.status, ada.telegram_id) == (Role.MANAGER, UserStatus.INVITED, None)
    assert (mark.role, mark.status, mark.team_id) == (Role.HEAD, UserStatus.INVITED, ada.team_id)
    assert (team.name, office.name) == ("Central · Mark Vane", "Central")
    link = await committed.one(Invitation, Invitation.user_id == ada.id)
    assert (link.role, link.team_id, link.created_by, link.used_at) == (Role.MANAGER, team.id, admin.user_id, None)
    assert await committed.count(Invitation) == 6


async def test_what_has_no_field_becomes_a_note(importing, admin, folder, committed):
    await take_in(importing, admin, folder)
    note = await committed.one(Activity)
    birch = await committed.one(Client, Client.name == "Birch GmbH")
    assert (note.kind, note.client_id, note.text) == (ActivityKind.NOTE, birch.id, "subsidiary_of: Acorn Ltd")


async def test_a_second_run_changes_nothing(importing, admin, folder, committed):
    proposal, first = await take_in(importing, admin, folder)
    tables: tuple[type[Base], ...] = (
        Client, Contact, Deal, DealLine, HistoryEntry, Invitation, Product, StageTransition, Team, User, Activity,
        Stage, Channel,
    )  # fmt: skip
    before = [await committed.all(table) for table in tables]
    second = await importing.run(admin, proposal.scan, proposal.mapping)
    assert (second.new, second.update, second.bad) == (0, 0, 0)
    assert second.skip == first.new
    assert [await committed.all(table) for table in tables] == before
    assert not {made: number for made, number in second.made.items() if number}


async def test_what_changed_in_the_file_is_brought_over(importing, admin, folder, committed, database, clock):
    await take_in(importing, admin, folder)
    deal = await committed.one(Deal, Deal.external_id == "A5")
    async with database.write(admin, clock.now()) as work:
        target = Target("deal", deal.id)
        task = await tasks_core.plan_contact(
            work, target, clock.now() + timedelta(days=2), admin.user_id, promised=True
        )
    clock.set(datetime(2026, 11, 25, 8, tzinfo=UTC))
    changed = exports.DEALS.replace(
        "A5,Cleo Marsh,BoxPro,Acorn Ltd,Engaging,2017-03-05,,",
        "A5,Ada Stone,BoxPro,Acorn Ltd,Won,2017-03-05,2017-05-01,99",
    )
    exports.write_maven_like(folder, changed + "A7,Ada Stone,Box Mini,Acorn Ltd,Engaging,2017-03-07,,\n")
    _, receipt = await take_in(importing, admin, folder)
    assert tallies(receipt)[Kind.DEALS] == (1, 1, 5, 0)
    after = await committed.one(Deal, Deal.id == deal.id)
    ada = await committed.one(User, User.name == "Ada Stone")
    assert (after.status, after.amount, after.owner_id, after.version) == (StageKind.WON, 9900, ada.id, 2)
    moves = await committed.all(StageTransition, StageTransition.deal_id == deal.id)
    assert (moves[-1].from_stage_id, moves[-1].to_stage_id, moves[-1].at) == (
        deal.stage_id, after.stage_id, after.closed_at,
    )  # fmt: skip
    entry = (await committed.all(HistoryEntry, HistoryEntry.record == "deals", HistoryEntry.record_id == deal.id))[-1]
    assert (entry.action, entry.changes["amount"], entry.at) == ("changed", [None, 9900], clock.now())
    assert (await committed.one(Task, Task.id == task.id)).status is TaskStatus.CANCELLED
    assert (await committed.one(Promise)).state is PromiseState.MOVED
    client = await committed.one(Client, Client.id == deal.client_id)
    assert client.won_at == after.closed_at


async def test_due_dates_follow_an_expected_day_that_changed_in_the_file(
    importing, admin, folder, committed, database, clock
):
    open_deal = "A5,Cleo Marsh,BoxPro,Acorn Ltd,Engaging,2017-03-05,,"
    await take_in(importing, admin, folder)
    deal = await committed.one(Deal, Deal.external_id == "A5")
    async with database.write(admin, clock.now()) as work:
        rule = due.to_json(due.on_date(sources.EXPECTED_CLOSE))
        template = StageTask(stage_id=deal.stage_id, position=9, title="Close it", due=rule)
        work.session.add(template)
        await work.session.flush()
        task = tasks_core.make(
            work, Target("deal", deal.id), TaskKind.TODO, clock.now(), admin.user_id, stage_task_id=template.id
        )
        task.due_from = "expected_close="
    exports.write_maven_like(folder, exports.DEALS.replace(open_deal, open_deal[:-1] + "2027-02-01,"))
    await take_in(importing, admin, folder)
    after = await committed.one(Task, Task.id == task.id)
    assert (after.due_at, after.due_from) == (datetime(2027, 2, 1, 16, tzinfo=UTC), "expected_close=2027-02-01")


async def test_what_was_changed_here_is_kept(importing, admin, folder, committed, database, clock):
    await take_in(importing, admin, folder)
    async with database.write(admin, clock.now()) as work:
        deal = await work.session.get(Deal, (await committed.one(Deal, Deal.external_id == "A4")).id)
        deal.title, deal.search_key, deal.amount = "Our own title", "our own title", 700
    _, receipt = await take_in(importing, admin, folder)
    assert (receipt.update, receipt.odd[Strange.KEPT]) == (0, 1)
    after = await committed.one(Deal, Deal.external_id == "A4")
    assert (after.title, after.search_key, after.amount) == ("Our own title", "our own title", 700)


async def test_a_failure_in_the_middle_leaves_nothing(importing, admin, folder, committed, monkeypatch):
    proposal = await importing.analyse(admin, folder)
    monkeypatch.setattr("services.importing.reading.BATCH", 2)
    calls = 0
    from storage import importing as rows

    whole = rows.add

    async def breaks(work, table, new):
        nonlocal calls
        calls += table is Deal
        if calls == 2:
            raise RuntimeError("the disk is full")
        await whole(work, table, new)

    before = [await committed.count(table) for table in (User, Client, Product, Team, HistoryEntry)]
    monkeypatch.setattr(rows, "add", breaks)
    with pytest.raises(RuntimeError):
        await importing.run(admin, proposal.scan, proposal.mapping)
    assert [await committed.count(table) for table in (User, Client, Product, Team, HistoryEntry)] == before
    assert await committed.count(Deal) == 0


async def test_a_dry_run_says_the_same_and_writes_nothing(importing, admin, folder, committed):
    proposal = await importing.analyse(admin, folder)
    seen: list[tuple[int, int]] = []
    rehearsal = await importing.dry_run(
        admin, proposal.scan, proposal.mapping, lambda done, rows: seen.append((done, rows))
    )
    assert await committed.count(Deal) == 0
    assert (rehearsal.dry, seen[-1]) == (True, (16, 16))
    real = await importing.run(admin, proposal.scan, proposal.mapping)
    assert replace(real, seconds=0, dry=True) == replace(rehearsal, seconds=0)


@pytest.mark.parametrize(
    ("policy", "clients"),
    [
        (Accountless.COMMON, ["Nobody named"]),
        (Accountless.EACH, ["Box Mini A6", "Crate 500 A4"]),
        (Accountless.NONE, []),
    ],
)
async def test_deals_without_a_client(importing, admin, folder, committed, policy, clients):
    proposal = await importing.analyse(admin, folder, common_client="Nobody named")
    mapping = replace(proposal.mapping, accountless=policy)
    for _ in range(2):
        receipt = await importing.run(admin, proposal.scan, mapping)
        assert receipt.odd[Strange.NO_CLIENT] == 2
    made = await committed.all(
        Client, Client.external_id.is_(None), Client.segment.is_(None), Client.name != "Lily LLC"
    )
    assert sorted(client.name for client in made) == clients
    orphans = await committed.count(Deal, Deal.client_id.is_(None))
    assert orphans == (2 if policy is Accountless.NONE else 0)


async def test_stages_are_made_by_choice(importing, admin, folder, committed):
    proposal = await importing.analyse(admin, folder)
    stages = tuple(
        StageMap(item.value, item.kind, item.value, create=True) if item.kind is StageKind.OPEN else item
        for item in proposal.mapping.stages
    )
    receipt = await importing.run(admin, proposal.scan, replace(proposal.mapping, stages=stages))
    assert receipt.made[Made.STAGES] == 1
    stage = await committed.one(Stage, Stage.name == "Engaging")
    assert await committed.count(Deal, Deal.stage_id == stage.id) == 3


async def test_another_pipeline_brings_its_own_stages(importing, admin, folder):
    proposal = await importing.analyse(admin, folder)
    names = await importing.pipelines(admin)
    other = await importing.in_pipeline(admin, proposal, names[2][0])
    assert other.mapping.pipeline == names[2][0]
    assert {item.stage for item in other.mapping.stages} <= {place.name for place in names[2][1]}


async def test_dates_are_shifted_to_yesterday(importing, admin, folder, committed, clock):
    proposal = await importing.analyse(admin, folder)
    mapping = await importing.shifted(admin, proposal.scan, proposal.mapping)
    await importing.run(admin, proposal.scan, mapping)
    last = await committed.one(Deal, Deal.external_id == "A3")
    assert last.closed_at.date() == date(2026, 11, 23)
    assert last.closed_at.hour == 10  # still noon in Kyiv, though the file's day had summer time


async def test_a_column_may_be_given_another_meaning(importing, admin, folder, committed):
    proposal = await importing.analyse(admin, folder)
    number = next(n for n, table in enumerate(proposal.mapping.tables) if table.kind is Kind.DEALS)
    table = proposal.mapping.tables[number]
    closed = table.column(Field.CLOSED)
    changed = proposal.mapping.with_table(number, table.with_field(closed.index, Field.EXPECTED))
    receipt = await importing.run(admin, proposal.scan, changed)
    assert receipt.odd[Strange.NO_CLOSED] == 3


async def test_what_cannot_be_imported(importing, admin, people, folder, tmp_path):
    with pytest.raises(Denied):
        await importing.analyse(people.boris, folder)
    proposal = await importing.analyse(admin, folder)
    with pytest.raises(Denied):
        await importing.run(people.anna, proposal.scan, proposal.mapping)
    table = next(table for table in proposal.mapping.tables if table.kind is Kind.PRODUCTS)
    without = table.with_field(0, Field.IGNORE)
    with pytest.raises(Invalid) as caught:
        await importing.run(admin, proposal.scan, replace(proposal.mapping, tables=(without,)))
    assert caught.value.code == "import_column_missing"
    (tmp_path / "weather.csv").write_text("station,wind,rain\nA,1,2\n", encoding="utf-8")
    weather = await importing.analyse(admin, tmp_path / "weather.csv")
    with pytest.raises(Invalid) as caught:
        await importing.run(admin, weather.scan, weather.mapping)
    assert caught.value.code == "import_nothing_known"


@pytest.mark.skipif(not MAVEN.is_dir(), reason="the shared data are not beside this checkout")
async def test_the_maven_company(importing, admin, committed):
    proposal, receipt = await take_in(importing, admin, MAVEN)
    assert tallies(receipt) == {
        Kind.PEOPLE: (35, 0, 0, 0),
        Kind.PRODUCTS: (7, 0, 0, 0),
        Kind.CLIENTS: (85, 0, 0, 0),
        Kind.DEALS: (6356, 0, 0, 0),
    }
    assert {(item.fix.wrong, item.fix.right, item.fix.rows) for item in proposal.fixes} == {
        ("GTXPro", "GTX Pro", 1060),
        ("technolgy", "technology", 12),
        ("Philipines", "Philippines", 1),
    }
    assert receipt.odd[Strange.NO_CLIENT] == 934
    assert receipt.odd[Strange.NO_AMOUNT] == 2265
    assert receipt.idle_total == 5
    statuses = {kind: await committed.count(Deal, Deal.status == kind) for kind in StageKind}
    assert statuses == {StageKind.WON: 2539, StageKind.LOST: 1552, StageKind.OPEN: 2265}
    assert receipt.seconds < 10
    again = await importing.run(admin, proposal.scan, proposal.mapping)
    assert (again.new, again.update, again.skip, again.bad) == (0, 0, receipt.new, 0)
