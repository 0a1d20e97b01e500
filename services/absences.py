"""People go away and come back: their work goes to a deputy and returns by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from services import policy
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.outbox import notify_user
from services.policy import Policy
from services.rules.actor import SYSTEM, Actor
from services.rules.held import Held, held_from_json
from services.rules.kinds import UserStatus
from services.rules.views import Named
from services.rules.worktime import local_day
from storage import absences as rows
from storage import moving_work
from storage.heads import acting_head_of
from storage.tables import Absence, User
from storage.unit_of_work import Database, Work

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """Who is away, from which day to which (both included), and who works meanwhile (None: the head).

    `handed` counts what went to the deputy; `now`: the absence has begun.
    """

    id: int
    version: int
    person: Named
    deputy: Named | None
    from_day: date
    to_day: date
    now: bool
    deals: int
    tasks: int


@dataclass(frozen=True, slots=True)
class AwayNotice:
    """What somebody is told when an absence begins or ends; counts of what changed hands."""

    person: str
    deputy: str | None
    to_day: date
    back: bool
    mine: bool
    deals: int
    leads: int
    tasks: int


class Absences:
    """Use cases of absences; for leaders, over the people they see."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor) -> tuple[AbsenceView, ...]:
        """Absences that are not over, the nearest first. Raises Denied."""
        _only_leader(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple([await _view(work, row) for row in await rows.coming(work)])

    async def get(self, actor: Actor, absence_id: int) -> AbsenceView:
        """One of them. Raises Denied, NotFound."""
        _only_leader(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _view(work, await _absence(work, absence_id))

    async def people(self, actor: Actor, besides: int | None = None) -> tuple[Named, ...]:
        """Who can go away or stand in; `besides` is left out. Raises Denied."""
        _only_leader(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple(Named(row.id, row.name) for row in await rows.takers(work) if row.id != besides)

    async def today(self, actor: Actor) -> date:
        """The actor's own day: absences are planned from it on."""
        async with self._db.read(actor, self._clock.now()) as work:
            return local_day(work.now, (await policy.load(work)).zone_of(actor.zone))

    async def plan(
        self, actor: Actor, user_id: int, from_day: date, to_day: date, deputy_id: int | None, *, key: str
    ) -> AbsenceView:
        """Plan one; one that begins today begins at once. `deputy_id` None: the person's head.

        Raises Denied, NotFound, Invalid (absence_days, absence_past, absence_long, absence_twice, deputy_away).
        """
        _only_leader(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            people = {row.id: row for row in await rows.takers(work)}
            person = people.get(user_id)
            if person is None or (deputy_id is not None and deputy_id not in people) or deputy_id == user_id:
                raise NotFound("user")
            today = local_day(work.now, rules.zone_of(person.zone))
            _check_days(from_day, to_day, today)
            if not await work.once(key):
                raise Stale
            if await rows.overlapping(work, user_id, from_day, to_day) is not None:
                raise Invalid("absence_twice", name=person.name)
            if deputy_id is not None and await rows.overlapping(work, deputy_id, from_day, to_day) is not None:
                raise Invalid("deputy_away", name=people[deputy_id].name)
            row = Absence(
                user_id=user_id, deputy_id=deputy_id, from_day=from_day, to_day=to_day, handed={},
                created_by=actor.user_id, created_at=work.now,
            )  # fmt: skip
            work.session.add(row)
            await work.session.flush()
            if from_day <= today:
                await _begin(work, row, person)
            return await _view(work, row)

    async def end(self, actor: Actor, absence_id: int, version: int) -> AbsenceView:
        """Call it off, or let the person come back now. Raises Denied, NotFound, Stale."""
        _only_leader(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _absence(work, absence_id)
            if row.version != version or row.ended_at is not None or row.cancelled_at is not None:
                raise Stale
            view = await _view(work, row)
            if row.began_at is None:
                row.cancelled_at = work.now
            else:
                await _finish(work, row)
            return view

    async def turn(self, now: datetime) -> int:
        """The job: begin what begins today and end what is over, each in the person's own days; returns how many."""
        async with self._db.read(SYSTEM, now) as work:
            due = await _due(work)
        for absence_id in due:
            async with self._db.write(SYSTEM, now) as work:
                if absence_id not in await _due(work):
                    continue  # another process was faster
                row, person = next(pair for pair in await rows.live(work) if pair[0].id == absence_id)
                if await _is_over(work, row, person) and row.began_at is None:
                    row.ended_at = now  # the bot stood still all that time: there is nothing to hand over any more
                elif row.began_at is None:
                    await _begin(work, row, person)
                else:
                    await _finish(work, row)
        return len(due)

    async def notice(self, actor: Actor, absence_id: int, *, back: bool) -> AwayNotice:
        """What a queued word about an absence says. Raises NotFound for one that was called off."""
        async with self._db.read(actor, self._clock.now()) as work:
            row = await work.session.get(Absence, absence_id)
            if row is None or row.cancelled_at is not None:
                raise NotFound("absence")
            person = await work.session.get_one(User, row.user_id)
            deputy = await _deputy(work, row)
            held = held_from_json(row.handed)
            return AwayNotice(
                person=person.name,
                deputy=deputy.name if deputy else None,
                to_day=row.to_day,
                back=back,
                mine=actor.user_id == person.id,
                deals=held.count("deals"),
                leads=held.count("leads"),
                tasks=held.count("tasks"),
            )


def _only_leader(actor: Actor) -> None:
    if not actor.is_leader:
        raise Denied


def _check_days(from_day: date, to_day: date, today: date) -> None:
    if to_day < from_day:
        raise Invalid("absence_days")
    if from_day < today:
        raise Invalid("absence_past")
    if to_day - from_day > LONGEST:
        raise Invalid("absence_long")


async def _absence(work: Work, absence_id: int) -> Absence:
    row = await rows.absence(work, absence_id)
    if row is None:
        raise NotFound("absence")
    return row


async def _due(work: Work) -> Sequence[int]:
    rules = await policy.load(work)
    return [row.id for row, person in await rows.live(work) if _is_due(row, person, rules, work.now)]


async def _is_over(work: Work, row: Absence, person: User) -> bool:
    rules = await policy.load(work)
    return row.to_day < local_day(work.now, rules.zone_of(person.zone))


def _is_due(row: Absence, person: User, rules: Policy, now: datetime) -> bool:
    today = local_day(now, rules.zone_of(person.zone))
    return row.from_day <= today if row.began_at is None else row.to_day < today


async def _deputy(work: Work, row: Absence) -> User | None:
    """Who works meanwhile: the deputy, or when that colleague has left, the head."""
    chosen = await work.session.get(User, row.deputy_id) if row.deputy_id else None
    if chosen is not None and chosen.status is not UserStatus.INACTIVE:
        return chosen
    head = await acting_head_of(work, row.user_id)
    return head if head is not None and head.id != row.user_id else None


async def _begin(work: Work, row: Absence, person: User) -> None:
    """Everything open goes to the deputy; whoever is affected is told."""
    row.began_at = work.now
    deputy = await _deputy(work, row)
    given = Held()
    if deputy is not None:
        row.deputy_id = deputy.id
        await work.session.flush()
        given = await moving_work.give(work, await moving_work.in_hand(work, person.id), deputy.id)
    row.handed = given.to_json()
    await work.session.flush()
    await _tell(work, row, back=False)


async def _finish(work: Work, row: Absence) -> None:
    """What the deputy still has comes back, with the tasks made for it meanwhile."""
    row.ended_at = work.now
    await work.session.flush()
    if row.deputy_id is not None:
        back = await moving_work.give_back(work, held_from_json(row.handed), row.deputy_id)
        tasks = await moving_work.tasks_of(work, back.ids("deals"), back.ids("leads"), row.deputy_id)
        await moving_work.give(work, Held({"tasks": {row.deputy_id: tasks}}), row.user_id)
    await _tell(work, row, back=True)


async def _tell(work: Work, row: Absence, *, back: bool) -> None:
    for user_id in {row.user_id, row.deputy_id} - {None, work.actor.user_id}:
        await notify_user(
            work,
            user_id or 0,
            kind="absence",
            params={"absence": row.id, "back": back},
            dedupe_key=f"absence:{row.id}:{back:d}",
        )


async def _view(work: Work, row: Absence) -> AbsenceView:
    person = await work.session.get_one(User, row.user_id)
    deputy = await _deputy(work, row)
    held = held_from_json(row.handed)
    return AbsenceView(
        id=row.id,
        version=row.version,
        person=Named(person.id, person.name),
        deputy=Named(deputy.id, deputy.name) if deputy else None,
        from_day=row.from_day,
        to_day=row.to_day,
        now=row.began_at is not None and row.ended_at is None,
        deals=held.count("deals"),
        tasks=held.count("tasks"),
    )
