"""Moving deals: opening one, entering a stage, and all that follows from it (S2-31, S2-33, S2-43)."""

from __future__ import annotations

from services import tasks_core
from services.errors import Invalid, Stale
from services.policy import Policy
from services.rules.kinds import StageKind, TaskKind
from services.rules.search_key import search_key
from services.rules.target import Target
from services.stage_making import make_tasks
from storage import company
from storage import pipelines as setup_rows
from storage import work as task_rows
from storage.tables import Client, Deal, Stage, StageTransition
from storage.unit_of_work import Work


async def open_deal(
    work: Work,
    policy: Policy,
    *,
    title: str,
    pipeline_id: int,
    owner_id: int | None,
    client_id: int | None = None,
    contact_id: int | None = None,
    amount: int | None = None,
    channel_id: int | None = None,
    lead_id: int | None = None,
    parent_id: int | None = None,
) -> Deal:
    """Create a deal on its pipeline's first stage, with that stage's task. Raises Invalid for an unusable pipeline."""
    stages = await company.stages(work, pipeline_id)
    if not stages or not await setup_rows.may_enter(work, stages[0].id):
        raise Invalid("pipeline_gone")
    deal = Deal(
        title=title,
        search_key=search_key(title),
        pipeline_id=pipeline_id,
        stage_id=stages[0].id,
        status=StageKind.OPEN,
        owner_id=owner_id,
        client_id=client_id,
        contact_id=contact_id,
        amount=amount,
        channel_id=channel_id,
        lead_id=lead_id,
        parent_id=parent_id,
        created_at=work.now,
        stage_entered_at=work.now,
        attempts=0,
    )
    work.session.add(deal)
    await work.session.flush()
    note_move(work, deal, None, stages[0])
    await make_tasks(work, policy, deal, stages[0])
    return deal


async def enter(work: Work, policy: Policy, deal: Deal, stage: Stage) -> None:
    """Move a deal to a stage of its pipeline, forward or back.

    The left stage's task counts as done when the deal goes forward, else as no longer needed. Entering a won or
    lost stage closes the deal and its tasks; leaving one opens the deal again.
    """
    if stage.pipeline_id != deal.pipeline_id or not await setup_rows.may_enter(work, stage.id):
        raise Invalid("stage_gone")
    before = await company.stage(work, deal.stage_id)
    forward = before is not None and stage.kind is not StageKind.LOST and stage.position > before.position
    await _leave(work, policy, deal, forward=forward)
    note_move(work, deal, before, stage)
    deal.stage_id, deal.status, deal.stage_entered_at = stage.id, stage.kind, work.now
    if stage.kind is StageKind.OPEN:
        deal.closed_at, deal.loss_reason_id, deal.loss_comment, deal.win_reason_id = None, None, None, None
    else:
        await _close(work, deal, stage.kind)
    await make_tasks(work, policy, deal, stage)


async def back_to(work: Work, stage_id: int) -> Stage:
    """Where a deal that stood on this stage may stand again: there, else on the first open stage of its pipeline.

    Raises Stale("stage_gone") when the whole pipeline is no longer used.
    """
    stage = await company.stage(work, stage_id)
    if stage is not None and not await setup_rows.may_enter(work, stage.id):
        live = await company.stages(work, stage.pipeline_id)
        stage = next((row for row in live if row.kind is StageKind.OPEN), None)
    if stage is None or not await setup_rows.may_enter(work, stage.id):
        raise Stale("stage_gone")
    return stage


async def begin_anew(work: Work, policy: Policy, deal: Deal, stage: Stage) -> None:
    """A deal put back on another stage than its own: the tasks of that one are replaced by this one's."""
    await work.session.flush()
    await _leave(work, policy, deal, forward=False)
    deal.stage_entered_at = work.now
    await make_tasks(work, policy, deal, stage)


def note_move(work: Work, deal: Deal, before: Stage | None, stage: Stage) -> None:
    """Record one move (S2-43)."""
    work.session.add(
        StageTransition(
            deal_id=deal.id,
            from_stage_id=before.id if before else None,
            to_stage_id=stage.id,
            user_id=work.actor.user_id,
            at=work.now,
        )
    )


async def _leave(work: Work, policy: Policy, deal: Deal, *, forward: bool) -> None:
    for task in await task_rows.open_tasks(work, Target("deal", deal.id)):
        if task.stage_task_id is None or task.promised:
            continue  # own tasks stay, and what was agreed with the client
        if forward:
            await tasks_core.close(work, policy, task)
        else:
            await tasks_core.cancel(work, task)


async def _close(work: Work, deal: Deal, kind: StageKind) -> None:
    deal.closed_at = work.now
    await tasks_core.cancel_open(work, Target("deal", deal.id), keep=(TaskKind.CHECK_REFUSAL, TaskKind.NPS))
    client = await work.session.get(Client, deal.client_id) if deal.client_id and kind is StageKind.WON else None
    if client is not None:
        client.won_at = work.now


async def without_task(work: Work, deal: Deal) -> bool:
    """True for an open deal with nothing left to do: it is shown in red (S2-50)."""
    return deal.status is StageKind.OPEN and await task_rows.count_open(work, Target("deal", deal.id)) == 0
