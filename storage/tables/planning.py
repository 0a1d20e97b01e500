"""Plans and bonus rules, what attracting costs, payments, references, and what was forecast (issue of numbers)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.rules.kinds import BonusBase, CostKind, PlanMetric, PlanScope
from services.rules.periods import PeriodKind
from storage.tables.base import Base, Keyed, Tracked, Versioned
from storage.types import BigId, Code, Json, Money


class Plan(Keyed, Versioned, Tracked, Base):
    """What is to be reached in a period (S2-13…S2-17); its changes are in the history.

    `scope_id` is the person, team or pipeline, 0 for the company; `value` is minor units, or a number of deals. None:
    the plan was taken away; the row stays, with its story.
    """

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("metric", "scope", "scope_id", "kind", "start"),
        Index(None, "start", "kind"),
    )
    metric: Mapped[PlanMetric] = mapped_column(Code(PlanMetric))
    scope: Mapped[PlanScope] = mapped_column(Code(PlanScope))
    scope_id: Mapped[int] = mapped_column(BigInteger, default=0)
    kind: Mapped[PeriodKind] = mapped_column(Code(PeriodKind))
    start: Mapped[date] = mapped_column(Date)
    value: Mapped[int | None] = mapped_column(Money)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class BonusRule(Keyed, Versioned, Tracked, Base):
    """How a seller's bonus is counted (S1-09); a change is a new row from a later month, so closed ones stay.

    `steps`: [{"from": percent of the plan, "rate": hundredths of a percent of the base}], the first from 0; `cap` in
    minor units a month. Valid from `from_day` up to `to_day`, which does not belong to it; None: until further notice.
    """

    __tablename__ = "bonus_rules"
    __table_args__ = (Index(None, "from_day"),)
    name: Mapped[str] = mapped_column(String(120))
    base: Mapped[BonusBase] = mapped_column(Code(BonusBase))
    pipeline_id: Mapped[int | None] = mapped_column(ForeignKey("pipelines.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    steps: Mapped[list[Any]] = mapped_column(Json)
    cap: Mapped[int | None] = mapped_column(Money)
    from_day: Mapped[date] = mapped_column(Date)
    to_day: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class ChannelCost(Keyed, Versioned, Tracked, Base):
    """Money spent on a channel over the days `from_day` to `to_day`, both of which belong to it (S4-03)."""

    __tablename__ = "channel_costs"
    __table_args__ = (Index(None, "channel_id", "from_day"), Index(None, "from_day", "to_day"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    kind: Mapped[CostKind] = mapped_column(Code(CostKind), default=CostKind.ADVERTISING)
    amount: Mapped[int] = mapped_column(Money)
    from_day: Mapped[date] = mapped_column(Date)
    to_day: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class Payment(Keyed, Versioned, Tracked, Base):
    """A payment of a deal, planned, received or both (S0-04).

    Planned: `planned` by `due_day`. Received: `received` at `received_at`. A part that comes is a row of its own: the
    planned row is split, so that what is planned and not received is always a row without `received_at`.
    """

    __tablename__ = "payments"
    __table_args__ = (Index(None, "deal_id"), Index(None, "due_day"), Index(None, "received_at"))
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    planned: Mapped[int | None] = mapped_column(Money)
    due_day: Mapped[date | None] = mapped_column(Date)
    received: Mapped[int | None] = mapped_column(Money)
    received_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class ReferenceFunnel(Keyed, Versioned, Tracked, Base):
    """What a pipeline's funnel should look like (S1-17): from the statistics of a period, or typed.

    `steps`: [{"stage_id", "conversion": 0…1 or None, "hours": median or None, "n": deals behind it}].
    The newest of a pipeline counts; `from_day` and `to_day` (excluded) say where statistics come from.
    """

    __tablename__ = "reference_funnels"
    __table_args__ = (Index(None, "pipeline_id", "created_at"),)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id"))
    typed: Mapped[bool] = mapped_column(default=False)
    from_day: Mapped[date | None] = mapped_column(Date)
    to_day: Mapped[date | None] = mapped_column(Date)
    steps: Mapped[list[Any]] = mapped_column(Json)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class ForecastSnapshot(Keyed, Base):
    """What was forecast on a morning, kept to be measured against what came (S1-03).

    `level` is company, team, manager or pipeline; `level_id` 0 for the company. `end` does not belong to the period.
    Sums in minor units, wins in deals; None where nothing could be said.
    """

    __tablename__ = "forecast_snapshots"
    __table_args__ = (
        UniqueConstraint("made_on", "level", "level_id", "start", "end"),
        Index(None, "level", "level_id", "end"),
    )
    made_on: Mapped[date] = mapped_column(Date)
    level: Mapped[str] = mapped_column(String(16))
    level_id: Mapped[int] = mapped_column(BigInteger, default=0)
    start: Mapped[date] = mapped_column(Date)
    end: Mapped[date] = mapped_column(Date)
    revenue: Mapped[int | None] = mapped_column(Money)
    wins: Mapped[float | None] = mapped_column(Float)
    low: Mapped[int | None] = mapped_column(Money)
    high: Mapped[int | None] = mapped_column(Money)
    template_revenue: Mapped[int | None] = mapped_column(Money)
    at: Mapped[datetime]


class Subscription(Keyed, Versioned, Base):
    """A number that comes by itself: every day, week or month, or once it crosses `threshold`.

    `filters`: {slice: id or text}; `threshold` is in the indicator's unit (money in minor units), `above`: tell when it
    rises over it, else when it falls under it. `crossed`: already told, until it comes back.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (Index(None, "user_id", "ended_at"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    indicator: Mapped[str] = mapped_column(String(40))
    by: Mapped[str | None] = mapped_column(String(24))
    filters: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    rhythm: Mapped[str] = mapped_column(String(16))
    threshold: Mapped[float | None] = mapped_column(Float)
    above: Mapped[bool] = mapped_column(default=False)
    crossed: Mapped[bool] = mapped_column(default=False)
    told_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ReportFavourite(Base):
    """An indicator a person keeps at the top of /report."""

    __tablename__ = "report_favourites"
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False)
    indicator: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
