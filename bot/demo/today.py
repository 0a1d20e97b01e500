"""How things stand this morning: what each manager promised, missed, has not planned, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Protocol

from bot.demo import market, notes
from bot.demo.book import Row
from bot.demo.cast import MANAGERS, Colleague
from bot.demo.inquiries import waiting
from bot.demo.life import Hold, Life, Parties
from bot.demo.tasks import DAY, Agenda, planned
from bot.demo.world import World
from services.rules.escalation import again_at, escalate_at, nudge_at
from services.rules.kinds import ActivityKind, CallOutcome, Direction, PromiseState, TaskKind, TaskStatus
from services.rules.search_key import search_key
from services.rules.worktime import local_day_bounds, to_utc
from storage.tables import Activity, Client, Contact, DealLine, Task

B2B, B2C, AGAIN, SHORT = "b2b_new", "b2c_new", "b2b_regular", "short"
FIRST_TRY: Final = 97
"""Minute of the first of three tries in vain (10:37): the fourth one is due at 17:53, after the day's last slot; a few
find one shortly before that time."""


class WithAgenda(Protocol):
    """A deal or an inquiry with its planned contact."""

    @property
    def agenda(self) -> Agenda:
        """The planned contact."""
        ...


@dataclass(frozen=True, slots=True)
class Morning:
    """A manager's morning. `promised` for today and `missed` yesterday are times ("HH:MM").

    `unplanned` are deals without a planned call, by pipeline and stage, the first `red` of them without any task;
    `late_tries` come after the last free slot: the last half hour takes three of them; `overdue` counts tasks.
    """

    promised: tuple[str, ...]
    missed: tuple[str, ...]
    unplanned: tuple[tuple[str, int], ...]
    late_tries: int
    overdue: int = 0
    red: int = 0


MORNINGS: Final = {
    "anna": Morning(("10:30", "12:00", "15:30"), ("17:15",), ((B2B, 5), (AGAIN, 2), (B2B, 1)), 6),
    "oleg": Morning(("10:00", "10:00", "14:30"), ("11:00", "16:30"), ((B2B, 4), (AGAIN, 3), (B2B, 1)), 1, red=1),
    "marina": Morning(("09:45", "13:30"), (), ((B2B, 6), (AGAIN, 2), (B2B, 0), (B2B, 1)), 2, overdue=1, red=1),
    "taras": Morning(("10:15", "11:45", "16:00"), ("15:00",), ((B2C, 2), (B2C, 1), (B2C, 0)), 1, overdue=1, red=1),
    "julia": Morning(("09:30", "12:30", "14:00", "17:00"), (), ((B2C, 2), (B2C, 3), (B2C, 0), (SHORT, 0)), 1),
    "roman": Morning(("11:15", "15:45"), ("12:00", "17:30"), ((B2C, 1), (SHORT, 1), (B2C, 0)), 2, overdue=1),
}


def clear(world: World, stories: Sequence[WithAgenda]) -> None:
    """Move what chance planned for today, or left undone, to later days."""
    for story in stories:
        agenda = story.agenda
        if agenda.task is not None and agenda.due < world.now + DAY:
            due = world.now + DAY * world.chance.choice((1, 1, 2, 3)) + agenda.due % DAY
            agenda.rewrite(world.at(due), promised=agenda.promise is not None)


def lay_out(world: World) -> None:
    """This morning, as every manager and head finds it."""
    for colleague in MANAGERS:
        _morning(world, colleague, MORNINGS[colleague.key])
    evening = local_day_bounds(world.axis.today, world.axis.zone)[0] - timedelta(hours=2, minutes=13)
    waiting(world, evening, "Пётр Ильин", "site", "Нужны столы и стулья на 40 мест, до мая")
    waiting(world, local(world, 0, "07:35"), "Светлана Мороз", "ads", "Сколько стоит теплица 3×6 с монтажом?")


def _morning(world: World, colleague: Colleague, morning: Morning) -> None:
    routes = [(B2C, 1), (B2C, 2), (B2C, 0)] if colleague.retail else [(B2B, 3), (AGAIN, 1), (B2B, 1)]
    for number, at in enumerate(morning.promised):
        held(world, colleague, *routes[number % 3]).agenda.rewrite(local(world, 0, at), promised=True)
    for number, at in enumerate(morning.missed):
        miss(world, held(world, colleague, *routes[number % 3]), local(world, -1, at))
    for number, (route, stage) in enumerate(morning.unplanned):
        life = held(world, colleague, route, stage)
        life.agenda.forget()
        if number >= morning.red:
            _own_task(world, life)
    for number in range(morning.late_tries):
        _tried(world, held(world, colleague, *routes[2]), number)
    for _ in range(morning.overdue):
        late(world, held(world, colleague, *routes[0]))
    _regular(world, colleague)


def local(world: World, shift: int, clock: str) -> datetime:
    """A time of today's local day (0) or of the working day before (−1)."""
    day = world.axis.day_of(world.axis.start_of(shift))
    return to_utc(day, time.fromisoformat(clock), world.axis.zone)


