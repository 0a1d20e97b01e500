"""The rest of the independent computation: what each indicator counts of everything but deals (kpi.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from services.rules.worktime import working_minutes_between
from tests.support.indicator_deals import DealFacts, Rows, half_up
from tests.support.indicator_oracle import BANDS, Answer


class Facts(DealFacts):
    """Each method is an indicator."""

    # ------------------------------------------------------------------------------------------------------- leads
    def lead_rows(self, when: str, wanted: Callable[[Any], bool] = lambda row: True) -> Rows:
        return [
            {**self.slices(owner=row["owner_id"], client=row["client_id"], when=row[when], channel=row["channel_id"],
                           reason=row["loss_reason_id"]), "row": row, "id": row["id"]}
            for row in self.rows["Lead"] if wanted(row) and self.within(row[when])
        ]  # fmt: skip

    def loss_reasons(self) -> Answer:
        leads = self.lead_rows("closed_at", lambda row: row["status"] == "rejected")
        return self.reasons(self.closed("lost") + leads)

    def deals_no_task(self) -> Answer:
        busy = {row["deal_id"] for row in self.rows["Task"] if self.task_was_open(row)}
        fits = self.chosen(lambda row: self.was_open(row) and row["id"] not in busy, "created_at", since=self.moment)
        return self.count(fits)

    def leads_new(self) -> Answer:
        return self.count(self.lead_rows("created_at"))

    def leads_qualified(self) -> Answer:
        return self.count(self.lead_rows("closed_at", lambda row: row["status"] == "converted"))

    def lead_conversion(self) -> Answer:
        return self.share(self.lead_rows("created_at"), lambda row: row["row"]["status"] == "converted")

    def lead_response(self) -> Answer:
        rows = self.lead_rows("created_at", lambda row: row["responded_at"] is not None)
        for row in rows:
            start, end = (row["row"][name].replace(microsecond=0) for name in ("created_at", "responded_at"))
            row["v"] = working_minutes_between(self.calendar, self.zone, start, end)
        return self.median(rows)

    def lead_sla_breaches(self) -> Answer:
        def late(row: Any) -> bool:
            limit, came = row["row"]["respond_by"], row["row"]["responded_at"]
            return limit is not None and (came > limit if came else limit < self.now)

        return self.count(self.lead_rows("created_at"), late)

    # -------------------------------------------------------------------------------------------------- activities
    def acts(self, kind: str, wanted: Callable[[Any], bool]) -> Rows:
        return [
            {**self.slices(owner=row["user_id"], client=row["client_id"], when=row["at"],
                           deal=self.deals.get(row["deal_id"] or 0)),
             **self.channel(row), "row": row, "id": row["id"]}
            for row in self.rows["Activity"] if row["kind"] == kind and self.within(row["at"]) and wanted(row)
        ]  # fmt: skip

    def channel(self, row: Any) -> dict[str, Any]:
        deal, lead = self.deals.get(row["deal_id"] or 0, {}), self.leads.get(row["lead_id"] or 0, {})
        own = deal.get("channel_id")
        return {"channel": own if own is not None else lead.get("channel_id")}

    def calls_out(self) -> Answer:
        return self.count(self.acts("call", lambda row: row["direction"] == "out"))

    def calls_in(self) -> Answer:
        return self.count(self.acts("call", lambda row: row["direction"] == "in"))

    def reach_rate(self) -> Answer:
        rows = self.acts("call", lambda row: row["direction"] == "out")
        return self.share(rows, lambda row: row["row"]["outcome"] == "reached")

    def meetings(self) -> Answer:
        return self.count(self.acts("meeting", lambda row: row["outcome"] != "not_reached"))

    def offers_sent(self) -> Answer:
        return self.count(self.acts("offer", lambda row: row["direction"] != "in"))

    # ------------------------------------------------------------------------------------------------------- tasks
    def task_rows(self, when: str, wanted: Callable[[Any], bool], **other: Any) -> Rows:
        return [self.of_task(row, row[when], row["assignee_id"], **other)
                for row in self.rows["Task"] if wanted(row)]  # fmt: skip

    def of_task(self, row: Any, when: datetime, owner: int | None, **other: Any) -> dict[str, Any]:
        deal = self.deals.get(row["deal_id"] or 0)
        client = row["client_id"] or (deal["client_id"] if deal else None)
        keys = self.slices(owner=owner, client=client, when=when, deal=deal, **other)
        return {**keys, **self.channel(row), "row": row, "id": row["id"]}

    def tasks_done(self) -> Answer:
        return self.count(
            self.task_rows("done_at", lambda row: row["status"] == "done" and self.within(row["done_at"]))
        )

    def tasks_on_time(self) -> Answer:
        def due(row: Any) -> bool:
            come = row["first_due_at"] < self.now or row["status"] == "done"
            return bool(row["status"] != "cancelled" and come and self.within(row["first_due_at"]))

        rows = self.task_rows("first_due_at", due)
        return self.share(rows, lambda row: row["row"]["status"] == "done"
                          and row["row"]["done_at"] <= row["row"]["first_due_at"])  # fmt: skip

    def task_was_open(self, row: Any) -> bool:
        if not self.past:
            return bool(row["status"] == "open")
        return bool(row["created_at"] < self.moment and (row["status"] == "open" or row["done_at"] >= self.moment))

    def tasks_overdue(self) -> Answer:
        def due(row: Any) -> datetime:
            later = [one for one in self.rows["Postponement"]
                     if one["task_id"] == row["id"] and one["at"] >= self.moment]  # fmt: skip
            first = min(later, key=lambda one: (one["at"], one["id"]), default=None)
            found: datetime = first["from_at"] if first and self.past else row["due_at"]
            return found

        rows = self.task_rows(
            "due_at", lambda row: self.task_was_open(row) and due(row) < self.moment, since=self.moment
        )
        return self.count(rows)

    def reschedules(self) -> Answer:
        tasks = {row["id"]: row for row in self.rows["Task"]}
        return self.count([
            self.of_task(tasks[row["task_id"]], row["at"], row["user_id"] or tasks[row["task_id"]]["assignee_id"])
            for row in self.rows["Postponement"] if self.within(row["at"])
        ])  # fmt: skip

    # ------------------------------------------------------------------------------------------------------- money
    def payment_rows(self, when: str, wanted: Callable[[Any], bool]) -> Rows:
        found = []
        for row in self.rows["Payment"]:
            if wanted(row):
                deal = self.deals[row["deal_id"]]
                since = deal["closed_at"] or self.now
                keys = self.slices(owner=deal["owner_id"], client=deal["client_id"], deal=deal, when=row[when],
                                   since=since, win=deal["id"])  # fmt: skip
                found.append({**keys, "row": row, "id": row["id"]})
        return found

    def payments_plan(self) -> Answer:
        rows = self.payment_rows("due_day", lambda row: row["planned"] is not None and self.within(row["due_day"]))
        return self.sums(rows, lambda row: row["row"]["planned"])

    def payments_fact(self) -> Answer:
        rows = self.payment_rows("received_at", lambda row: self.within(row["received_at"]))
        return self.sums(rows, lambda row: row["row"]["received"])

    def payments_completion(self) -> Answer:
        return self.ratio(self.payments_fact(), self.payments_plan(), 100)

    def receivables_overdue(self) -> Answer:
        today = min(self.until, self.local(self.now).date())

        def owed(row: Any) -> bool:
            unpaid = row["received_at"] is None or (self.past and row["received_at"] >= self.moment)
            lost = self.deals[row["deal_id"]]["status"] == "lost"
            return row["planned"] is not None and row["due_day"] < today and unpaid and not lost

        return self.sums(self.payment_rows("due_day", owed), lambda row: row["row"]["planned"])

    def spend(self) -> dict[tuple[Any, ...], tuple[Fraction, int]]:
        days: Rows = []
        for row in self.rows["ChannelCost"]:
            length = (row["to_day"] - row["from_day"]).days + 1
            covered = [row["from_day"] + timedelta(days=n) for n in range(length)]
            for day in covered:
                if self.within(day):
                    keys = self.slices(owner=None, client=None, when=day, since=self.now, channel=row["channel_id"])
                    days.append({**keys, "v": Fraction(row["amount"], length), "id": row["id"]})
        return {key: (sum((row["v"] for row in own), Fraction(0)), len({row["id"] for row in own}))
                for key, own in self.grouped(days).items()}  # fmt: skip

    def channel_spend(self) -> Answer:
        return {key: (half_up(value), n) for key, (value, n) in self.spend().items()}

    def cost_per_lead(self) -> Answer:
        return self.ratio(self.spend(), self.leads_new(), 1, money=True)

    def acquisition_cost(self) -> Answer:
        return self.ratio(self.spend(), self.clients_new(), 1, money=True)

    def romi(self) -> Answer:
        fits = lambda row: row["status"] == "won" and row["channel_id"] and self.within(row["closed_at"])  # noqa: E731
        margins = self.exact_margin(self.chosen(fits, "closed_at"))
        spend = self.spend()
        found: Answer = {}
        for key in {**margins, **spend}:
            (gain, n), cost = margins.get(key, (Fraction(0), 0)), spend.get(key, (Fraction(0), 0))[0]
            found[key] = (float((gain - cost) * 100 / cost) if cost and gain is not None else None, n)
        return found

    # ----------------------------------------------------------------------------------------------------- clients
    def lifetime_value(self) -> Answer:
        rows = []
        for client_id, wins in self.wins.items():
            bought = [self.deals[one] for when, one in sorted(wins) if self.local(when).date() < self.until]
            gains = [gain for deal in bought for line in self.lines.get(deal["id"], [])
                     if (gain := self.gain(line)) is not None]  # fmt: skip
            if gains:
                owner = self.clients[client_id]["owner_id"]
                keys = self.slices(owner=owner, client=client_id, when=bought[0]["closed_at"])
                rows.append({**keys, "channel": bought[0]["channel_id"], "v": Fraction(sum(gains), 1000)})
        return {key: (half_up(sum((row["v"] for row in own), Fraction(0)) / len(own)), len(own))
                for key, own in self.grouped(rows).items()}  # fmt: skip

    def nps(self) -> Answer:
        rows = []
        for row in self.rows["NpsPoll"]:
            if row["score"] is not None and self.within(row["scored_at"]):
                deal = self.deals[row["deal_id"]]
                keys = self.slices(owner=deal["owner_id"], client=deal["client_id"], deal=deal, when=row["scored_at"],
                                   since=deal["closed_at"], win=deal["id"])  # fmt: skip
                neutral, promoter = BANDS[row["scale"]]
                rows.append({**keys, "v": (row["score"] >= promoter) - (row["score"] < neutral)})
        return {key: (100 * sum(row["v"] for row in own) / len(own), len(own))
                for key, own in self.grouped(rows).items()}  # fmt: skip
