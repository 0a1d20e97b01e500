"""A company of a million deals written straight into a migrated SQLite file, kept under /tmp between runs.

Five years, 300 managers in 30 teams, 12 channels, 60,000 clients; deals as they come (more in working hours, a fifth
of them open for long, repeat clients, copies by tunnels), with their moves, activities, tasks, lines, leads, refusals.
It is made by a process of its own, so that numpy's arrays are not counted as the bot's memory.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.clock import ShiftedClock
from storage import migrate
from storage.unit_of_work import Database
from tests.benchmarks import load

NOW: Final = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
DEALS: Final = int(os.environ.get("BENCH_DEALS", "1000000"))
YEARS, TEAMS, MANAGERS, CHANNELS, PRODUCTS, CHUNK = 5, 30, 300, 12, 200, 200_000
CLIENTS: Final = max(100, DEALS * 6 // 100)
DAY: Final = 86_400
RECIPE: Final = 1
"""Raised when other data are made: a file kept from before is then not taken."""
STEPS: Final = '[{"from": 0, "rate": 500}, {"from": 100, "rate": 800}]'
END: Final = int(NOW.timestamp())
START: Final = END - YEARS * 365 * DAY
FIRST_MANAGER: Final = 2 + TEAMS
"""User 1 is the admin, 2 … 31 are the heads of teams, one of them also of the whole company for the measurement."""
PIPELINES: Final = {1: (tuple(range(1, 9)), 9, 10), 2: (tuple(range(11, 17)), 17, 18),
                    3: (tuple(range(19, 23)), 23, 24), 4: (tuple(range(25, 31)), 31, 32)}  # fmt: skip
"""Open stages, the won and the lost one of the standard pipelines as `load.install` numbers them."""

Array = npt.NDArray[Any]
pick: Any = np.where
"""Of two columns by a condition; either may be None, which numpy's types do not know."""


def path() -> Path:
    """Where the file is kept: by size, recipe and tables."""
    root = Path(__file__).parents[2]
    versions = sorted((root / "storage/migrations/versions").glob("*.py"))
    made_of = hashlib.sha256(b"".join([b"%d" % RECIPE, *(one.read_bytes() for one in versions)])).hexdigest()[:10]
    return Path("/tmp/voronka-bench") / f"company-{DEALS}-{made_of}.db"