def held(
    world: World, colleague: Colleague, route: str, stage: int, *, parties: Parties | None = None, title: str = "",
    amount: int = 0, open_job: bool = False,
) -> Life:  # fmt: skip
    """A deal that stands on a stage this morning, with its next contact open. `amount` in hryvnias."""
    hold = Hold(stage, 6 + 3 * stage, quiet=4 if open_job else 2, open_job=open_job)
    start = world.now - hold.days * DAY + world.chance.randrange(30, 400)
    if parties is None:
        person = colleague.retail and world.maybe(0.8)
        name = market.person_name(world) if person else market.firm_name(world)
        created = world.at(start) - timedelta(days=world.chance.randint(0, 40))
        client, contact = market.client(world, colleague, name, created, person=person)
        parties = Parties(colleague, client, contact, None, world.channels["site"])
    life = Life(world, world.routes[route], parties, start, hold)
    if title:
        world.book.rewrite(life.deal, title=title, search_key=search_key(title))
    if amount:
        _price(world, life, amount * 100)
    return life.play()


def _price(world: World, life: Life, amount: int) -> None:
    """Give the deal another sum; one line makes it up."""
    first, *others = (row for row in world.book.rows[DealLine] if row["deal_id"] is life.deal)
    for row in others:
        world.book.forget(row)
    first.update(quantity=10_000, price=amount // 10, cost=amount * 6 // 100)
    world.book.rewrite(life.deal, amount=amount)


def miss(world: World, life: Life, at: datetime) -> None:
    """The promised call was not made: its day is over, so the promise is broken."""
    agenda = life.agenda
    agenda.rewrite(at, promised=True)
    if agenda.promise is not None:
        _, midnight = local_day_bounds(world.axis.day_of(world.axis.start_of(-1)), world.axis.zone)
        agenda.promise.update(state=PromiseState.BROKEN, late_minutes=(midnight - at) // timedelta(minutes=1))


def late(world: World, life: Life) -> None:
    """A task of the manager's own that should have been done yesterday."""
    life.agenda.rewrite(world.at(world.now + 2 * DAY + life.agenda.due % DAY), promised=True)
    _add_task(world, life, local(world, -1, "12:00"))


def _own_task(world: World, life: Life) -> None:
    _add_task(world, life, local(world, 0, world.one(("15:00", "16:30", "17:00"))))


def _add_task(world: World, life: Life, due_at: datetime) -> None:
    created = world.axis.start_of(-1) - world.chance.randint(30, 400)
    planned(
        world, TaskKind.TODO, created, due_at, life.owner, title=world.one(notes.OWN_TASKS), **life.about
    )  # fmt: skip


def _tried(world: World, life: Life, number: int) -> None:
    """Three tries in vain yesterday: the next one comes in the other half of today, after the last free slot."""
    first = world.axis.start_of(-1) + FIRST_TRY + number
    life.agenda.rewrite(world.at(first - first % 15), promised=life.agenda.promise is not None)
    for minute in (first, first + 45, first + 166):
        life.unreached(minute)


def _regular(world: World, colleague: Colleague) -> None:
    """A client who bought before and has not been called for a month: time for a call."""
    limit = world.axis.today - timedelta(days=world.rules.settings.repeat_days + 1)
    minute = max(start for start in range(60, world.now, DAY) if world.axis.day_of(start) <= limit)
    bought = world.at(minute) - timedelta(days=70)
    name = market.person_name(world) if colleague.retail else market.firm_name(world)
    client, contact = market.client(world, colleague, name, bought - timedelta(days=90), person=colleague.retail)
    world.book.rewrite(client, won_at=bought)
    _greet(world, client, contact, world.at(minute))


def keep_rhythm(world: World) -> None:
    """Clients who have bought were called about once a month, so that none of them is due today."""
    period = timedelta(days=world.rules.settings.repeat_days)
    contacts = {id(row["client_id"]): row for row in reversed(world.book.rows[Contact])}
    tomorrow = local_day_bounds(world.axis.today, world.axis.zone)[1]
    for client in world.book.rows[Client]:
        if client["won_at"] is None:
            continue
        last = client["last_contact_at"] or world.at(world.chance.randrange(1, 20 * DAY))
        minute = next(n for n in range(0, world.now + DAY, 30) if world.at(n) >= last)
        while world.at(minute) + period < tomorrow:
            minute += world.chance.randint(17, 20) * DAY + world.chance.randint(-120, 120)
            minute = min(minute, world.now - 1)
            _greet(world, client, contacts[id(client)], world.at(minute))


def _greet(world: World, client: Row, contact: Row, at: datetime) -> None:
    """A call about nothing in particular."""
    client["last_contact_at"] = at
    world.book.add(
        Activity, kind=ActivityKind.CALL, direction=Direction.OUT, outcome=CallOutcome.REACHED, result="call", at=at,
        user_id=client["owner_id"], client_id=client, contact_id=contact, seconds=world.chance.randint(90, 500),
        text=world.one(notes.AFTER_CALL["regular"]),
    )  # fmt: skip


def climb(world: World) -> None:
    """What was overdue by yesterday evening has had its steps of the ladder (S0-41)."""
    evening, grace = world.at(world.now - 1), world.rules.settings.grace_minutes
    for task in world.book.rows[Task]:
        if task["status"] is not TaskStatus.OPEN or task["due_at"] > evening:
            continue
        calendar, zone = world.axis.calendar, world.axis.zone
        told_at = escalate_at(task["due_at"], calendar, zone, grace_minutes=grace)
        steps = {
            "nudged_at": nudge_at(task["due_at"], calendar, zone),
            "escalated_at": told_at,
            "escalated_again_at": again_at(told_at, calendar, zone),
        }
        task.update({name: at if at <= evening else None for name, at in steps.items()})
