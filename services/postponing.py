"""Moving a due date for the second time and further: the head is asked, the date stays until then (S2-46, S2-47)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services import policy, tasks_core
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.outbox import notify_user
from services.rules.actor import Actor
from services.rules.kinds import TaskStatus
from services.rules.presets import next_contact_presets
from services.rules.views import Named, TaskLine
from services.task_views import judge_of, move_reasons, reason_of, task_lines
from storage import postponing as rows
from storage import work as task_rows
from storage.tables import PostponeRequest, Task
from storage.unit_of_work import Database, Work

FREE_MOVES: Final = 1
"""So often a manager moves a date without asking."""
PUSHED: Final = 2
"""The request for this move is sent to the head at once; further ones wait for the round."""
ANSWER_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """Somebody wants a task's date moved for the `number`th time, to `to_at`, for a reason in words.

    `earlier` are the reasons of the moves before. `waits` until it is answered or its task is closed. Answered:
    `agreed`, refused (False), or (None) the task went to another date; `answer` is the head's word to a refusal.
    """

    id: int
    version: int
    task: TaskLine
    number: int
    to_at: datetime
    reason: str
    by: Named | None
    earlier: tuple[str, ...]
    waits: bool
    agreed: bool | None
    decided_by: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class OtherDate:
    """What is asked when a leader sets another date than the one asked for."""

    request: MoveRequest
    moments: tuple[datetime, ...]


class Postponing:
    """Use cases of requests; only leaders answer them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def get(self, actor: Actor, request_id: int) -> MoveRequest:
        """A request as it stands now, answered or not. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await view(work, await _seen(work, request_id))

    async def other_date(self, actor: Actor, request_id: int) -> OtherDate:
        """Likely dates to answer with. Raises NotFound, Stale for an answered one."""
        async with self._db.read(actor, self._clock.now()) as work:
            row, _ = await _waiting(work, request_id, None)
            rules = await policy.load(work)
            presets = next_contact_presets(work.now, rules.calendar, rules.zone_of(actor.zone))
            return OtherDate(await view(work, row), tuple(preset.at for preset in presets))

    async def agree(self, actor: Actor, request_id: int, version: int) -> MoveRequest:
        """Move the task to the date asked for.

        Raises NotFound, Stale (answered, asked anew or closed meanwhile), Invalid("asked_date_past").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            row, task = await _waiting(work, request_id, version)
            if row.to_at <= work.now:
                raise Invalid("asked_date_past")
            return await _move(work, row, task, row.to_at)

    async def set_date(self, actor: Actor, request_id: int, version: int, at: datetime) -> MoveRequest:
        """Move the task to another date, for the reason given. Raises NotFound, Stale, Invalid("past")."""
        async with self._db.write(actor, self._clock.now()) as work:
            row, task = await _waiting(work, request_id, version)
            return await _move(work, row, task, at)

    async def refuse(self, actor: Actor, request_id: int, version: int) -> MoveRequest:
        """Leave the date as it is. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            row, _ = await _waiting(work, request_id, version)
            await _decide(work, row, agreed=False)
            return await view(work, row)

    async def add_word(self, actor: Actor, request_id: int, text: str) -> MoveRequest:
        """Tell the one who asked why not. Raises NotFound, Invalid("empty"), Stale for one that was not refused."""
        if not text.strip():
            raise Invalid("empty")
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _seen(work, request_id)
            if row.decided_by != actor.user_id:
                raise NotFound("request")
            if row.agreed is not False:
                raise Stale
            row.answer = text.strip()[:ANSWER_LIMIT]
            await _tell(work, row)
            return await view(work, row)


# ------------------------------------------------------------------------------------------- steps of other services
async def move(
    work: Work, task: Task, at: datetime, *, reason_id: int | None = None, comment: str | None = None
) -> PostponeRequest | None:
    """Move a due date for a reason, or ask the head for it: from the second move on, when no leader makes it.

    Returns the request that waits now, or None for a date that is moved. Asking anew replaces an earlier question.
    Raises what `tasks_core.postpone` raises.
    """
    tasks_core.check_move(work, task, at, reason_id=reason_id, comment=comment)
    if work.actor.is_leader or task.moves < FREE_MOVES or await judge_of(work, task) is None:
        await tasks_core.postpone(work, task, at, reason_id=reason_id, comment=comment)
        await settle(work, task)
        return None
    row = await rows.waiting_of(work, task.id)
    asked = {"user_id": work.actor.user_id, "reason_id": reason_id, "comment": comment, "to_at": at}
    if row is None:
        row = PostponeRequest(task_id=task.id, at=work.now, **asked)
        work.session.add(row)
    elif all(getattr(row, name) == value for name, value in asked.items()):
        return row  # a second tap
    else:
        for name, value in asked.items():
            setattr(row, name, value)
        row.at = work.now
    await work.session.flush()
    judge = await judge_of(work, task)
    if judge is not None and task.moves + 1 == PUSHED:
        key = f"move_ask:{row.id}:{row.version}"
        await notify_user(work, judge.id, kind="move_ask", params={"request": row.id}, dedupe_key=key)
    return row


async def settle(work: Work, task: Task) -> None:
    """A leader has moved a task whose move was asked for: that is the answer."""
    row = await rows.waiting_of(work, task.id)
    if row is not None:
        await _decide(work, row, agreed=True if row.to_at == task.due_at else None)


async def view(work: Work, row: PostponeRequest) -> MoveRequest:
    """A request as screens show it."""
    task = await work.session.get_one(Task, row.task_id)
    people = {user for user in (row.user_id, row.decided_by) if user is not None}
    names = await task_rows.people_names(work, people)
    return MoveRequest(
        id=row.id,
        version=row.version,
        task=(await task_lines(work, [task]))[0],
        number=task.moves + 1,
        to_at=row.to_at,
        reason=await reason_of(work, row.reason_id, row.comment),
        by=Named(row.user_id, names.get(row.user_id, "")) if row.user_id else None,
        earlier=await move_reasons(work, task),
        waits=row.decided_at is None and task.status is TaskStatus.OPEN,
        agreed=row.agreed,
        decided_by=names.get(row.decided_by or 0),
        answer=row.answer,
    )


async def _move(work: Work, row: PostponeRequest, task: Task, at: datetime) -> MoveRequest:
    await tasks_core.postpone(work, task, at, reason_id=row.reason_id, comment=row.comment, by=row.user_id)
    # The very row that was read: looked for anew, it would not be found once another leader has answered meanwhile.
    await _decide(work, row, agreed=True if row.to_at == task.due_at else None)
    return await view(work, row)


async def _decide(work: Work, row: PostponeRequest, *, agreed: bool | None) -> None:
    row.decided_at, row.decided_by, row.agreed = work.now, work.actor.user_id, agreed
    await work.session.flush()
    await _tell(work, row)


async def _tell(work: Work, row: PostponeRequest) -> None:
    """Tell the one who asked."""
    if row.user_id is not None and row.user_id != work.actor.user_id:
        key = f"move_answer:{row.id}:{'word' if row.answer else 'answer'}:{work.now.isoformat()}"
        await notify_user(work, row.user_id, kind="move_answer", params={"request": row.id}, dedupe_key=key)


async def _seen(work: Work, request_id: int) -> PostponeRequest:
    row = await rows.request(work, request_id)
    if row is None or not (work.actor.is_leader or row.user_id == work.actor.user_id):
        raise NotFound("request")
    return row


async def _waiting(work: Work, request_id: int, version: int | None) -> tuple[PostponeRequest, Task]:
    """A request the actor may answer, with its task; the version it was drawn from, if there is one."""
    row = await _seen(work, request_id)
    if not work.actor.is_leader or row.user_id == work.actor.user_id:
        raise NotFound("request")
    task = await work.session.get_one(Task, row.task_id)
    if task.status is not TaskStatus.OPEN:
        raise Stale("task_closed", status=task.status, at=task.done_at)
    if row.decided_at is not None:
        raise Stale("move_answered", at=row.decided_at)
    if version is not None and row.version != version:
        raise Stale
    return row, task
