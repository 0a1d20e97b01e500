"""The control of dates with 10,000 overdue tasks and 40,000 bare deals: the round's next card, the red marks."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime

from sqlalchemy import update

from bot.ui import menu, rounds
from bot.ui.commands import DESCRIPTIONS
from bot.ui.words import Words
from services.clock import ShiftedClock
from services.rounds import Rounds
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import UserStatus
from services.start import Start
from storage import migrate
from storage.tables import Team, User
from storage.unit_of_work import Database
from tests.benchmarks import load
from tests.benchmarks.measure import Figure, timed, timed_with_cpu

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
MANAGERS, DEALS = 50, 1000
"""A fifth of the deals have a task, all of them overdue."""


async def run() -> list[Figure]:
    """A head of the whole company: the card after "Next" pressed again and again; menus of the head and a manager."""
    with tempfile.TemporaryDirectory() as folder:
        db, clock = Database(f"sqlite+aiosqlite:///{folder}/rounds.db"), ShiftedClock(NOW)
        await migrate.upgrade(db.engine)
        await load.install(db, clock)
        people = await load.fill(db, NOW, MANAGERS, DEALS, due_hours=(-72, -1))
        head, manager = await _head(db), _actor(Role.MANAGER, people[0])
        figures = [
            await _next(Rounds(db, clock), head),
            await _menu("menu of a head, red marks, 50,000 deals", Start(db, clock), head),
            await _menu("menu of a manager, red marks, 1,000 deals", Start(db, clock), manager),
        ]
        await db.close()
        return figures


async def _head(db: Database) -> Actor:
    """A head of the one team everybody is in."""
    async with db.write(SYSTEM, NOW) as work:
        team = Team(name="Sales")
        work.session.add(team)
        await work.session.flush()
        await work.session.execute(update(User).values(team_id=team.id, version=User.version))
        boss = User(name="Boris", role=Role.HEAD, status=UserStatus.ACTIVE, team_id=team.id, created_at=NOW)
        work.session.add(boss)
        await work.session.flush()
        return _actor(Role.HEAD, boss.id, frozenset({team.id}))


def _actor(role: Role, user_id: int, teams: frozenset[int] | None = None) -> Actor:
    return Actor(role=role, user_id=user_id, team_ids=teams, zone="Europe/Kyiv", locale="ru", name="Anna")


async def _next(service: Rounds, head: Actor) -> Figure:
    words = Words("ru", "Europe/Kyiv", NOW)
    card = await service.begin(head)

    async def once() -> None:
        nonlocal card
        assert card.task is not None  # type: ignore[union-attr]
        card = await service.skip(head, "t", card.task.id)  # type: ignore[union-attr]
        rounds.shown(card, words)

    seconds, cpu = await timed_with_cpu(once, 15)
    value, note = seconds * 1000, f"{cpu * 1000:.0f} ms CPU"
    return Figure("the round's next card, 10,000 overdue, 40,000 bare", value, "ms", "<= 100 ms", value <= 100, note)


async def _menu(name: str, service: Start, actor: Actor) -> Figure:
    words = Words("ru", "Europe/Kyiv", NOW)

    async def once() -> None:
        menu.menu(actor, DESCRIPTIONS, words, await service.view(actor))

    value = await timed(once) * 1000
    goal = 100 if actor.is_leader else 30
    return Figure(name, value, "ms", f"<= {goal} ms", value <= goal)
