"""The public data sets beside this checkout and made-up companies, as columns for the forecast."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from services.rules.forecast import FAR, Ask, Deals, Level, Moves, Sizes, Template, Window, company

DATA = Path(__file__).parents[3] / "shared" / "data"


@dataclass(frozen=True)
class Records:
    """Deals with the number of people, and the day after the last one recorded."""

    deals: Deals
    owners: int
    end: int
    prices: tuple[float, ...] = ()
    """By product: what it costs, for the template."""

    def ask(self, day: int, days: int) -> Ask:
        """A question about the days from `day` on, of the company and its managers."""
        owners = np.arange(self.owners + 1, dtype=np.int32) - 1
        sizes = Sizes(self.owners + 1, 2, int(self.deals.product.max()) + 1, 2)
        levels = {"company": company(), "manager": Level("owner", owners, self.owners)}
        template = Template(np.full(2, 0.5), np.array(self.prices or [0.0] * sizes.products))
        return Ask(self.deals, day, (Window(day, day + days),), levels, sizes, template)


def maven() -> Records:
    """A seller of hardware: 6,356 deals of 30 managers; sums are known only once a deal is won."""
    with (DATA / "maven" / "sales_pipeline.csv").open() as file:
        rows = list(csv.DictReader(file))
    sellers, owner = np.unique([row["sales_agent"] for row in rows], return_inverse=True)
    products, product = np.unique([row["product"].replace(" ", "") for row in rows], return_inverse=True)
    with (DATA / "maven" / "products.csv").open() as file:
        prices = {row["product"].replace(" ", ""): float(row["sales_price"]) * 100 for row in csv.DictReader(file)}
    deals = made(
        created=[_day(row["engage_date"]) for row in rows],
        closed=[_day(row["close_date"]) if row["close_date"] else FAR for row in rows],
        won=[row["deal_stage"] == "Won" for row in rows],
        amount=[round(float(row["close_value"] or 0) * 100) for row in rows],
        owner=owner + 1,
        product=product + 1,
    )
    return Records(deals, len(sellers), _day("2017-09-01"), (0.0, *(prices[name] for name in products)))


def online_retail() -> Records:
    """A wholesaler: each invoice is a deal won on the day it began; returns lessen the sum of their day."""
    invoices: dict[str, list[float]] = {}
    with gzip.open(DATA / "online_retail" / "lines.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            invoice = invoices.setdefault(row["InvoiceNo"], [_day(row["InvoiceDate"]), 0.0])
            invoice[1] += float(row["UnitPrice"]) * int(row["Quantity"]) * 100
    days, sums = (np.array(column) for column in zip(*invoices.values(), strict=True))
    many = np.ones(len(days))
    deals = made(created=days, closed=days, won=many, amount=sums, owner=many, product=many)
    return Records(deals, 1, int(days.max()) + 1)


def made_up(count: int, owners: int, *, days: int = 900, seed: int = 1) -> Records:
    """A company whose deals move over three stages and live for a month."""
    dice = np.random.default_rng(seed)
    start = date(2024, 1, 1).toordinal()
    created = dice.integers(start, start + days, count)
    closed = created + dice.geometric(1 / 30, count)
    open_ = (dice.random(count) < 0.2) | (closed >= start + days)
    won = (dice.random(count) < 0.3) & ~open_
    said = np.round(dice.lognormal(10, 1, count))
    deals = made(
        created=created,
        closed=np.where(open_, FAR, closed),
        won=won,
        amount=np.where(won, said, 0),
        owner=dice.integers(1, owners + 1, count),
        product=dice.integers(0, 40, count),
        said=said,
        moves=Moves(
            np.repeat(np.arange(count), 3).astype(np.int32),
            (np.repeat(created, 3) + np.tile([0, 5, 15], count)).astype(np.int32),
            np.tile([0, 1, 1], count).astype(np.int32),
        ),
    )
    return Records(deals, owners, start + days)


def made(*, created, closed, won, amount, owner, product, said=None, moves=None) -> Deals:
    """Columns of the right kinds; without `said` nobody told sums before deals were won."""
    count = len(created)
    return Deals(
        created=np.asarray(created, np.int32),
        closed=np.asarray(closed, np.int32),
        won=np.asarray(won, np.bool_),
        amount=np.asarray(amount, np.float64),
        said=np.zeros(count) if said is None else np.asarray(said, np.float64),
        said_on=np.full(count, FAR, np.int32) if said is None else np.asarray(created, np.int32),
        owner=np.asarray(owner, np.int32),
        pipeline=np.ones(count, np.int32),
        product=np.asarray(product, np.int32),
        expected=np.full(count, FAR, np.int32),
        moves=moves or Moves(),
    )


def _day(text: str) -> int:
    return date.fromisoformat(text[:10]).toordinal()
