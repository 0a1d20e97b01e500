"""The second half of the independent computation: what each indicator counts (kpi.md)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

from tests.support.indicator_oracle import CALLS, CONTACTS, Answer, Oracle

Rows = list[dict[str, Any]]


def half_up(value: Fraction) -> int:
    return int(math.copysign(math.floor(abs(value) + Fraction(1, 2)), value)) if value else 0


class DealFacts(Oracle):
    """Each method is an indicator; deals and their moves."""

    # ------------------------------------------------------------------------------------------------------- deals
    def chosen(self, wanted: Callable[[Any], bool], when: str, **other: Any) -> Rows:
        """Deals for which it is true, none whose parent is among them."""
        fitting = {row["id"] for row in self.rows["Deal"] if wanted(row)}
        return [self.of_deal(self.deals[one], self.deals[one][when], **other) for one in sorted(fitting)
                if self.deals[one]["parent_id"] not in fitting]  # fmt: skip

    def closed(self, *kinds: str) -> Rows:
        return self.chosen(lambda row: row["status"] in kinds and self.within(row["closed_at"]), "closed_at")

    def created(self) -> Rows:
        return self.chosen(lambda row: self.within(row["created_at"]), "created_at")

    def open(self) -> Rows:
        return self.chosen(self.was_open, "created_at", since=self.moment)

    def was_open(self, row: Any) -> bool:
        if not self.past:
            return bool(row["status"] == "open")
        closed_later = row["status"] != "open" and row["closed_at"] >= self.moment
        return bool((row["status"] == "open" or closed_later) and row["created_at"] < self.moment)

    @staticmethod
    def amount(row: Any) -> int:
        return row["row"]["amount"] or 0

    def revenue(self) -> Answer:
        return self.sums(self.closed("won"), self.amount)

    def deals_won(self) -> Answer:
        return self.count(self.closed("won"))

    def deals_lost(self) -> Answer:
        return self.count(self.closed("lost"))

    def funnel_in(self) -> Answer:
        return self.count(self.created())

    def win_rate(self) -> Answer:
        return self.share(self.closed("won", "lost"), lambda row: row["row"]["status"] == "won")

    def funnel_conversion(self) -> Answer:
        return self.share(self.created(), lambda row: row["row"]["status"] == "won")

    def ratio(self, of: dict[Any, Any], by: dict[Any, Any], times: int, *, money: bool = False) -> Answer:
        found: Answer = {}
        for key in {**of, **by}:
            top, (bottom, n) = of.get(key, (0, 0))[0], by.get(key, (0, 0))
            exact = Fraction(top) * times / Fraction(bottom) if bottom and top is not None else None
            found[key] = (exact if exact is None else half_up(exact) if money else float(exact), n)
        return found

    def average_deal(self) -> Answer:
        return self.ratio(self.revenue(), self.deals_won(), 1, money=True)

    def repeat_revenue(self) -> Answer:
        rows = self.closed("won")
        again = {row["id"] for row in rows
                 if self.before(row["row"]["client_id"], row["row"]["closed_at"], row["id"])}  # fmt: skip
        repeated = self.sums(rows, lambda row: self.amount(row) if row["id"] in again else 0)
        return self.ratio(repeated, self.revenue(), 100)

    def exact_margin(self, rows: Rows) -> dict[tuple[Any, ...], tuple[Fraction | None, int]]:
        told = {"product", "category"} & set(self.by)
        pieces: Rows = []
        for row in rows:
            lines = self.lines.get(row["id"], [])
            known = [(line, self.gain(line)) for line in lines]
            if told:
                pieces += [{**row, "v": gain, "product": line["product_id"],
                            "category": self.of_product(line, "category") or None} for line, gain in known]  # fmt: skip
                pieces += [] if lines else [{**row, "v": None, "product": None, "category": None}]
            else:
                gains = [gain for _, gain in known if gain is not None]
                pieces.append({**row, "v": sum(gains) if gains else None})
        found = {}
        for key, own in self.grouped(pieces).items():
            gains = [row["v"] for row in own if row["v"] is not None]
            behind = {row["id"] for row in own if row["v"] is not None}
            found[key] = (Fraction(sum(gains), 1000) if gains else None, len(behind))
        return found

    def gain(self, line: Any) -> int | None:
        price = line["price"] if line["price"] is not None else self.of_product(line, "price")
        cost = line["cost"] if line["cost"] is not None else self.of_product(line, "cost")
        return None if price is None or cost is None else (price - cost) * line["quantity"]

    def margin(self) -> Answer:
        found = self.exact_margin(self.closed("won"))
        return {key: (None if value is None else half_up(value), n) for key, (value, n) in found.items()}

    def profitability(self) -> Answer:
        return self.ratio(self.exact_margin(self.closed("won")), self.revenue(), 100)

    def deal_length(self) -> Answer:
        return self.median([{**row, "v": self.days(row["row"]["created_at"], row["row"]["closed_at"])}
                            for row in self.closed("won")])  # fmt: skip

    def time_to_decision(self) -> Answer:
        begun: dict[int, datetime] = {}
        for act in self.rows["Activity"]:
            if act["kind"] in CONTACTS and act["deal_id"]:
                begun[act["deal_id"]] = min(begun.get(act["deal_id"], act["at"]), act["at"])
        return self.median([{**row, "v": self.days(begun.get(row["id"]), row["row"]["closed_at"])}
                            for row in self.closed("won", "lost")])  # fmt: skip

    def wins_where(self, place: Callable[[int], bool]) -> Rows:
        def fits(row: Any) -> bool:
            if row["status"] != "won" or row["client_id"] is None or not self.within(row["closed_at"]):
                return False
            return place(sorted(self.wins[row["client_id"]]).index((row["closed_at"], row["id"])))

        return self.chosen(fits, "closed_at")

    def clients_new(self) -> Answer:
        return self.count(self.wins_where(lambda place: place == 0))

    def purchase_interval(self) -> Answer:
        rows = self.wins_where(lambda place: place > 0)
        for row in rows:
            wins = sorted(self.wins[row["row"]["client_id"]])
            place = wins.index((row["row"]["closed_at"], row["id"]))
            row["v"] = self.days(wins[place - 1][0], row["row"]["closed_at"])
        return self.median(rows)

    def contacts_per_win(self) -> Answer:
        rows = self.wins_where(lambda place: place == 0)
        for row in rows:
            deal = row["row"]
            row["v"] = sum(act["kind"] in CALLS and act["client_id"] == deal["client_id"]
                           and act["at"] <= deal["closed_at"] for act in self.rows["Activity"])  # fmt: skip
        rows = [row for row in rows if row["v"]]
        return {key: (sum(row["v"] for row in own) / len(own), len(own)) for key, own in self.grouped(rows).items()}

    def reasons(self, rows: Rows) -> Answer:
        wholes: dict[tuple[Any, ...], int] = defaultdict(int)
        found = {key: len(own) for key, own in self.grouped(rows).items()}

        def rest(key: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(one for by, one in zip(self.by, key, strict=True) if by != "reason")

        for key, n in found.items():
            wholes[rest(key)] += n
        return {key: (100 * n / wholes[rest(key)], n) for key, n in found.items()}

    def win_reasons(self) -> Answer:
        return self.reasons(self.closed("won"))

    def pipeline_open(self) -> Answer:
        return self.sums(self.open(), self.amount)

    # ------------------------------------------------------------------------------------------------------- moves
    def stage_rows(self) -> Rows:
        """Moves of the period, none of a deal whose parent moved in it."""
        moves = [row for row in self.rows["StageTransition"] if self.within(row["at"])]
        moved = {row["deal_id"] for row in moves}
        return [row for row in moves if self.deals[row["deal_id"]]["parent_id"] not in moved]

    def at_stage(self, move: Any, stage_id: int) -> dict[str, Any]:
        stage = self.stages[stage_id]
        keys = self.of_deal(self.deals[move["deal_id"]], move["at"], stage=stage_id, pipeline=stage["pipeline_id"])
        return {**keys, "client_kind": "current" if self.before(keys["row"]["client_id"], move["at"]) else "new"}

    def stage_conversion(self) -> Answer:
        first: dict[tuple[int, int], Any] = {}
        for move in sorted(self.stage_rows(), key=lambda row: row["at"]):
            if self.stages[move["to_stage_id"]]["kind"] == "open":
                first.setdefault((move["deal_id"], move["to_stage_id"]), move)
        rows = []
        for (deal_id, stage_id), move in first.items():
            here = self.stages[stage_id]
            row = self.at_stage(move, stage_id)
            row["v"] = any(
                later["deal_id"] == deal_id and later["at"] >= move["at"]
                and there["pipeline_id"] == here["pipeline_id"] and there["position"] > here["position"]
                and (there["kind"] == "open" or (there["kind"] == "won" and self.deals[deal_id]["status"] == "won"))
                for later in self.rows["StageTransition"] for there in [self.stages[later["to_stage_id"]]]
            )  # fmt: skip
            rows.append(row)
        return self.share(rows, lambda row: bool(row["v"]))

    def stage_length(self) -> Answer:
        rows = []
        for move in self.stage_rows():
            left = move["from_stage_id"]
            if left is None or self.stages[left]["kind"] != "open":
                continue
            own = [one for one in self.rows["StageTransition"] if one["deal_id"] == move["deal_id"]]
            entered = [one["at"] for one in own
                       if one["to_stage_id"] == left and (one["at"], one["id"]) < (move["at"], move["id"])]  # fmt: skip
            rows.append({**self.at_stage(move, left), "v": self.days(max(entered, default=None), move["at"])})
        return self.median(rows)
