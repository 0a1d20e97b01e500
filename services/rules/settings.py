"""Everything a company can decide about how Voronka works, with the defaults it starts with."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

WEEK = ((("09:00", "18:00"),),) * 5 + ((), ())


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """One field, one setting; stored as rows of the `settings` table, only where they differ from here.

    Times of day are "HH:MM" in the person's zone. `hours` holds per ISO weekday the (from, to) spans.
    `country` is ISO 3166 alpha-2, `currency` ISO 4217. `attempt_minutes` etc. are in `rules.attempts`.
    """

    name: str = ""
    zone: str = "Europe/Kyiv"
    locale: str = "ru"
    currency: str = "UAH"
    country: str = "UA"
    hours: tuple[tuple[tuple[str, str], ...], ...] = field(default=WEEK)
    response_minutes: int = 15
    """Working minutes within which an inbound inquiry must be contacted (S2-04)."""
    call_minutes: int = 10
    """A call's length for the schedule until the manager has an own median."""
    block_order: tuple[int, ...] = (4, 5, 6, 7)
    """The order of the unpromised blocks of the call list (S3-23, S3-24)."""
    missed_first: bool = False
    """Missed promises before new inquiries; what is agreed for today keeps its time either way."""
    repeat_days: int = 30
    """Days between contacts with a regular client (S0-46)."""
    thinking_days: int = 3
    """Working days until a client who thinks it over is called again."""
    grace_minutes: int = 60
    """Working minutes after the due time before the head is told (S0-41)."""
    again_hours: int = 0
    """Working hours after which the head is told again; 0: at the same time of the next working day."""
    told: str = "head"
    """Who is told of what is late: "head", "owner" or "both"."""
    promise_grace_minutes: int = 15
    check_share: int = 100
    """Percent of the refusals that are checked (S2-84)."""
    check_by: str = "head"
    """Who checks them: "head", or "peer", another manager of the team."""
    nps_delay_hours: int = 2
    nps_repeat_days: int = 3
    nps_scale: str = "0-10"
    goal: str = "revenue"
    """What the company grows, "revenue" or "profit": which reports come first (S0-12)."""
    quiet_from: str = "20:00"
    quiet_to: str = "08:30"
    installed: bool = False

    def changed(self, **values: Any) -> CompanySettings:
        """A copy with some settings replaced."""
        return replace(self, **values)

    def rows(self) -> dict[str, Any]:
        """Setting name → JSON value, only what differs from the defaults."""
        base = asdict(CompanySettings())
        return {name: value for name, value in asdict(self).items() if value != base[name]}


def from_rows(rows: dict[str, Any]) -> CompanySettings:
    """Read settings back; unknown names (of a later version) are left alone."""
    known = {item.name for item in fields(CompanySettings)}
    return CompanySettings(**{name: _frozen(value) for name, value in rows.items() if name in known})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list | tuple) else value
