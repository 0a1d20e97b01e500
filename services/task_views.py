"""Tasks as lists and cards show them."""

from __future__ import annotations

from collections.abc import Sequence

from services.rules.kinds import TaskStatus
from services.rules.views import Named, TaskLine
from storage import call_list as shown
from storage import work as rows
from storage.tables import Task
from storage.unit_of_work import Work


async def task_lines(work: Work, found: Sequence[Task]) -> tuple[TaskLine, ...]:
    """Tasks with the names of what they are about: four queries however many tasks."""
    deals = await shown.deals_shown(work, [row.deal_id for row in found if row.deal_id])
    leads = await shown.leads_shown(work, [row.lead_id for row in found if row.lead_id])
    clients = await shown.clients_shown(work, [row.client_id for row in found if row.client_id])
    people = await rows.people_names(work, {row.assignee_id for row in found if row.assignee_id})
    lines = []
    for row in found:
        target = rows.target_of(row)
        if target.kind == "deal":
            deal = deals[target.id]
            about = deal.client or deal.Deal.title
        else:
            about = leads[target.id].name if target.kind == "lead" else clients[target.id].name
        assignee = Named(row.assignee_id, people[row.assignee_id]) if row.assignee_id else None
        lines.append(
            TaskLine(
                id=row.id,
                version=row.version,
                kind=row.kind,
                status=row.status,
                title=row.title,
                due_at=row.due_at,
                overdue=row.status is TaskStatus.OPEN and row.due_at < work.now,
                promised=row.promised,
                assignee=assignee,
                target=target,
                about=about,
                moves=row.moves,
                instruction=row.instruction,
            )
        )
    return tuple(lines)
