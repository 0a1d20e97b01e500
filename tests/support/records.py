"""A record of every kind a button can point to, made for a person; the permission table presses on them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from services import closing, policy, refusals_core
from services.bonuses import Bonuses
from services.calls import Calls
from services.deal_events import DealEvents
from services.fields import Fields
from services.invitations import Invitations
from services.resources import Resources
from services.rules import sources
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.bonus import Step
from services.rules.field_kinds import FieldKind
from services.rules.kinds import (
    ActivityKind,
    BonusBase,
    Direction,
    NpsStatus,
    OutboxStatus,
    TaskKind,
    TaskStatus,
    UserStatus,
)
from services.rules.target import Target
from services.stage_setup import StageSetup
from services.stage_tasks import StageTasks
from storage.tables import (
    Absence,
    Activity,
    Department,
    FieldDefinition,
    LossReason,
    NpsPoll,
    OutboxMessage,
    PostponeReason,
    PostponeRequest,
    Refusal,
    SavedView,
    Task,
    Team,
    UndoAction,
    User,
    WinReason,
)
from tests.support.fields import FieldFactory
from tests.support.records_numbers import NUMBERS_SHARED, NumberRecords

MISSING = 900_000
"""An id no record has."""


@dataclass
class Records(NumberRecords):
    """Makes them."""

    _kept: dict[tuple[str, int | None], int] = field(default_factory=dict)

    shared = frozenset(
        {
            "user", "team", "parent", "invitation", "message", "stage", "stagetask", "reason", "pipeline",
            "win_reason", "departure", "department", "setup", "other_pipeline", "other_stage", "postpone_reason",
            "asked_field", "field", "resource", "field_undo", "resource_undo", "calendar_undo", "rule",
        }
        | NUMBERS_SHARED
    )  # fmt: skip
    """Kinds that belong to the company, not to a person: there is no foreign one."""

    async def kept(self, kind: str, owner: Actor) -> int:
        """The same record at every call: for presses that must not change it."""
        key = (kind, owner.user_id)
        if key not in self._kept:
            self._kept[key] = await self.make(kind, owner)
        return self._kept[key]

    async def make(self, kind: str, owner: Actor) -> int:
        """A record of this kind that `owner` keeps; returns its id."""
        makers: dict[str, Callable[[Actor], Awaitable[int]]] = {
            "deal": self._deal,
            "field": self._field,
            "resource": self._resource,
            "field_undo": self._field_undo,
            "resource_undo": self._resource_undo,
            "calendar_undo": self._calendar_undo,
            "lead": self._lead,
            "client": self._client,
            "contact": self._contact,
            "task": self._task,
            "activity": self._activity,
            "poll": self._poll,
            "poll_task": self._poll_task,
            "asked_task": self._asked_task,
            "refusal": self._refusal,
            "check": self._check,
            "undo": self._undo,
            "sale": self._sale,
            "stagetask": self._stage_task,
            "event_undo": self._event_undo,
            "controlled": self._controlled,
            "request": self._request,
            "postpone_reason": self._postpone_reason,
            "setup": self._setup,
            "other_pipeline": self._other_pipeline,
            "other_stage": self._other_stage,
            "user": self._user,
            "colleague": self._colleague,
            "self": self._self,
            "team": self._team,
            "parent": self._team,
            "invitation": self._invitation,
            "message": self._message,
            "stage": self._stage,
            "reason": self._reason,
            "asked_field": self._asked_field,
            "view": self._view,
            "pipeline": self._pipeline,
            "won": self._won,
            "absence": self._absence,
            "bulk_undo": self._bulk_undo,
            "departure": self._departure,
            "win_reason": self._win_reason,
            "department": self._department,
            "rule": self._rule,
            "plan_undo": self._plan_undo,
            "dead_undo": self._dead_undo,
            "bonus_rule_undo": self._bonus_rule_undo,
            **self.number_makers(),
        }
        return await makers[kind](owner)

    async def _deal(self, owner: Actor) -> int:
        return (await self.factory.deal(owner)).id

    async def _field(self, _owner: Actor) -> int:
        return (await FieldFactory(self.database, self.clock).field(f"Field {await self.count()}")).id

    async def _resource(self, _owner: Actor) -> int:
        return (await FieldFactory(self.database, self.clock).resource(f"Van {await self.count()}")).id

    async def _field_undo(self, _owner: Actor) -> int:
        done = await Fields(self.database, self.clock).archive(self.people.owner, await self._field(_owner), 1)
        return done.undo or 0

    async def _resource_undo(self, _owner: Actor) -> int:
        done = await Resources(self.database, self.clock).archive(self.people.owner, await self._resource(_owner), 1)
        return done.undo or 0

    async def _lead(self, owner: Actor) -> int:
        return (await self.factory.lead(owner)).id

    async def _client(self, owner: Actor) -> int:
        return (await self.factory.client(owner=owner)).id

    async def _contact(self, owner: Actor) -> int:
        return (await self.factory.contact(await self.factory.client(owner=owner))).id

    async def _task(self, owner: Actor) -> int:
        return (await self.factory.task(await self.factory.deal(owner), owner)).id

    async def _activity(self, owner: Actor) -> int:
        deal, now = await self.factory.deal(owner), self.clock.now()
        row = Activity(
            kind=ActivityKind.CALL, direction=Direction.OUT, at=now, user_id=owner.user_id, deal_id=deal.id,
            file={"kind": "voice", "file_id": "x"},
        )  # fmt: skip
        return await self._store(row)

    async def _poll(self, owner: Actor) -> int:
        deal = await self.factory.deal(owner)
        return await self._store(
            NpsPoll(deal_id=deal.id, client_id=deal.client_id, status=NpsStatus.BY_TASK, sent_at=self.clock.now())
        )

    async def _poll_task(self, owner: Actor) -> int:
        deal = await self.factory.deal(owner)
        task = await self.factory.task(deal, owner, kind=TaskKind.NPS)
        await self._store(NpsPoll(deal_id=deal.id, task_id=task.id, status=NpsStatus.BY_TASK, sent_at=self.clock.now()))
        return task.id

    async def _asked_task(self, owner: Actor) -> int:
        id_ = await self._task(owner)
        async with self.database.write(SYSTEM, self.clock.now()) as work:
            (await work.session.get_one(Task, id_)).asked_why_at = self.clock.now()
        return id_

    async def _request(self, owner: Actor) -> int:
        """A further move of the owner's task, asked for by a colleague."""
        at = self.clock.now()
        return await self._store(
            PostponeRequest(
                task_id=await self._task(owner),
                user_id=self.people.vera.user_id if owner == self.people.oleg else self.people.oleg.user_id,
                comment="x",
                to_at=at + timedelta(days=1),
                at=at,
            )
        )

    async def _postpone_reason(self, _owner: Actor) -> int:
        return await self._store(PostponeReason(name=f"Reason {await self.count()}", position=50))

    async def _absence(self, owner: Actor) -> int:
        """One of a colleague whom `owner` leads, or of a foreign one."""
        day = self.clock.now().date() + timedelta(days=30 + await self.count() * 2)
        return await self._store(
            Absence(user_id=owner.user_id, from_day=day, to_day=day, handed={}, created_at=self.clock.now())
        )

    async def _bulk_undo(self, owner: Actor) -> int:
        return await self._undo_of("reassign", {"to": owner.user_id, "held": {}}, owner)

    async def _calendar_undo(self, owner: Actor) -> int:
        return await self._undo_of("calendar", {"days": {}}, owner)

    async def _departure(self, owner: Actor) -> int:
        user = await self._user(owner)
        return await self._undo_of("departure", {"user": user, "to": owner.user_id, "held": {}}, owner)

    async def _rule(self, _owner: Actor) -> int:
        bonuses = Bonuses(self.database, self.clock)
        return (await bonuses.add(self.people.owner, BonusBase.REVENUE, (Step(0, 300),))).card.rule.id

    async def _dead_undo(self, owner: Actor) -> int:
        return await self._undo_of("dead_deals", {"deals": []}, owner)

    async def _plan_undo(self, owner: Actor) -> int:
        return await self._undo_of("plans", {"plans": []}, owner)

    async def _bonus_rule_undo(self, owner: Actor) -> int:
        return await self._undo_of("bonus", {"set": []}, owner)

    async def _undo_of(self, kind: str, payload: dict[str, Any], owner: Actor) -> int:
        async with self.database.write(owner, self.clock.now()) as work:
            undo = closing.offer(work, kind, payload)
            await work.session.flush()
            return undo.id

    async def _won(self, owner: Actor) -> int:
        deal = await self.factory.deal(owner)
        calls = Calls(self.database, self.clock)
        return (await calls.sale(owner, Target("deal", deal.id), deal.version)).deal_id

    async def _win_reason(self, _owner: Actor) -> int:
        return await self._store(WinReason(name=f"Win {await self.count()}", position=50))

    async def _department(self, _owner: Actor) -> int:
        return await self._store(Department(name=f"Department {await self.count()}", user_ids=[]))

    async def _check(self, owner: Actor) -> int:
        return (await self._refuse(owner))[0].check_task_id or 0

    async def _refusal(self, owner: Actor) -> int:
        return (await self._refuse(owner))[0].id

    async def _sale(self, owner: Actor) -> int:
        deal = await self.factory.deal(owner)
        sold = await Calls(self.database, self.clock).sale(owner, Target("deal", deal.id), deal.version)
        return sold.undo_id

    async def _setup(self, _owner: Actor) -> int:
        stage = (await self.factory.stages())[1]
        setup = StageSetup(self.database, self.clock)
        name = f"Stage {await self.count()}"
        done, _ = await setup.rename(self.people.owner, stage.id, stage.version, name)
        return done.undo_id if done is not None else 0

    async def _other_pipeline(self, _owner: Actor) -> int:
        return (await self.factory.stages("short"))[0].pipeline_id

    async def _other_stage(self, _owner: Actor) -> int:
        return (await self.factory.stages())[0].id

    async def _stage_task(self, _owner: Actor) -> int:
        stage = (await self.factory.stages())[0]
        return (await StageTasks(self.database, self.clock).list(self.people.owner, stage.id)).tasks[0].id

    async def _event_undo(self, owner: Actor) -> int:
        deal, events = await self.factory.deal(owner), DealEvents(self.database, self.clock)
        return (await events.note(owner, deal.id, deal.version, sources.PAYMENT)).undo_id

    async def _controlled(self, owner: Actor) -> int:
        """A result the owner is to look at."""
        task = await self.factory.task(await self.factory.deal(owner), owner)
        async with self.database.write(SYSTEM, self.clock.now()) as work:
            row = await work.session.get_one(Task, task.id)
            row.status, row.done_at, row.controller_id = TaskStatus.DONE, work.now, owner.user_id
        return task.id

    async def _undo(self, owner: Actor) -> int:
        return (await self._refuse(owner))[1].id

    async def _refuse(self, owner: Actor) -> tuple[Refusal, UndoAction]:
        """A refused deal whose check is up to the owner."""
        deal, reason = await self.factory.deal(owner), await self.factory.loss_reason()
        async with self.database.write(owner, self.clock.now()) as work:
            about = Target("deal", deal.id)
            memory = await closing.remember(work, about)
            refusal, undo = await refusals_core.refuse(work, await policy.load(work), about, reason, memory)
            check = await work.session.get_one(Task, refusal.check_task_id)
            check.assignee_id = owner.user_id
        return refusal, undo

    async def _user(self, _owner: Actor) -> int:
        return await self._store(
            User(
                name="Somebody Awaited",
                role=Role.MANAGER,
                status=UserStatus.INVITED,
                locale="en",
                created_at=self.clock.now(),
            )
        )

    async def _self(self, owner: Actor) -> int:
        return owner.user_id or 0

    async def _colleague(self, owner: Actor) -> int:
        """Whom records may be given to: for the people of North it is Oleg, for others they themselves."""
        north = (self.people.owner, self.people.boris, self.people.anna)
        return (self.people.oleg if owner in north else owner).user_id or 0

    async def _team(self, _owner: Actor) -> int:
        return await self._store(Team(name=f"Team {await self.count()}"))

    async def _invitation(self, _owner: Actor) -> int:
        return (await Invitations(self.database, self.clock).invite(self.people.owner, Role.MANAGER)).id

    async def _message(self, _owner: Actor) -> int:
        now, number = self.clock.now(), await self.count()
        return await self._store(
            OutboxMessage(
                chat_id=1,
                kind="x",
                params={},
                dedupe_key=f"r{number}",
                created_at=now,
                due_at=now,
                status=OutboxStatus.DEAD,
            )
        )

    async def _stage(self, _owner: Actor) -> int:
        return (await self.factory.stages())[1].id

    async def _asked_field(self, _owner: Actor) -> int:
        """A list field of deals, to filter by."""
        options = [{"id": 1, "name": "Kyiv"}]
        return await self._store(FieldDefinition(name="City", kind=FieldKind.OPTION, options=options))

    async def _view(self, owner: Actor) -> int:
        """A saved filter of the owner's own; its number is none that prefixes of buttons end with."""
        number = 7_000 + await self.count()
        return await self._store(
            SavedView(
                id=number, user_id=owner.user_id, name=f"View {number}", conditions={}, created_at=self.clock.now()
            )
        )

    async def _reason(self, _owner: Actor) -> int:
        return await self._store(LossReason(name=f"Reason {await self.count()}", position=60))

    async def _pipeline(self, _owner: Actor) -> int:
        return (await self.factory.stages())[0].pipeline_id

    async def _store(self, row: Any) -> int:
        async with self.database.write(SYSTEM, self.clock.now()) as work:
            work.session.add(row)
            await work.session.flush()
            return int(row.id)
