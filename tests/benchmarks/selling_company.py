"""A company of any number of deals in an SQLite file, with moves and history, written past the services."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

DAYS = 900
PEOPLE = "insert into users (id, name, role, status, created_at, version) values (?, ?, 'manager', 'active', ?, 1)"
DEALS = (
    "insert into deals (id, title, search_key, pipeline_id, stage_id, status, owner_id, amount, created_at, "
    "stage_entered_at, closed_at, attempts, version) values (?, 'd', 'd', ?, ?, ?, ?, ?, ?, ?, ?, 0, 1)"
)
MOVES = "insert into stage_transitions (deal_id, from_stage_id, to_stage_id, at) select id, {0}, {1}, {2} from deals"
HISTORY = (
    "insert into history_entries (record, record_id, action, changes, deal_id, at) select 'deals', id, 'created', "
    "'{\"amount\": [null, ' || amount || '], \"owner_id\": [null, ' || owner_id || ']}', id, created_at from deals"
)


def fill(path: Path, count: int, people: int, end: datetime) -> None:
    """Write `count` deals of 900 days up to `end`, three moves and one entry of the history each."""
    with sqlite3.connect(path) as base:
        base.execute("pragma synchronous = off")
        pipeline = base.execute("select min(id) from pipelines").fetchone()[0]
        stages = base.execute("select id, kind from stages where pipeline_id = ? order by position", (pipeline,))
        kinds: dict[str, list[int]] = {}
        for stage, kind in stages:
            kinds.setdefault(kind, []).append(stage)
        begin = end - timedelta(days=DAYS)
        base.executemany(PEOPLE, ((number, f"M{number}", _text(begin)) for number in range(1, people + 1)))
        base.executemany(DEALS, _deals(count, people, pipeline, kinds, begin))
        first, second = kinds["open"][:2]
        base.execute(MOVES.format("null", first, "created_at"))
        base.execute(MOVES.format(first, second, "created_at"))
        base.execute(MOVES.format(second, "stage_id", "coalesce(closed_at, created_at)"))
        base.execute(HISTORY)
    base.close()


def _deals(
    count: int, people: int, pipeline: int, kinds: dict[str, list[int]], begin: datetime
) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(1)
    for number in range(1, count + 1):
        created = begin + timedelta(days=dice.random() * DAYS)
        closed = created + timedelta(days=dice.expovariate(1 / 30))
        fate = dice.random()
        kind = "open" if fate < 0.2 or closed >= begin + timedelta(days=DAYS) else "won" if fate < 0.6 else "lost"
        stage, owner, amount = dice.choice(kinds[kind]), dice.randint(1, people), dice.randint(10_000, 10**7)
        last = None if kind == "open" else _text(closed)
        yield number, pipeline, stage, kind, owner, amount, _text(created), _text(created), last


def _text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
