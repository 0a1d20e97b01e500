"""The life of one deal: contacts agreed, kept or missed, stages passed, and how it ends. All by the bot's own rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import log
from typing import Final

from bot.demo import notes
from bot.demo.book import Row
from bot.demo.cast import Colleague
from bot.demo.ending import lose, win
from bot.demo.tasks import Agenda, planned
from bot.demo.world import Route, Step, World
from services.rules.kinds import ActivityKind, CallOutcome, Direction, StageKind, TaskKind, TaskStatus
from services.rules.search_key import search_key
from storage.tables import Activity, Deal, DealLine, StageTransition, Task

DAY: Final = 540
GAPS: Final = {"b2b_new": 1.7, "b2b_regular": 1.3, "b2c_new": 0.8, "b2c_regular": 0.8, "short": 0.2, "warm_up": 6.0}
"""Working days between contacts."""
WINS: Final = {"b2b_new": 0.3, "b2b_regular": 0.6, "b2c_new": 0.4, "b2c_regular": 0.62, "short": 0.55, "warm_up": 0.35}
OFFERS: Final = {
    "b2b_new": {1, 3},
    "b2b_regular": {1},
    "b2c_new": {1},
    "b2c_regular": {1},
    "short": {0},
    "warm_up": set[int](),
}
"""Places of the stages on which an offer goes out."""
RETRIES: Final = (45, 120, 0, 2 * DAY, 5 * DAY)
"""Working minutes until the next try; the third comes a day later in the other half of the day."""
REACHED: Final = 0.66
MOVES_ON: Final = 0.62


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose deal with whom; `lead` and `channel_id` when it began as an inquiry."""

    owner: Colleague
    client: Row
    contact: Row
    lead: Row | None = None
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A deal that stands on its stage today, so many working days after its beginning; nothing since `quiet` days.

    With `open_job` the task of that stage is not done yet.
    """

    stage: int
    days: int
    quiet: int = 2
    open_job: bool = False


class Life:
    """Plays a deal from its first minute up to today."""

    def __init__(self, world: World, route: Route, parties: Parties, start: int, hold: Hold | None = None) -> None:
        self.world, self.book, self.route, self.parties = world, world.book, route, parties
        self.owner = world.staff[parties.owner.key]
        self.hold = hold
        self.minute = start
        self.place = 0
        self.attempts = 0
        self.agenda = Agenda(world, self.owner)
        self.job: Row | None = None
        """The open task of its stage."""
        self._job_done = 0
        self.won, self._fails_at = self._fate()
        self.deal = self._open(start)

    @property
    def step(self) -> Step:
        """The stage it is on."""
        return self.route.steps[self.place]

    @property
    def is_open(self) -> bool:
        """True until won or lost."""
        return bool(self.deal["status"] is StageKind.OPEN)

    @property
    def about(self) -> dict[str, Row | None]:
        """The columns of a task about it."""
        return {"deal_id": self.deal, "client_id": self.parties.client}

    # ------------------------------------------------------------------------------------------------- the beginning
    def _fate(self) -> tuple[bool, int]:
        won = self.world.maybe(min(0.9, WINS[self.route.code] * self.parties.owner.skill))
        last = len(self.route.steps) - 1
        return won, min(last, int(self.world.chance.triangular(0, last + 1, 1)))

    def _open(self, start: int) -> Row:
        world, at = self.world, self.world.at(start)
        group = world.group()
        person = bool(self.parties.client["is_person"])
        title = world.one(group.people if person else group.firms)
        deal = self.book.add(
            Deal,
            born=at,
            by=self.owner,
            title=title,
            search_key=search_key(title),
            client_id=self.parties.client,
            contact_id=self.parties.contact,
            pipeline_id=self.route.id,
            stage_id=self.step.id,
            status=StageKind.OPEN,
            owner_id=self.owner,
            channel_id=self.parties.channel_id,
            lead_id=self.parties.lead,
            created_at=at,
            stage_entered_at=at,
            expected_close=(at + timedelta(days=world.chance.randint(10, 40))).date(),
        )
        amount = 0
        for name, price, cost in world.chance.sample(group.products, world.chance.randint(1, 3)):
            count = world.chance.randint(1, 2) if person else world.chance.choice((2, 3, 4, 4, 6, 8, 10, 12))
            price = price if person else int(price * world.chance.uniform(0.88, 1))
            amount += count * price
            self.book.add(
                DealLine, deal_id=deal, product_id=world.goods[name], quantity=count * 1000,
                price=price * 100, cost=cost * 100,
            )  # fmt: skip
        self.book.rewrite(deal, amount=amount * 100)
        self.book.add(StageTransition, deal_id=deal, to_stage_id=self.step.id, user_id=self.owner, at=at)
        self._begin_job(deal, start)
        return deal

    # --------------------------------------------------------------------------------------------------------- stages
    def _begin_job(self, deal: Row, minute: int) -> None:
        job = self.step.job
        self.job = None
        if job is None:
            return
        due_at = minute + job.minutes
        self.job = planned(
            self.world, TaskKind.TODO, minute, due_at, self.owner, deal_id=deal, client_id=self.parties.client,
            title=job.title, instruction=job.instruction, stage_task_id=job.id,
        )  # fmt: skip
        self._job_done = minute + int(job.minutes * self.world.chance.uniform(0.2, 1.04))

    def _end_job(self, minute: int, *, forward: bool) -> None:
        """What became of the stage's task by now."""
        job, self.job = self.job, None
        if job is None:
            return
        if self._job_done > minute and not forward:
            status, done = TaskStatus.CANCELLED, minute
        else:
            status, done = TaskStatus.DONE, min(self._job_done, minute)
        self.book.change(Task, job, self.world.at(done), self.owner, status=status, done_at=self.world.at(done))
        if status is TaskStatus.DONE and self.place in OFFERS[self.route.code] and not self.attempts:
            self.record(ActivityKind.OFFER, done, task=job)

    def enter(self, step: Step, minute: int) -> None:
        """Move to another stage."""
        at, forward = self.world.at(minute), step.kind is not StageKind.LOST
        self._end_job(minute, forward=forward)
        self.book.add(
            StageTransition,
            deal_id=self.deal,
            from_stage_id=self.deal["stage_id"],
            to_stage_id=step.id,
            user_id=self.owner,
            at=at,
        )
        closed = {} if step.kind is StageKind.OPEN else {"closed_at": at}
        self.book.change(
            Deal, self.deal, at, self.owner, stage_id=step.id, status=step.kind, stage_entered_at=at, **closed
        )
        if step.kind is StageKind.OPEN:
            self.place = self.route.steps.index(step)
            self._begin_job(self.deal, minute)

    # -------------------------------------------------------------------------------------------------------- contacts
    def record(
        self,
        kind: ActivityKind,
        minute: int,
        *,
        outcome: CallOutcome | None = None,
        direction: Direction | None = None,
        result: str | None = None,
        text: str = "",
        task: Row | None = None,
    ) -> None:
        """Something that happened with the client."""
        at = self.world.at(minute)
        reached = outcome is not CallOutcome.NOT_REACHED
        spoke = kind is ActivityKind.CALL and reached
        self.book.add(
            Activity,
            kind=kind,
            direction=direction,
            outcome=outcome,
            result=result,
            at=at,
            user_id=self.owner,
            deal_id=self.deal,
            client_id=self.parties.client,
            contact_id=self.parties.contact,
            task_id=task,
            seconds=int(min(2700, max(35, self.world.chance.lognormvariate(log(570), 0.5)))) if spoke else None,
            text=text,
        )
        if reached and kind is not ActivityKind.NOTE:
            self.touch(minute)

    def touch(self, minute: int) -> None:
        """The client was spoken to."""
        for row in (self.deal, self.parties.client):
            row["last_contact_at"] = max(row["last_contact_at"] or self.world.at(0), self.world.at(minute))

    def gap(self) -> int:
        """Working minutes until the next contact."""
        if self.hold is not None and self._climbing:
            whole = (self.hold.days - self.hold.quiet) * DAY
            return int(whole / (self.hold.stage + 1.2) * self.world.chance.uniform(0.75, 1))
        mean = max(GAPS[self.route.code], 4.0 if self.hold else 0.0) * DAY
        return max(30, int(self.world.chance.gammavariate(2, mean / 2)))

    def play(self) -> Life:
        """Go on until the deal is closed or today has come."""
        limit = self.world.now - (self.hold.quiet * DAY if self.hold else 0)
        self._agree(self.minute, first=True)
        while self.is_open:
            happens, incoming = self.agenda.happens(self.parties.owner, steady=self.hold is not None)
            if happens >= limit:
                break
            self.minute = happens
            self._contact(happens, incoming=incoming)
        self._up_to_today()
        return self

    def _up_to_today(self) -> None:
        """The stage's task of a deal that is still open: done unless there is time left for it."""
        if not self.is_open or self.job is None or (self.hold and self.hold.open_job):
            return
        if self._job_done < self.world.now or self.job["due_at"] < self.world.at(self.world.now):
            self._end_job(min(self._job_done, self.world.now - 1), forward=True)

    @property
    def _climbing(self) -> bool:
        return self.hold is not None and self.place < self.hold.stage

    def _agree(self, minute: int, *, first: bool = False, result: str = "call") -> None:
        """Agree on the next contact."""
        kind = TaskKind.MEETING if result == "meeting" else TaskKind.CALL
        thinking = result == "thinking"
        due_at = minute + (3 * DAY if thinking else self.gap())
        self.agenda.plan(
            self, minute, due_at, kind=kind, promised=not thinking and (not first or self.world.maybe(0.4))
        )

    def _contact(self, minute: int, *, incoming: bool) -> None:
        task = self.agenda.task
        met = task is not None and task["kind"] is TaskKind.MEETING and not incoming
        if not (incoming or met or self.hold) and not self.world.maybe(REACHED):
            self.unreached(minute)
            return
        self.attempts = self.deal["attempts"] = 0
        ending = self._ending()
        result = ending or self._next_result()
        self.agenda.close(minute, CallOutcome.REACHED)
        if met:
            self.record(ActivityKind.MEETING, minute, result=result, text=self.world.one(notes.MEETINGS), task=task)
        else:
            self._talked(minute, result, task, incoming=incoming)
        if ending == "sale":
            win(self, minute)
        elif ending == "refusal":
            lose(self, minute)
        else:
            self._go_on(minute, result)

    def _talked(self, minute: int, result: str, task: Row | None, *, incoming: bool) -> None:
        said = notes.AFTER_CALL["incoming" if incoming else result] if result != "refusal" else ("",)
        self.record(
            ActivityKind.CALL,
            minute,
            outcome=CallOutcome.REACHED,
            direction=Direction.IN if incoming else Direction.OUT,
            result=result,
            text=self.world.one(said) if self.world.maybe(0.45) else "",
            task=task,
        )

    def unreached(self, minute: int) -> None:
        """Nobody answered: the next try is planned, or after the last one it is given up."""
        task = self.agenda.task
        self.attempts += 1
        self.deal["attempts"] = self.attempts
        self.record(
            ActivityKind.CALL, minute, outcome=CallOutcome.NOT_REACHED, direction=Direction.OUT, task=task
        )  # fmt: skip
        self.agenda.close(minute, CallOutcome.NOT_REACHED)
        if self.attempts > len(RETRIES):
            lose(self, minute, "no_answer")
            return
        wait = RETRIES[self.attempts - 1] or (DAY + (DAY // 2 if minute % DAY < DAY // 2 else -DAY // 2))
        self.agenda.plan(self, minute, minute + wait, attempt=self.attempts)

    def _ending(self) -> str | None:
        if self.hold is not None:
            return None
        if self.won:
            last = self.place == len(self.route.steps) - 1
            return "sale" if last and self.world.maybe(MOVES_ON) else None
        return "refusal" if self.place >= self._fails_at and self.world.maybe(0.45) else None

    def _next_result(self) -> str:
        if self.hold is not None:
            return "call"
        if self.place + 1 in OFFERS[self.route.code]:
            return "offer"
        chosen: str = self.world.chance.choices(("call", "meeting", "thinking"), (70, 10, 20))[0]
        return "call" if chosen == "meeting" and self.parties.client["is_person"] else chosen

    def _go_on(self, minute: int, result: str) -> None:
        last = self.hold.stage if self.hold else len(self.route.steps) - 1
        moves = self._climbing or (result != "thinking" and self.world.maybe(MOVES_ON))
        if moves and self.place < last:
            self.enter(self.route.steps[self.place + 1], minute)
        self._agree(minute, result=result)
