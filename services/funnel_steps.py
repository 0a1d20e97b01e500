"""Funnels put together from the tables of indicators: steps, cuts, references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.funnel_views import FunnelCutRow, FunnelStep, ReferenceInfo
from services.indicator_views import Number, Row, SliceItem, Table
from services.rules import funnels as rules
from services.rules import periods
from services.rules.funnels import Rate, Verdict


def count_of(found: Mapping[str, Table], code: str) -> int:
    """The whole number of an indicator that is not told apart."""
    return int(found[code].rows[0].value or 0)


def value_of(found: Mapping[str, Table], code: str) -> float | None:
    """The value of an indicator that is not told apart."""
    value = found[code].rows[0].value
    return None if value is None else float(value)


def row_of(found: Mapping[str, Table], code: str, key: int) -> Row | None:
    """The row of one part."""
    return next((row for row in found[code].rows if row.slice[0][1].key == key), None)


def rate_on(found: Mapping[str, Table], stage: int) -> Rate:
    """How many entered a stage, and how many went on."""
    row = row_of(found, "stage_conversion", stage)
    return Rate(0, 0) if row is None else rules.rate_of(None if row.value is None else float(row.value), row.n)


def hours_of(days: Number) -> float | None:
    """Days as hours."""
    return None if days is None else float(days) * 24


def wanted_on(kept: Any, stage: int) -> dict[str, Any] | None:
    """The reference's step of a stage, if it says a share."""
    steps = kept.steps if kept is not None else ()
    return next((step for step in steps if step["stage_id"] == stage and step["conversion"] is not None), None)


def judged(now: Rate, wanted: dict[str, Any]) -> Verdict:
    """A stage against its reference."""
    share, n = float(wanted["conversion"]), int(wanted["n"])
    return rules.judge(now, Rate(round(share * n), n)) if n else rules.judge_typed(now, share)


def made_step(stage: Any, found: Mapping[str, Table], wanted: dict[str, Any] | None, slow: int, won: int) -> FunnelStep:
    """One stage of the funnel."""
    rate = rate_on(found, stage.id)
    conversion, stay, waiting = (
        row_of(found, code, stage.id) for code in ("stage_conversion", "stage_length", "pipeline_open")
    )
    share = float(wanted["conversion"]) if wanted else None
    return FunnelStep(
        stage_id=stage.id,
        name=stage.name,
        entered=rate.entered,
        conversion=None if conversion is None or conversion.value is None else float(conversion.value),
        days=None if stay is None or stay.value is None else float(stay.value),
        days_p90=stay.p90 if stay is not None else None,
        waiting=waiting.n if waiting is not None else 0,
        amount=int(waiting.value or 0) if waiting is not None else 0,
        slow=slow,
        reference=None if share is None else share * 100,
        verdict=judged(rate, wanted) if wanted else Verdict.FEW,
        more_wins=rules.more_wins(won, rate, share) if share is not None else 0,
    )


def reference_info(kept: Any) -> ReferenceInfo | None:
    """What a reference was made of."""
    if kept is None:
        return None
    return ReferenceInfo(kept.id, kept.typed, kept.from_day, kept.to_day - periods.DAY if kept.to_day else None)


def cut_row(item: SliceItem, own: Mapping[str, Row]) -> FunnelCutRow:
    """One part of a cut."""

    def of(code: str) -> Number:
        return own[code].value if code in own else None

    return FunnelCutRow(
        item, int(of("funnel_in") or 0), int(of("deals_won") or 0), int(of("revenue") or 0),
        of("funnel_conversion"), of("deal_length"),
    )  # fmt: skip
