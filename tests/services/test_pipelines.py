"""Pipelines made, changed and archived while deals are open in them (S2-18…S2-22, S0-42, S0-44)."""

from __future__ import annotations

import pytest

from bot.ui.standards import empty, ready_made
from bot.ui.words import Words
from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.rules.kinds import PipelineCycle, StageKind
from services.rules.pipelines import flaw
from services.setup_views import PipelinePage
from storage.tables import Deal, Pipeline, Task
from tests.conftest import TUESDAY
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

W = Words("en", "Europe/Kyiv", TUESDAY)


async def the(services: Services, people: People, name: str) -> PipelinePage:
    """A pipeline in use by its name."""
    lines = (await services.pipelines.all(people.owner)).lines
    return await services.pipelines.page(people.owner, next(line.id for line in lines if line.name == name))


@pytest.mark.parametrize("code", ["nine", "assessment", "short", "regular", "warm_up"])
async def test_a_ready_made_set_works_at_once(services: Services, people: People, code: str) -> None:
    """S2-24, S0-44, S0-42, S2-76: each set is a pipeline that works, its stages with a task each."""
    standard = ready_made(W)[code]
    done, page = await services.pipelines.add(people.owner, f"Ours {code}", standard)
    assert done is not None
    assert flaw([stage.kind for stage in page.stages]) is None
    assert [stage.name for stage in page.stages] == [stage.name for stage in standard.stages]
    cards = [await services.stage_setup.card(people.owner, stage.id) for stage in page.stages]
    assert all(card.tasks and card.description for card in cards if card.kind is StageKind.OPEN)
    await services.setup_changes.undo(people.owner, done.undo_id)
    assert page.id not in [line.id for line in (await services.pipelines.all(people.owner)).lines]


async def test_the_long_pre_sale_assesses_before_it_offers() -> None:
    """S0-44."""
    names = [stage.name for stage in ready_made(W)["assessment"].stages]
    assert names.index("Assessment of the present state") < names.index("Individual offer")


async def test_from_scratch_there_is_the_least_that_works(services: Services, people: People) -> None:
    _, page = await services.pipelines.add(people.owner, "Tenders", empty(W))
    assert [stage.kind for stage in page.stages] == [StageKind.OPEN, StageKind.WON, StageKind.LOST]
    assert page.place == page.of == 7


async def test_a_name_is_there_once(services: Services, people: People) -> None:
    with pytest.raises(Invalid, match="pipeline_exists"):
        await services.pipelines.add(people.owner, "warm-up", empty(W))
    with pytest.raises(Invalid, match="name_bad"):
        await services.pipelines.check_name(people.owner, "x" * 300)


async def test_renaming_ordering_and_cycle_are_taken_back(services: Services, people: People) -> None:
    before = page = await the(services, people, "Warm-up")
    first, page = await services.pipelines.rename(people.owner, page.id, page.version, "Cold")
    second, page = await services.pipelines.move(people.owner, page.id, page.version, -2)
    third, page = await services.pipelines.set_cycle(people.owner, page.id, page.version, PipelineCycle.SHORT)
    assert (page.name, page.place, page.cycle) == ("Cold", 4, PipelineCycle.SHORT)
    for done in (first, second, third):
        assert done is not None
        await services.setup_changes.undo(people.owner, done.undo_id)
    after = await services.pipelines.page(people.owner, page.id)
    assert (after.name, after.place, after.cycle) == (before.name, before.place, before.cycle)
    with pytest.raises(Stale):
        await services.pipelines.rename(people.owner, page.id, page.version, "Old")


