"""What the demo company has set itself: plans by month, and what a seller gets for reaching them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from bot.demo.book import Row
from bot.demo.cast import MANAGERS, STAFF
from bot.demo.world import World
from services.rules import periods
from services.rules.kinds import BonusBase, PlanMetric, PlanScope, StageKind
from services.rules.periods import Period, PeriodKind
from services.rules.worktime import local_day, local_day_bounds
from storage.tables import BonusRule, Deal, Plan, Team

MONTHS: Final = 3
"""Plans reach so far back: as long as the company works with Voronka."""
WISHED: Final = 1.1
"""A plan asks for a tenth more than what was sold on average."""
ROUND: Final = 10_000_00
STEPS: Final = [{"from": 0, "rate": 200}, {"from": 80, "rate": 300}, {"from": 100, "rate": 500}]
CAP: Final = 100_000_00


def aim(world: World) -> None:
    """Write the plans of people and teams, and the bonus rule. Oleg's of this month is still to be set."""
    today = world.axis.today
    month = periods.containing(PeriodKind.MONTH, today)
    for back in range(MONTHS, -1, -1):
        one = periods.shifted(month, -back)
        set_at = max(world.at(0), local_day_bounds(one.start, world.axis.zone)[0] + timedelta(hours=8))
        sums: dict[str | None, int] = {}
        for colleague in MANAGERS:
            value = _wished(world, world.staff[colleague.key], today)
            sums[colleague.team] = sums.get(colleague.team, 0) + value
            if back == 0 and colleague.key == "oleg":
                continue
            _plan(world, PlanScope.USER, world.staff[colleague.key], one, value, world.head(colleague), set_at)
        for team in world.book.kept(Team):
            head = world.staff[next(one.key for one in STAFF if one.team == team["name"])]
            _plan(world, PlanScope.TEAM, team, one, sums[team["name"]] + ROUND * 5, head, set_at)
    world.book.add(
        BonusRule, born=world.at(0), by=world.staff["maria"], name="", base=BonusBase.REVENUE, steps=STEPS, cap=CAP,
        from_day=periods.shifted(month, -MONTHS).start, created_by=world.staff["maria"], created_at=world.at(0),
    )  # fmt: skip


def _plan(world: World, scope: PlanScope, whose: Row, month: Period, value: int, head: Row, at: Any) -> None:
    world.book.add(
        Plan, born=at, by=head, metric=PlanMetric.REVENUE, scope=scope, scope_id=whose, kind=month.kind,
        start=month.start, value=value, created_by=head, created_at=at,
    )  # fmt: skip


def _wished(world: World, seller: Row, today: date) -> int:
    """A month's plan by what the seller has sold here so far."""
    since = local_day(world.at(0), world.axis.zone)
    sold = sum(
        row["amount"] or 0
        for row in world.book.kept(Deal)
        if row["owner_id"] is seller and row["status"] is StageKind.WON
    )
    monthly = sold * 30 / max(30, (today - since).days) * WISHED
    return max(ROUND, round(monthly / ROUND) * ROUND)
