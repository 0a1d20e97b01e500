"""The tasks a stage makes: who gets each, by when, who looks at it (S2-31, S2-33…S2-39)."""

from __future__ import annotations

from services import due_following, tasks_core
from services.policy import Policy
from services.rules import due
from services.rules.kinds import CONTACT_KINDS, TaskKind, UserStatus
from services.rules.responsible import Controller, Responsible, least_loaded
from services.rules.target import Target
from services.rules.worktime import local_day, local_day_bounds
from storage import company
from storage import responsible as rows
from storage import work as task_rows
from storage.heads import acting_head_of
from storage.tables import Deal, Stage, StageTask, User
from storage.unit_of_work import Work


async def make_tasks(work: Work, policy: Policy, deal: Deal, stage: Stage) -> None:
    """Make the tasks of a stage the deal has just entered."""
    templates = await company.stage_tasks(work, stage.id)
    rules = {template.id: due.from_json(template.due) for template in templates}
    told = await due_following.known(work, deal, rules.values()) if templates else {}
    made: set[int] = set()
    for template in templates:
        kind = await _kind(work, deal, template, made)
        if kind is None:
            continue
        person = await assignee(work, policy, template, deal)
        rule, zone = rules[template.id], policy.zone_of(person.zone if person else None)
        task = tasks_core.make(
            work,
            Target("deal", deal.id),
            kind,
            due_following.due_at(rule, policy, zone, work.now, told),
            person.id if person else None,
            title=template.title,
            instruction=template.instruction,
            client_id=deal.client_id,
            stage_task_id=template.id,
            waits_for=due_following.missing(rule, told),
        )
        task.due_from = due_following.note(rule, told)
        task.controller_id = await controller(work, template, person)
        await work.session.flush()
        made.add(task.id)


async def _kind(work: Work, deal: Deal, template: StageTask, made: set[int]) -> TaskKind | None:
    """What the task is made as: a deal has one next contact at a time.

    A contact agreed with the client stays and carries what the stage asks (None: no task of its own); one that was
    only planned gives way; a second contact of the same stage is a to-do.
    """
    if template.kind not in CONTACT_KINDS:
        return template.kind
    planned = await task_rows.next_contact(work, Target("deal", deal.id))
    if planned is None:
        return template.kind
    if planned.id in made:
        return TaskKind.TODO
    if planned.promised:
        planned.title, planned.instruction = template.title, template.instruction
        planned.stage_task_id = template.id
        made.add(planned.id)
        return None
    await tasks_core.cancel(work, planned)
    return template.kind


async def assignee(work: Work, policy: Policy, template: StageTask, deal: Deal) -> User | None:
    """Who gets the task: the owner, the head, a person or the person's deputy, the least loaded of a team.

    Where the chosen one is not there, the owner's head; where there is no head, the owner.
    """
    owner = await work.session.get(User, deal.owner_id) if deal.owner_id else None
    if template.responsible == Responsible.OWNER and (owner is None or owner.status is not UserStatus.INACTIVE):
        return owner
    chosen: User | None = None
    if template.responsible == Responsible.USER and template.responsible_id is not None:
        chosen = await _person(work, template.responsible_id)
    elif template.responsible == Responsible.TEAM and template.responsible_id is not None:
        chosen = await _of_team(work, policy, template.responsible_id)
    return chosen or await acting_head_of(work, deal.owner_id) or owner


async def _person(work: Work, user_id: int) -> User | None:
    """The person, while away the deputy."""
    user = await work.session.get(User, user_id)
    away = await rows.absence(work, user_id)
    if away is not None:
        user = await work.session.get(User, away.deputy_id) if away.deputy_id else None
    return user if await rows.is_there(work, user) else None


async def _of_team(work: Work, policy: Policy, team_id: int) -> User | None:
    zone = policy.settings.zone
    day_end = local_day_bounds(local_day(work.now, zone), zone)[1]
    people = await rows.present_of_team(work, team_id)
    chosen = least_loaded(await rows.loads(work, people, day_end))
    return await work.session.get(User, chosen) if chosen is not None else None


async def controller(work: Work, template: StageTask, person: User | None) -> int | None:
    """Who looks at the result: never whoever does the task."""
    if template.controller is None:
        return None
    chosen: User | None = None
    if template.controller == Controller.USER and template.controller_id is not None:
        chosen = await work.session.get(User, template.controller_id)
    if chosen is None or not await rows.is_there(work, chosen) or (person is not None and chosen.id == person.id):
        chosen = await acting_head_of(work, person.id if person else None)
    return chosen.id if chosen is not None and (person is None or chosen.id != person.id) else None
