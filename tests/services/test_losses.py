"""/losses: cuts, money, what checks said (S2-83, S2-84, S4-08); win reasons and who is told (S4-06, S4-09)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.reasons import ReasonList
from services.report_views import When
from services.rules.actor import Actor
from services.rules.checks import CheckBy
from services.rules.kinds import CheckResult, StageKind, TaskKind, TaskStatus
from services.rules.loss_cuts import LossCut
from services.rules.target import Target
from storage.tables import Deal, OutboxMessage, Refusal, Task, WinReason
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory


async def refuse(services: Services, factory: Factory, by: Actor, code: str, **deal: object) -> Deal:
    """A deal refused for a reason."""
    row = await factory.deal(by, **deal)  # type: ignore[arg-type]
    reason = await factory.loss_reason(code)
    await services.refusals.refuse(by, Target("deal", row.id), row.version, reason)
    return row


async def check(
    services: Services, committed: Committed, by: Actor, deal: Deal, result: CheckResult, to: int = 0
) -> None:
    """The head's verdict on the refusal of a deal."""
    task = await committed.one(Task, Task.deal_id == deal.id, Task.kind == TaskKind.CHECK_REFUSAL)
    await services.refusals.check(by, task.id, task.version, result, to or None)


async def test_reasons_money_and_the_share_agreed(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    dear = await refuse(services, factory, people.anna, "expensive", amount=300_00)
    other = await refuse(services, factory, people.anna, "expensive", amount=100_00)
    await refuse(services, factory, people.anna, "duplicate", amount=0)
    await check(services, committed, people.boris, dear, CheckResult.CONFIRMED)
    competitor = await factory.loss_reason("competitor")
    await check(services, committed, people.boris, other, CheckResult.CORRECTED, competitor)
    report = await services.losses.report(people.boris)
    assert [(row.name, row.totals.n, row.totals.money) for row in report.rows] == [
        ("Expensive", 1, 300_00),
        ("Competitor or price watch", 1, 100_00),
        ("Duplicate", 1, 0),
    ]
    assert (report.totals.n, report.totals.money, report.checked, report.agreed) == (3, 400_00, 2, 0.5)
    matrix = await services.losses.matrix(people.boris)
    row = matrix.rows[0]
    assert (row.name, row.checked, row.confirmed, row.corrected) == (
        "Expensive", 2, 1, (("Competitor or price watch", 1),),
    )  # fmt: skip


@pytest.mark.parametrize("by", list(LossCut))
async def test_every_cut_sums_to_the_whole_and_opens(
    services: Services, people: People, factory: Factory, by: LossCut
) -> None:
    for n in range(3):
        await refuse(services, factory, people.anna, "expensive", amount=100_00 * n)
    lead = await factory.lead(people.anna)
    await services.refusals.refuse(
        people.anna, Target("lead", lead.id), lead.version, await factory.loss_reason("duplicate")
    )
    report = await services.losses.report(people.boris, by=by)
    assert sum(row.totals.n for row in report.rows) == report.totals.n == 4
    opened = 0
    for row in report.rows:
        page = await services.losses.records(people.boris, When(), by, row.key)
        assert page.total == row.totals.n
        opened += len(page.lines)
    assert opened == 4


async def test_what_was_taken_back_does_not_count(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    done = await services.refusals.refuse(
        people.anna, Target("deal", deal.id), deal.version, await factory.loss_reason()
    )
    await services.refusals.undo(people.anna, done.undo_id)
    assert (await services.losses.report(people.boris)).totals.n == 0


async def test_the_period_before_is_told_and_can_be_opened(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    await refuse(services, factory, people.anna, "expensive", amount=100_00)
    clock.advance(timedelta(days=32))
    now = await services.losses.report(people.boris)
    assert (now.totals.n, now.before.n) == (0, 1)
    assert (await services.losses.report(people.boris, When(back=1))).totals.n == 1


async def test_a_running_period_is_compared_with_as_many_days(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    clock.set(datetime(2026, 10, 5, 9, tzinfo=UTC))
    await refuse(services, factory, people.anna, "expensive")
    clock.set(datetime(2026, 10, 28, 9, tzinfo=UTC))
    await refuse(services, factory, people.anna, "expensive")
    clock.set(datetime(2026, 11, 23, 9, tzinfo=UTC))
    report = await services.losses.report(people.boris)
    assert (report.compared.last, report.before.n) == (date(2026, 10, 23), 1)
    assert (await services.losses.report(people.boris, When(back=1))).compared.days == 30


async def test_stages_of_one_name_are_told_apart(services: Services, people: People, factory: Factory) -> None:
    for pipeline in ("b2b_new", "b2c_new"):
        await refuse(services, factory, people.anna, "expensive", pipeline=pipeline)
    report = await services.losses.report(people.boris, by=LossCut.STAGE)
    names = [row.name or "" for row in report.rows]
    assert len(set(names)) == 2
    page = await services.losses.records(people.boris, When(), LossCut.STAGE, report.rows[0].key)
    assert " · " in (page.name or "")


async def test_a_head_sees_own_teams_and_a_manager_nothing(
    services: Services, people: People, factory: Factory
) -> None:
    await refuse(services, factory, people.vera, "expensive")
    assert (await services.losses.report(people.boris)).totals.n == 0
    assert (await services.losses.report(people.owner)).totals.n == 1
    with pytest.raises(Denied):
        await services.losses.report(people.anna)


async def test_only_the_share_is_checked(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    await services.reasons.set_checks(people.owner, 0, CheckBy.HEAD)
    await refuse(services, factory, people.anna, "expensive")
    assert await committed.count(Task, Task.kind == TaskKind.CHECK_REFUSAL) == 0
    assert (await committed.one(Refusal)).check_task_id is None


async def test_a_colleague_checks_and_corrects(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    await services.reasons.set_checks(people.owner, 100, CheckBy.PEER)
    deal = await refuse(services, factory, people.anna, "expensive")
    task = await committed.one(Task, Task.kind == TaskKind.CHECK_REFUSAL, Task.status == TaskStatus.OPEN)
    assert task.assignee_id == people.oleg.user_id
    card = await services.refusals.check_card(people.oleg, task.id)
    assert card.opens
    await check(services, committed, people.oleg, deal, CheckResult.CORRECTED, await factory.loss_reason("duplicate"))
    assert (await committed.one(Refusal)).checked_by == people.oleg.user_id
    assert not (await services.refusals.check_card(people.oleg, task.id)).opens


async def test_who_else_is_told(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    department = await services.reasons.add_department(people.owner, "Warehouse")
    department = await services.reasons.toggle(
        people.owner, department.id, department.version, people.oleg.user_id or 0
    )
    reason = await services.reasons.get(people.owner, ReasonList.LOSS, await factory.loss_reason("expensive"))
    await services.reasons.tell(people.owner, ReasonList.LOSS, reason.id, reason.version, department.id)
    await refuse(services, factory, people.anna, "expensive", title="Supply", amount=100_00)
    queued = await committed.one(OutboxMessage, OutboxMessage.kind == "reason_told")
    told = await services.reason_routes.of_refusal(people.oleg, queued.params["refusal"])
    assert (told.department, told.reason, told.name, told.amount) == ("Warehouse", "Expensive", "Supply", 100_00)
    with pytest.raises(NotFound):
        await services.reason_routes.of_refusal(people.anna, queued.params["refusal"])


async def test_why_they_bought(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    deal = await factory.deal(people.anna)
    with pytest.raises(Stale):
        await services.wins.question(people.anna, deal.id)
    sold = await services.calls.sale(people.anna, Target("deal", deal.id), deal.version)
    assert [reason.name for reason in sold.reasons][:2] == ["Price", "Quality"]
    given = await services.wins.give(people.anna, deal.id, sold.reasons[1].id)
    assert given.reason == "Quality"
    assert (await services.deals.card(people.anna, deal.id)).win_reason == "Quality"
    await services.calls.undo_sale(people.anna, sold.undo_id)
    row = await committed.one(Deal, Deal.id == deal.id)
    assert (row.status, row.win_reason_id) == (StageKind.OPEN, None)
    with pytest.raises(NotFound):
        await services.wins.question(people.vera, deal.id)


async def test_the_lists_are_edited(services: Services, people: People, committed: Committed) -> None:
    added = await services.reasons.add(people.owner, ReasonList.WIN, "  Showroom ")
    assert (added.name, added.last) == ("Showroom", True)
    with pytest.raises(Invalid, match="sales_reason_exists"):
        await services.reasons.add(people.owner, ReasonList.WIN, "showroom")
    up = await services.reasons.move(people.owner, ReasonList.WIN, added.id, added.version, -1)
    assert up.place == added.place - 1
    with pytest.raises(Stale):
        await services.reasons.rename(people.owner, ReasonList.WIN, added.id, added.version, "Other")
    gone = await services.reasons.archive(people.owner, ReasonList.WIN, up.id, up.version)
    assert gone.archived
    back = await services.reasons.archive(people.owner, ReasonList.WIN, gone.id, gone.version, back=True)
    assert back.place == up.place, "where it stood"
    assert await committed.count(WinReason, WinReason.archived_at.is_(None)) == 7
    with pytest.raises(Denied):
        await services.reasons.add(people.boris, ReasonList.WIN, "Mine")


async def test_a_refusal_always_has_a_reason(services: Services, people: People) -> None:
    found = await services.reasons.all(people.owner, ReasonList.LOSS)
    for item in found[:-1]:
        fresh = await services.reasons.get(people.owner, ReasonList.LOSS, item.id)
        await services.reasons.archive(people.owner, ReasonList.LOSS, fresh.id, fresh.version)
    last = await services.reasons.get(people.owner, ReasonList.LOSS, found[-1].id)
    with pytest.raises(Invalid, match="reason_last"):
        await services.reasons.archive(people.owner, ReasonList.LOSS, last.id, last.version)
    with pytest.raises(Invalid, match="reason_last"):
        await services.reasons.offer(people.owner, last.id, last.version, deals=True, leads=False)