async def test_deals_of_an_archived_pipeline_go_to_stages_of_the_same_name(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    paid = await factory.deal(people.anna, stage=5)
    talk = await factory.deal(people.anna, stage=2)
    won = await factory.deal(people.anna)
    await services.deals.move(people.anna, won.id, won.version, (await factory.stages(kind=StageKind.WON))[0].id)
    page, to = await the(services, people, "B2B: new clients"), await the(services, people, "B2B: regular clients")
    with pytest.raises(Invalid, match="pipeline_has_deals"):
        await services.pipelines.archive(people.owner, page.id, page.version)
    plan = await services.pipelines.plan(people.owner, page.id, to.id)
    assert [(route.stage.name, route.to.name, route.deals) for route in plan.routes] == [
        ("Feedback and objections", "Need", 1),
        ("Payment", "Payment", 1),
    ]
    done, after = await services.pipelines.archive(people.owner, page.id, page.version, to.id)
    assert after.archived
    names = {stage.id: stage.name for stage in to.stages}
    rows = {row.id: row for row in await committed.all(Deal)}
    assert (rows[paid.id].pipeline_id, names[rows[paid.id].stage_id]) == (to.id, "Payment")
    assert (rows[talk.id].pipeline_id, names[rows[talk.id].stage_id]) == (to.id, "Need")
    assert rows[won.id].pipeline_id == page.id
    assert done is not None
    taken = await services.setup_changes.undo(people.owner, done.undo_id)
    assert (taken.returned, taken.stayed, taken.pipeline) == (2, 0, page.id)
    assert {row.pipeline_id for row in await committed.all(Deal)} == {page.id}
    titles = [task.title for task in await committed.all(Task, Task.deal_id == paid.id) if task.status == "open"]
    assert titles == ["Make sure of the payment"]


async def test_deals_of_an_archived_pipeline_go_where_the_admin_says(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    """S2-21: a plan of one's own, done as it was shown, taken back as a whole."""
    deal, other = await factory.deal(people.anna, stage=2), await factory.deal(people.anna, stage=5)
    page, to = await the(services, people, "B2B: new clients"), await the(services, people, "B2B: regular clients")
    goals = {stage.name: stage.id for stage in to.stages}
    own = {deal.stage_id: goals["Payment"], other.stage_id: 10**9}
    plan = await services.pipelines.plan(people.owner, page.id, to.id, own)
    assert [(route.stage.name, route.to.name) for route in plan.routes] == [
        ("Feedback and objections", "Payment"),
        ("Payment", "Payment"),
    ], "what is no stage there is left as proposed"
    proposed = await services.pipelines.plan(people.owner, page.id, to.id)
    with pytest.raises(Stale):
        await services.pipelines.archive(people.owner, page.id, page.version, to.id, own=own, sign=proposed.sign)
    done, _ = await services.pipelines.archive(people.owner, page.id, page.version, to.id, own=own, sign=plan.sign)
    rows = await committed.all(Deal)
    assert {row.stage_id for row in rows} == {goals["Payment"]}
    assert done is not None
    await services.setup_changes.undo(people.owner, done.undo_id)
    assert {row.id: row.stage_id for row in await committed.all(Deal)} == {
        deal.id: deal.stage_id,
        other.id: other.stage_id,
    }


async def test_the_last_pipeline_stays(services: Services, people: People) -> None:
    lines = (await services.pipelines.all(people.owner)).lines
    for line in lines[1:]:
        page = await services.pipelines.page(people.owner, line.id)
        await services.pipelines.archive(people.owner, page.id, page.version)
    last = await services.pipelines.page(people.owner, lines[0].id)
    with pytest.raises(Invalid, match="pipeline_last"):
        await services.pipelines.archive(people.owner, last.id, last.version)


async def test_an_archived_pipeline_takes_no_deals_and_comes_back(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    page = await the(services, people, "Short cycle: up to 3 days")
    deal = await factory.deal(people.anna, pipeline="short")
    await services.deals.move(people.anna, deal.id, deal.version, page.stages[-2].id)
    _, page = await services.pipelines.archive(people.owner, page.id, page.version)
    version = (await committed.one(Deal)).version
    with pytest.raises(Invalid, match="stage_gone"):
        await services.deals.move(people.anna, deal.id, version, page.stages[0].id)
    assert [line.name for line in (await services.pipelines.all(people.owner, archived=True)).lines] == [page.name]
    with pytest.raises(NotFound):
        await services.pipelines.move(people.owner, page.id, page.version, 1)
    _, page = await services.pipelines.restore(people.owner, page.id, page.version)
    assert (page.archived, page.place) == (False, 6)
    assert await committed.count(Pipeline, Pipeline.archived_at.is_not(None)) == 0


async def test_a_new_pipeline_with_deals_is_not_taken_back(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    done, page = await services.pipelines.add(people.owner, "Tenders", empty(W))
    old = await the(services, people, "Short cycle: up to 3 days")
    await factory.deal(people.anna, pipeline="short")
    await services.pipelines.archive(people.owner, old.id, old.version, page.id)
    assert done is not None
    taken = await services.setup_changes.undo(people.owner, done.undo_id)
    assert taken.kept == 1 + len(page.stages)
    assert not (await services.pipelines.page(people.owner, page.id)).archived
