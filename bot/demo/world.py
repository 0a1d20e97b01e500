"""What every story of the demo company is told with: its time line, rows, chance, standards and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final, TypeVar

from bot.demo.axis import Axis
from bot.demo.book import Book, Row
from bot.demo.cast import MANAGERS, RETAIL, STAFF, WHOLESALE, Colleague
from bot.demo.goods import GROUPS, Group
from bot.demo.stage import CHATS, PEOPLE
from services import policy
from services.policy import Policy
from services.rules import due
from services.rules.due import Unit
from services.rules.kinds import StageKind, UserStatus
from services.rules.search_key import search_key
from storage import company
from storage.tables import Chat, Product, Stage, Team, User
from storage.unit_of_work import Work

SEED: Final = 20251121
CAST_LOCALE: Final = "ru"
"""The language of the company the people and their own languages were thought up for."""
MINUTES: Final = {Unit.DAYS: 540, Unit.HOURS: 60, Unit.MINUTES: 1}

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class StageJob:
    """The task a stage makes, due so many working minutes after entering."""

    id: int
    title: str
    instruction: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a pipeline."""

    id: int
    kind: StageKind
    late: bool
    job: StageJob | None


@dataclass(frozen=True, slots=True)
class Route:
    """A pipeline: the open stages in order, the won and the lost one."""

    id: int
    code: str
    steps: tuple[Step, ...]
    won: Step
    lost: Step


@dataclass
class World:
    """Everything a story needs; `staff` are rows of users by key."""

    axis: Axis
    rules: Policy
    book: Book = field(default_factory=Book)
    chance: Random = field(default_factory=lambda: Random(SEED))
    routes: dict[str, Route] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    postponing: list[int] = field(default_factory=list)
    channels: dict[str, int] = field(default_factory=dict)
    staff: dict[str, Row] = field(default_factory=dict)
    goods: dict[str, Row] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Names and numbers that somebody has."""

    def at(self, minute: float) -> datetime:
        """The moment of a working minute."""
        return self.axis.at(minute)

    @property
    def now(self) -> int:
        """Today's first working minute."""
        return self.axis.now

    def maybe(self, share: float) -> bool:
        """True in this share of cases."""
        return self.chance.random() < share

    def one(self, things: Sequence[Thing]) -> Thing:
        """Any of these."""
        return self.chance.choice(things)

    def head(self, colleague: Colleague) -> Row:
        """Who answers for a colleague."""
        return self.staff["galina" if colleague.team == RETAIL else "boris"]

    def group(self) -> Group:
        """Some goods that are bought together."""
        return self.chance.choice(GROUPS)


async def enter(work: Work, moment: datetime) -> World:
    """The company as its first start left it, with its people; nothing has happened yet."""
    rules = await policy.load(work)
    world = World(Axis(rules, moment), rules)
    for pipeline in await company.pipelines(work):
        stages = await company.stages(work, pipeline.id)
        steps = [await _step(work, stage) for stage in stages]
        world.routes[pipeline.code or ""] = Route(
            pipeline.id,
            pipeline.code or "",
            tuple(step for step in steps if step.kind is StageKind.OPEN),
            next(step for step in steps if step.kind is StageKind.WON),
            next(step for step in steps if step.kind is StageKind.LOST),
        )
    world.reasons = {row.code or "": row.id for row in await company.loss_reasons(work)}
    world.postponing = [row.id for row in await company.postpone_reasons(work)]
    world.channels = {row.code or "": row.id for row in await company.channels(work)}
    _hire(world)
    _stock(world)
    return world


async def _step(work: Work, stage: Stage) -> Step:
    job = None
    for row in await company.stage_tasks(work, stage.id):
        rule = due.from_json(row.due)
        job = StageJob(row.id, row.title, row.instruction, rule.offset.amount * MINUTES[rule.offset.unit])
    return Step(stage.id, stage.kind, stage.late, job)


def _hire(world: World) -> None:
    book, began = world.book, world.at(0)
    company_locale = world.rules.settings.locale

    def spoken(own: str) -> str:
        """The staff of a company set up in another language speak that one."""
        return own if company_locale == CAST_LOCALE else company_locale

    staff = {one.key for one in STAFF}
    teams = {name: book.add(Team, born=began, name=name) for name in (WHOLESALE, RETAIL)}
    for one in STAFF:
        row = book.add(
            User,
            born=began,
            telegram_id=CHATS[one.key],
            name=one.name,
            role=one.role,
            status=UserStatus.ACTIVE,
            team_id=teams[one.team] if one.team else None,
            locale=spoken(one.locale),
            created_at=began,
        )
        world.staff[one.key] = row
    for person in PEOPLE:
        if person.started:
            book.add(
                Chat,
                id=person.id,
                name=person.first_name,
                username=person.username or None,
                locale=spoken(person.language_code) if person.key in staff else person.language_code,
                started_at=began,
            )


def _stock(world: World) -> None:
    for group in GROUPS:
        for name, price, cost in group.products:
            world.goods[name] = world.book.add(
                Product,
                name=name,
                search_key=search_key(name),
                category=group.category,
                price=price * 100,
                cost=cost * 100,
            )


def sellers(*, retail: bool) -> list[Colleague]:
    """Managers of one of the two teams."""
    return [one for one in MANAGERS if one.retail is retail]
