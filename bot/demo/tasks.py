"""Tasks of the made-up history, and the agenda of one record: its one planned contact and the promise in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from bot.demo import notes
from bot.demo.book import Row
from bot.demo.cast import Colleague
from bot.demo.world import World
from services.rules.kinds import CallOutcome, PromiseState, TaskKind, TaskStatus
from services.rules.promises import judge
from storage.tables import Postponement, Promise, Task

DAY = 540


class Subject(Protocol):
    """What a contact is about: a deal or an inquiry."""

    @property
    def about(self) -> dict[str, Row | None]:
        """The columns of a task about it."""
        ...


def planned(
    world: World, kind: TaskKind, minute: int, due: int | datetime, assignee: Row, **values: Any
) -> Row:  # fmt: skip
    """A task made at a working minute."""
    created, due_at = world.at(minute), due if isinstance(due, datetime) else world.at(due)
    by = values.pop("by", assignee)
    return world.book.add(
        Task,
        born=created,
        by=by,
        kind=kind,
        status=TaskStatus.OPEN,
        assignee_id=assignee,
        due_at=due_at,
        first_due_at=due_at,
        created_by=by,
        created_at=created,
        **values,
    )


class Agenda:
    """The next contact of one record. At most one is open at a time."""

    def __init__(self, world: World, owner: Row) -> None:
        self.world, self.book, self.owner = world, world.book, owner
        self.task: Row | None = None
        self.promise: Row | None = None
        self.made = 0
        self.due = 0

    def plan(
        self,
        subject: Subject,
        minute: int,
        due: int,
        *,
        kind: TaskKind = TaskKind.CALL,
        promised: bool = False,
        attempt: int = 0,
    ) -> None:
        """Set the next contact; agreed times are quarters of an hour."""
        if promised:
            due = max(due - due % 15, minute + 15 - minute % 15)
        self.made, self.due = minute, max(due, minute + 1)
        self.task = planned(
            self.world, kind, minute, self.due, self.owner, promised=promised, attempt=attempt, **subject.about
        )
        self.promise = self._promise(self.due, minute) if promised else None
        if self.due - minute > DAY and self.due + 8 * DAY < self.world.now and self.world.maybe(0.05):
            self._postpone()

    def _promise(self, due: int, minute: int) -> Row:
        return self.book.add(
            Promise,
            task_id=self.task,
            user_id=self.owner,
            promised_at=self.world.at(due),
            made_at=self.world.at(minute),
            state=PromiseState.OPEN,
        )

    def _postpone(self) -> None:
        """Somebody moves the date before it has come, with a reason (S2-47)."""
        minute = self.world.chance.randint(self.made + 60, self.due - 60)
        self.move(minute, self.due + DAY, self.world.one(self.world.postponing), self.world.one(notes.POSTPONED))

    def move(self, minute: int, due: int, reason_id: int, comment: str) -> None:
        """Move the planned contact."""
        task, at = self.task, self.world.at(minute)
        if task is None:
            return
        postponed(self.world, task, at, self.world.at(due), self.owner, reason_id, comment)
        self.due = due
        if self.promise is not None:
            passed = self.promise["promised_at"] <= at
            self.promise["state"] = PromiseState.BROKEN if passed else PromiseState.MOVED
            self.promise = self._promise(due, minute)

    def happens(self, colleague: Colleague, *, steady: bool) -> tuple[int, bool]:
        """The minute when the next contact really takes place, and whether it is the client who calls."""
        chance = self.world.chance
        if not steady and self.due - self.made > 120 and chance.random() < 0.05:
            return chance.randint(self.made + 20, self.due - 20), True
        roll = 0.0 if steady else chance.random()
        if roll < colleague.discipline:
            late = chance.randint(0, 12)
        elif roll < colleague.discipline + (1 - colleague.discipline) * 0.6:
            late = chance.randint(20, 200)
        else:
            late = DAY + chance.randint(0, DAY)
        return (self.due + late if self.due + late < self.world.now else self.due), False

    def close(self, minute: int, outcome: CallOutcome) -> None:
        """The contact took place; a promise in it is judged."""
        if self.task is None:
            return
        at = self.world.at(minute)
        self.book.change(Task, self.task, at, self.owner, status=TaskStatus.DONE, done_at=at, result=outcome.value)
        if self.promise is not None:
            rules = self.world.rules
            verdict = judge(
                self.promise["promised_at"],
                at,
                at,
                calendar=rules.calendar,
                zone=rules.settings.zone,
                grace_minutes=rules.settings.promise_grace_minutes,
            )
            self.promise.update(state=verdict.state, late_minutes=verdict.late_minutes, contacted_at=at)
            if verdict.state is PromiseState.BROKEN:
                self.promise["contacted_at"] = None
        self.task = self.promise = None

    def forget(self) -> None:
        """Have nothing been planned at all."""
        for row in (self.task, self.promise):
            if row is not None:
                self.book.forget(row)
        self.task = self.promise = None

    def rewrite(self, due_at: datetime, *, promised: bool) -> None:
        """Have the open contact been agreed for another moment from the beginning."""
        if self.task is None:
            return
        self.book.rewrite(self.task, due_at=due_at, first_due_at=due_at, promised=promised)
        if promised and self.promise is None:
            self.promise = self._promise(self.due, self.made)
        if self.promise is not None and promised:
            self.promise["promised_at"] = due_at
        elif self.promise is not None:
            self.book.forget(self.promise)
            self.promise = None


def postponed(world: World, task: Row, at: datetime, to_at: datetime, by: Row, reason_id: int, comment: str) -> None:
    """A task's date is moved."""
    world.book.add(
        Postponement, task_id=task, user_id=by, reason_id=reason_id, comment=comment or None, from_at=task["due_at"],
        to_at=to_at, at=at,
    )  # fmt: skip
    world.book.change(Task, task, at, by, due_at=to_at, moves=task["moves"] + 1)
