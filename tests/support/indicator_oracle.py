"""The indicators worked out once more, from kpi.md and without SQL: pandas over the rows of all tables.

It shares no code with `services/rules/indicators` or `storage/facts`. A table is {key: (value, n)}.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import select

from services.rules.worktime import WorkCalendar
from storage import tables as t
from tests.support.databases import Committed

Answer = dict[tuple[Any, ...], tuple[Any, int]]
CALLS = ("call", "meeting", "message")
CONTACTS = (*CALLS, "offer")
BANDS = {"0-10": (7, 9), "1-3": (2, 3), "0-5": (4, 5), "1-5": (4, 5)}
TABLES = ("Deal", "DealLine", "Product", "Client", "User", "Lead", "Activity", "Task", "Postponement", "Stage",
          "StageTransition", "Payment", "ChannelCost", "NpsPoll", "FieldDefinition", "FieldValue")  # fmt: skip


class Oracle:
    """All rows of a company, and how it counts."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]], zone: str, now: datetime, calendar: WorkCalendar) -> None:
        self.rows = rows
        self.zone, self.now, self.calendar = zone, now, calendar
        self.deals = {row["id"]: row for row in rows["Deal"]}
        self.clients = {row["id"]: row for row in rows["Client"]}
        self.users = {row["id"]: row for row in rows["User"]}
        self.leads = {row["id"]: row for row in rows["Lead"]}
        self.stages = {row["id"]: row for row in rows["Stage"]}
        self.products = {row["id"]: row for row in rows["Product"]}
        self.lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in rows["DealLine"]:
            self.lines[row["deal_id"]].append(row)
        self.lists = [row["id"] for row in rows["FieldDefinition"]]
        self.answers = {(row["deal_id"], row["field_id"]): row["value"] for row in rows["FieldValue"]}
        self.wins: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
        for row in rows["Deal"]:
            if row["status"] == "won" and row["client_id"] is not None:
                self.wins[row["client_id"]].append((row["closed_at"], row["id"]))
        self.first, self.until = date.min, date.max
        self.groups: dict[int, str] = {}
        self.by: tuple[str, ...] = ()

    @classmethod
    async def read(cls, committed: Committed, zone: str, now: datetime, calendar: WorkCalendar) -> Oracle:
        """Take all rows in."""
        found = {}
        for name in TABLES:
            table = getattr(t, name).__table__
            found[name] = [dict(row._mapping) for row in await committed.rows(select(*table.columns))]
        return cls(found, zone, now, calendar)

    def table(self, code: str, first: date, until: date, by: Iterable[str]) -> Answer:
        """An indicator by slices."""
        if (first, until) != (self.first, self.until):
            self.first, self.until = first, until
            self.groups = self._groups()
        self.by = tuple(by)
        found: Answer = getattr(self, code)()
        if not self.by and not found:
            found = {(): (0 if code in ZERO else None, 0)}
        return found

    # ------------------------------------------------------------------------------------------------------ slices
    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def within(self, moment: datetime | date | None) -> bool:
        if moment is None:
            return False
        day = self.local(moment).date() if isinstance(moment, datetime) else moment
        return self.first <= day < self.until

    @property
    def moment(self) -> datetime:
        end = datetime(self.until.year, self.until.month, self.until.day, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
        return min(end, self.now)

    @property
    def past(self) -> bool:
        return self.moment < self.now

    def before(self, client: int | None, moment: datetime, deal: int | None = None) -> bool:
        """Whether the client had won before."""
        if client is None:
            return False
        if deal is None:
            return any(when < moment for when, _ in self.wins[client])
        return any(win < (moment, deal) for win in self.wins[client])

    def _groups(self) -> dict[int, str]:
        end = datetime(self.until.year, self.until.month, self.until.day, tzinfo=ZoneInfo(self.zone))
        start = end.replace(year=end.year - 1)
        won = [row for row in self.rows["Deal"]
               if row["status"] == "won" and row["client_id"] and start <= row["closed_at"] < end]  # fmt: skip
        if not won:
            return {}
        frame = pd.DataFrame(won)
        frame["amount"] = frame["amount"].fillna(0)
        sums = frame.groupby("client_id")["amount"].sum()
        sums = sums[sums > 0].reset_index().sort_values(["amount", "client_id"], ascending=[False, True])
        share = sums["amount"].cumsum() * 100 / sums["amount"].sum() if len(sums) else sums["amount"]
        letters = ["A" if part <= 80 or place == 0 else "B" if part <= 95 else "C" for place, part in enumerate(share)]
        return dict(zip(sums["client_id"].astype(int), letters, strict=True))

    def main(self, deal_id: int | None) -> int | None:
        """The product of the dearest line."""
        lines = self.lines.get(deal_id or 0)
        return max(lines, key=lambda line: (self.worth(line), -line["id"]))["product_id"] if lines else None

    def worth(self, line: dict[str, Any]) -> int:
        price = line["price"] if line["price"] is not None else self.of_product(line, "price")
        return (price or 0) * line["quantity"]

    def of_product(self, line: dict[str, Any], what: str) -> Any:
        return self.products[line["product_id"]][what] if line["product_id"] else None

    def slices(self, *, owner: int | None, client: int | None, when: Any, deal: dict[str, Any] | None = None,
               since: datetime | None = None, win: int | None = None, **other: Any) -> dict[str, Any]:  # fmt: skip
        """The keys of a record."""
        user, firm = self.users.get(owner or 0, {}), self.clients.get(client or 0, {})
        product = self.main(deal["id"]) if deal else None
        day = self.local(when).date() if isinstance(when, datetime) else when
        year, week, _ = day.isocalendar()
        return {
            "manager": owner, "team": user.get("team_id") if owner else None,
            "pipeline": deal["pipeline_id"] if deal else None, "stage": deal["stage_id"] if deal else None,
            "channel": deal["channel_id"] if deal else None, "product": product,
            "category": (self.products[product]["category"] or None) if product else None,
            "segment": firm.get("segment") or None, "region": firm.get("region") or None,
            "audience": firm.get("audience") or None,
            "client_kind": "current" if self.before(client, since or when, win) else "new",
            "client_group": self.groups.get(client or 0),
            "month": f"{day:%Y-%m}", "week": f"{year}-W{week:02}", "day": day.isoformat(),
            "reason": None, **{f"field:{one}": self.ticked(deal, one) for one in self.lists}, **other,
        }  # fmt: skip

    def ticked(self, deal: dict[str, Any] | None, field: int) -> str | None:
        """What is chosen in an own list, as its key."""
        value = self.answers.get((deal["id"], field)) if deal else None
        if not value:
            return None
        return f",{','.join(map(str, value))}," if isinstance(value, list) else str(value)

    def of_deal(self, deal: dict[str, Any], when: datetime, **other: Any) -> dict[str, Any]:
        closing = when == deal["closed_at"]
        keys = self.slices(owner=deal["owner_id"], client=deal["client_id"], deal=deal, when=when,
                           **{"win": deal["id"] if closing else None, **other})  # fmt: skip
        keys["reason"] = deal["win_reason_id"] if deal["status"] == "won" else deal["loss_reason_id"]
        return {**keys, "row": deal, "id": deal["id"]}

    # ---------------------------------------------------------------------------------------------------- grouping
    def grouped(self, rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
        """Rows by the slices that are asked for."""
        if not rows:
            return {}
        if not self.by:
            return {(): rows}
        frame = pd.DataFrame([{by: "∅" if row[by] is None else row[by] for by in self.by} for row in rows])
        found = {}
        for key, places in frame.groupby(list(self.by)).indices.items():
            own = key if isinstance(key, tuple) else (key,)
            plain = (one.item() if hasattr(one, "item") else one for one in own)
            found[tuple(None if one == "∅" else one for one in plain)] = [rows[place] for place in places]
        return found

    def count(self, rows: list[dict[str, Any]], wanted: Callable[[Any], bool] = lambda row: True) -> Answer:
        found = {key: sum(1 for row in own if wanted(row)) for key, own in self.grouped(rows).items()}
        return {key: (n, n) for key, n in found.items()}

    def share(self, rows: list[dict[str, Any]], wanted: Callable[[Any], bool]) -> Answer:
        return {key: (100 * sum(map(wanted, own)) / len(own), len(own)) for key, own in self.grouped(rows).items()}

    def median(self, rows: list[dict[str, Any]]) -> Answer:
        rows = [row for row in rows if row["v"] is not None]
        return {key: (pd.Series([float(row["v"]) for row in own]).median(), len(own))
                for key, own in self.grouped(rows).items()}  # fmt: skip

    def days(self, since: datetime | None, to: datetime) -> float | None:
        """By the clocks on the wall."""
        if since is None:
            return None
        start, end = (self.local(one).replace(tzinfo=None, microsecond=0) for one in (since, to))
        return (end - start).total_seconds() / 86_400

    def sums(self, rows: list[dict[str, Any]], value: Callable[[Any], int]) -> dict[tuple[Any, ...], tuple[int, int]]:
        """Money; by products it is shared among the lines of a deal."""
        if {"product", "category"} & set(self.by):
            rows = [part for row in rows for part in self.parts(row, value(row))]
        else:
            rows = [{**row, "v": value(row)} for row in rows]
        found = {}
        for key, own in self.grouped(rows).items():
            deals = {row["row"]["deal_id"] if "deal_id" in row["row"] else row["id"] for row in own}
            by_lines = {"product", "category"} & set(self.by)
            found[key] = (sum(row["v"] for row in own), len(deals) if by_lines else len(own))
        return found

    def parts(self, row: dict[str, Any], amount: int) -> list[dict[str, Any]]:
        lines = sorted(
            self.lines.get(row["row"].get("deal_id", row["id"]), []), key=lambda one: (-self.worth(one), one["id"])
        )
        if not lines:
            return [{**row, "v": amount, "product": None, "category": None}]
        whole, up_to, given, found = sum(map(self.worth, lines)), 0, 0, []
        for place, line in enumerate(lines):
            up_to += self.worth(line)
            exact = Fraction(amount * up_to, whole) if whole > 0 else Fraction(amount)
            there = int(math.copysign(math.floor(abs(exact) + Fraction(1, 2)), amount)) if amount else 0
            share = there - given if whole > 0 else (amount if place == 0 else 0)
            given = there
            found.append({**row, "v": share, "product": line["product_id"],
                          "category": self.of_product(line, "category") or None})  # fmt: skip
        return found


ZERO = frozenset(
    {
        *("leads_new", "leads_qualified", "lead_sla_breaches", "channel_spend", "calls_out", "calls_in", "meetings"),
        *("offers_sent", "tasks_done", "tasks_overdue", "reschedules", "deals_no_task", "funnel_in", "deals_won"),
        *("deals_lost", "revenue", "margin", "payments_plan", "payments_fact", "receivables_overdue"),
        *("pipeline_open", "clients_new"),
    }
)
"""What is 0 where there is nothing; the rest has no value."""