def make() -> None:
    """Write the file, unless it is there."""
    kept = path()
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    making = kept.with_suffix(".making")
    for old in kept.parent.glob("*.making*"):
        old.unlink()
    asyncio.run(_migrated(making))
    connection = sqlite3.connect(making, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    connection.execute("BEGIN")
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    _write(Company(connection))
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()
    making.rename(kept)


async def _migrated(file: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{file}")
    await migrate.upgrade(db.engine)
    await load.install(db, ShiftedClock(NOW))
    await db.close()


class Company:
    """What the tables are made of: the connection, the dice, and the deals as arrays."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.dice = np.random.default_rng(11)
        dice = self.dice
        self.created = np.sort(
            dice.integers(START, END, DEALS) // DAY * DAY + dice.integers(6 * 3600, 16 * 3600, DEALS)
        )
        self.created = np.minimum(self.created, END - 60)
        self.length = (dice.lognormal(3.1, 0.8, DEALS) * DAY).astype(np.int64) + 600
        forgotten = dice.random(DEALS) < 0.01
        self.is_open = forgotten | (self.created + self.length >= END)
        self.until = pick(self.is_open, END - 1, self.created + self.length)
        self.is_won = ~self.is_open & (dice.random(DEALS) < 0.3)
        self.pipeline = dice.choice([1, 2, 3, 4], DEALS, p=[0.4, 0.3, 0.2, 0.1])
        self.client = (dice.random(DEALS) ** 1.6 * CLIENTS).astype(np.int64) + 1
        self.owner = FIRST_MANAGER + dice.integers(0, MANAGERS, DEALS)
        self.amount = (dice.lognormal(10.5, 1.0, DEALS)).astype(np.int64) * 100
        self.moves = 2 + np.bincount(dice.integers(0, DEALS, DEALS), minlength=DEALS)

    def put(self, table: str, moments: str, **columns: Any) -> None:
        """Insert columns (arrays, or one value for all); those named in `moments` are seconds, negative for none."""
        dated = set(moments.split())
        kept = {name: one for name, one in columns.items() if isinstance(one, np.ndarray)}
        marks = [_mark(name in dated) if name in kept else _said(one) for name, one in columns.items()]
        into = ", ".join(f'"{name}"' for name in columns)
        statement = f"INSERT INTO {table} ({into}) VALUES ({', '.join(marks)})"
        rows = len(next(iter(kept.values())))
        for first in range(0, rows, CHUNK):
            parts = [one[first : first + CHUNK].tolist() for one in kept.values()]
            self._connection.executemany(statement, zip(*parts, strict=True))

    def maybe(self, share: float, values: Array, none: Any = None) -> Array:
        """The values for a share of the rows, None for the others."""
        chosen = values.astype(object)
        chosen[self.dice.random(len(values)) >= share] = none
        return chosen


def _mark(dated: bool) -> str:
    return "datetime(nullif(max(-1, ?), -1), 'unixepoch') || '.000000'" if dated else "?"


def _said(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def _write(company: Company) -> None:
    for part in (_people, _clients, _deals, _moves, _activities, _leads, _tasks, _money):
        begun = datetime.now(UTC)
        part(company)
        print(f"{part.__name__[1:]}: {(datetime.now(UTC) - begun).total_seconds():.0f} s", file=sys.stderr, flush=True)


def _names(word: str, count: int) -> Array:
    return np.array([f"{word} {number}" for number in range(1, count + 1)], object)


def _people(c: Company) -> None:
    c.put("teams", "", id=np.arange(1, TEAMS + 1), name=_names("Team", TEAMS), version=1)
    people = 1 + TEAMS + MANAGERS
    team = np.concatenate([[None], np.arange(1, TEAMS + 1), np.arange(MANAGERS) % TEAMS + 1])
    roles = np.array(["admin"] + ["head"] * TEAMS + ["manager"] * MANAGERS, object)
    c.put("users", "created_at", id=np.arange(1, people + 1), name=_names("Person", people), role=roles,
          status="active", team_id=team, created_at=np.full(people, START), version=1)  # fmt: skip
    more = np.arange(8, CHANNELS + 1)
    c.put("channels", "", id=more, name=_names("Channel", len(more)), token=_names("token", len(more)),
          position=more, version=1)  # fmt: skip
    number = np.arange(1, PRODUCTS + 1)
    price = c.dice.integers(100, 50_000, PRODUCTS) * 100
    category = np.array([f"Category {n % 15}" for n in number], object)
    c.put("products", "", id=number, name=_names("Product", PRODUCTS), search_key=_names("product", PRODUCTS),
          category=category, price=price, cost=price * 7 // 10, version=1)  # fmt: skip
    months = [date(2021 + n // 12, n % 12 + 1, 1) for n in range(11, 71)]
    days = np.array([str(one) for one in months for _ in range(CHANNELS)], object)
    ends = np.array([str((one + timedelta(31)).replace(day=1)) for one in months for _ in range(CHANNELS)], object)
    c.put("channel_costs", "created_at", channel_id=np.arange(len(days)) % CHANNELS + 1, kind="advertising",
          amount=c.dice.integers(1_000_000, 90_000_000, len(days)), from_day=days, to_day=ends, note="",
          created_at=np.full(len(days), START), version=1)  # fmt: skip
    for month in range(1, 13):
        c.put("plans", "created_at", metric="revenue", scope="user", scope_id=np.arange(MANAGERS) + FIRST_MANAGER,
              kind="month", start=f"2026-{month:02d}-01", value=c.dice.integers(10**8, 10**9, MANAGERS),
              created_at=np.full(MANAGERS, START), version=1)  # fmt: skip
    c.put("bonus_rules", "created_at", name="Bonus", base="revenue", steps=STEPS, from_day="2021-01-01",
          created_at=np.full(1, START), version=1)  # fmt: skip


def _clients(c: Company) -> None:
    text = {name: np.array([f"{name} {n}" for n in range(size)], object)
            for name, size in (("segment", 4), ("region", 12), ("audience", 3))}  # fmt: skip
    picked = {name: c.maybe(0.9, c.dice.choice(one, CLIENTS)) for name, one in text.items()}
    c.put("clients", "created_at", id=np.arange(1, CLIENTS + 1), name=_names("Client", CLIENTS),
          search_key=_names("client", CLIENTS), is_person=0, owner_id=FIRST_MANAGER + np.arange(CLIENTS) % MANAGERS,
          created_at=np.full(CLIENTS, START), version=1, **picked)  # fmt: skip


def _deals(c: Company) -> None:
    last = np.empty(DEALS, np.int64)
    for pipeline, (stages, won, lost) in PIPELINES.items():
        own = c.pipeline == pipeline
        at = np.array(stages)[(c.moves - 1) % len(stages)]
        last[own] = pick(c.is_open, at, pick(c.is_won, won, lost))[own]
    closed = pick(c.is_open, -1, c.until)
    status = pick(c.is_open, "open", pick(c.is_won, "won", "lost")).astype(object)
    number = np.arange(1, DEALS + 1)
    refusals = (~c.is_open & ~c.is_won).astype(bool)
    reason = (c.dice.random(DEALS) ** 2 * 9).astype(np.int64) + 1
    parent = pick(number > 10, number - c.dice.integers(1, 10, DEALS), 0)
    c.put("deals", "created_at stage_entered_at last_contact_at closed_at", id=number,
          title=_names("Supply", DEALS), search_key=_names("supply", DEALS), client_id=c.client,
          pipeline_id=c.pipeline, stage_id=last, status=status, owner_id=c.owner, amount=c.maybe(0.97, c.amount),
          channel_id=c.maybe(0.95, c.dice.integers(1, CHANNELS + 1, DEALS)),
          parent_id=pick((c.dice.random(DEALS) < 0.01) & (parent > 0), parent, None),
          loss_reason_id=pick(refusals, reason, None),
          win_reason_id=pick(c.is_won & (reason < 7), reason, None), created_at=c.created,
          stage_entered_at=c.until, last_contact_at=c.until, closed_at=closed, attempts=0, version=1)  # fmt: skip
    refused = np.flatnonzero(refusals)
    c.put("refusals", "at", deal_id=refused + 1, from_stage_id=1, reason_id=reason[refused], amount=c.amount[refused],
          user_id=c.owner[refused], at=c.until[refused])  # fmt: skip


def _moves(c: Company) -> None:
    """The first is the deal's creation; the last of a closed one is to its last stage. In the order of time."""
    deal = np.repeat(np.arange(DEALS), c.moves)
    place = np.arange(len(deal)) - np.repeat(np.cumsum(c.moves) - c.moves, c.moves)
    many = c.moves[deal]
    span = (c.until - c.created)[deal]
    at = c.created[deal] + span * place // np.maximum(1, many - 1)
    before, to = np.zeros(len(deal), np.int64), np.zeros(len(deal), np.int64)
    for pipeline, (stages, won, lost) in PIPELINES.items():
        own = c.pipeline[deal] == pipeline
        stage = np.array(stages)
        before[own] = stage[(place - 1) % len(stages)][own]
        ends = (place == many - 1) & ~c.is_open[deal]
        to[own] = pick(ends, pick(c.is_won[deal], won, lost), stage[place % len(stages)])[own]
    order = np.argsort(at, kind="stable")
    c.put("stage_transitions", "at", deal_id=deal[order] + 1,
          from_stage_id=pick(place == 0, None, before)[order], to_stage_id=to[order],
          user_id=c.owner[deal][order], at=at[order])  # fmt: skip


def _activities(c: Company) -> None:
    count = DEALS * 5
    deal = c.dice.integers(0, DEALS, count)
    at = c.created[deal] + ((c.until - c.created)[deal].clip(max=120 * DAY) * c.dice.random(count)).astype(np.int64)
    order = np.argsort(at, kind="stable")
    deal, at = deal[order], at[order]
    kind = c.dice.choice(np.array(["call", "meeting", "offer", "message", "note"], object), count,
                         p=[0.6, 0.1, 0.1, 0.15, 0.05])  # fmt: skip
    call = kind == "call"
    direction = pick(c.dice.random(count) < 0.7, "out", "in").astype(object)
    direction[(kind == "note") | (kind == "meeting")] = None
    outcome = pick(c.dice.random(count) < 0.55, "reached", "not_reached").astype(object)
    outcome[~call] = None
    c.put("activities", "at", kind=kind, direction=direction, outcome=outcome, at=at, user_id=c.owner[deal],
          deal_id=deal + 1, client_id=c.client[deal], text="")  # fmt: skip


def _leads(c: Company) -> None:
    count = DEALS * 4 // 10
    deal = np.sort(c.dice.choice(DEALS, count, replace=False))
    status = c.dice.choice(np.array(["converted", "rejected"], object), count, p=[0.6, 0.4])
    created = c.created[deal] - c.dice.integers(600, DAY, count)
    status[(created > END - 3 * DAY) & (c.dice.random(count) < 0.5)] = "new"
    open_ = status == "new"
    rejected = status == "rejected"
    number = np.arange(1, count + 1)
    reason = c.dice.integers(1, 10, count)
    c.put("leads", "respond_by responded_at created_at closed_at", id=number, name=_names("Lead", count),
          search_key=_names("lead", count), need="", channel_id=c.dice.integers(1, CHANNELS + 1, count),
          owner_id=pick(open_ & (c.dice.random(count) < 0.5), None, c.owner[deal]),
          status=status, client_id=pick(rejected, None, c.client[deal]),
          respond_by=created + 3600, responded_at=pick(open_, -1, created + c.dice.integers(60, 9000, count)),
          loss_reason_id=pick(rejected, reason, None), created_at=created,
          closed_at=pick(open_, -1, created + 9001), attempts=0, version=1)  # fmt: skip
    refused = np.flatnonzero(rejected)
    c.put("refusals", "at", lead_id=refused + 1, reason_id=reason[refused], user_id=c.owner[deal][refused],
          at=created[refused] + 9001)  # fmt: skip


def _tasks(c: Company) -> None:
    """One for most open deals, and a million that are over; a fifth of them were moved, a tenth promised."""
    waits = np.flatnonzero(c.is_open & (c.dice.random(DEALS) < 0.85))
    over = np.sort(c.dice.integers(0, DEALS, DEALS))
    deal = np.concatenate([over, waits])
    count, old = len(deal), len(over)
    created = c.created[deal] + ((c.until - c.created)[deal] * c.dice.random(count) * 0.8).astype(np.int64)
    due = created + c.dice.integers(3600, 7 * DAY, count)
    due[old:] = END + c.dice.integers(-5 * DAY, 20 * DAY, count - old)
    done = due + c.dice.integers(-2 * DAY, DAY, count)
    is_open = (np.arange(count) >= old) | (done >= END)
    status = pick(c.dice.random(count) < 0.9, "done", "cancelled").astype(object)
    status[is_open] = "open"
    moved = c.dice.random(count) < 0.2
    number = np.arange(1, count + 1)
    promised = c.dice.random(count) < 0.1
    c.put("tasks", "due_at first_due_at created_at done_at", id=number, kind="call", status=status, title="",
          instruction="", deal_id=deal + 1, client_id=c.client[deal], assignee_id=c.owner[deal], due_at=due,
          first_due_at=pick(moved, due - DAY, due), promised=promised.astype(int), attempt=0,
          moves=moved.astype(int), created_at=created, done_at=pick(is_open, -1, done), version=1)  # fmt: skip
    again = np.flatnonzero(moved)
    c.put("postponements", "from_at to_at at", task_id=again + 1, user_id=c.owner[deal][again],
          from_at=due[again] - DAY, to_at=due[again], at=due[again] - DAY - 60)  # fmt: skip
    said = np.flatnonzero(promised & (due < END))
    state = c.dice.choice(np.array(["kept", "late", "broken"], object), len(said), p=[0.8, 0.15, 0.05])
    c.put("promises", "promised_at made_at", task_id=said + 1, user_id=c.owner[deal][said], promised_at=due[said],
          made_at=created[said], state=state)  # fmt: skip


def _money(c: Company) -> None:
    sold = np.sort(np.concatenate([np.flatnonzero(~c.is_open), c.dice.integers(0, DEALS, DEALS * 3 // 10)]))
    c.put("deal_lines", "", deal_id=sold + 1, product_id=c.dice.integers(1, PRODUCTS + 1, len(sold)),
          quantity=c.dice.integers(1, 9, len(sold)) * 1000)  # fmt: skip
    won = np.flatnonzero(c.is_won)
    count = len(won)
    due = c.until[won] + c.dice.integers(0, 30, count) * DAY
    paid = (c.dice.random(count) < 0.95) & (due < END)
    days = np.array(list(_days(due)), object)
    c.put("payments", "received_at created_at", deal_id=won + 1, planned=c.amount[won], due_day=days,
          received=pick(paid, c.amount[won], None), received_at=pick(paid, due, -1), note="",
          created_at=c.until[won], version=1)  # fmt: skip
    asked = won[::4]
    answered = c.dice.random(len(asked)) < 0.5
    score = pick(answered, (c.dice.random(len(asked)) ** 0.5 * 11).astype(np.int64), None)
    c.put("nps_polls", "sent_at scored_at", deal_id=asked + 1, client_id=c.client[asked], scale="0-10",
          status=pick(answered, "scored", "sent").astype(object), sent_at=c.until[asked],
          score=score, scored_at=pick(answered, c.until[asked] + 600, -1), version=1)  # fmt: skip


def _days(seconds: Array) -> Iterator[str]:
    for day in (seconds // DAY).tolist():
        yield date.fromordinal(719_163 + day).isoformat()


if __name__ == "__main__":
    make()
