"""The call list: whom to call today, when, in what order and why (S3-14…S3-24).

Two passes. First what was promised or is awaited (blocks 0–3), then what is worth calling (blocks 4–7). Appointments
keep their clock time; everything else fills the working time left in slots of one call, not before its own time (save
at the very end of the day). What does not fit is counted, and ordered only when somebody looks at it, so 10,000
candidates cost little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from statistics import median
from typing import NamedTuple

from services.rules.call_blocks import Block, Candidate, Today, best_first, block_of
from services.rules.call_reasons import Reason, ReasonCode, reason_of
from services.rules.call_slots import Slots
from services.rules.worktime import Span, whole_minute

__all__ = [
    "PASS_TWO",
    "Block",
    "CallList",
    "Candidate",
    "ListRules",
    "Placed",
    "Reason",
    "ReasonCode",
    "Tail",
    "Today",
    "block_of",
    "plan",
    "put",
    "usual_call_minutes",
]

EARLY = timedelta(minutes=30)
"""A try due when the day is nearly over may be made so much before its time; else it would wait for nobody's slot."""

PASS_TWO = (Block.HOT, Block.REGULAR, Block.EARLY, Block.COLD)
"""The default of most businesses (S3-24)."""


def put(order: Sequence[int], block: int, place: int) -> tuple[int, ...]:
    """The order of blocks 4–7 with one of them at another place, from 0. Raises ValueError for another block."""
    if block not in order:
        raise ValueError("the order names blocks 4-7")
    rest = [one for one in order if one != block]
    rest.insert(min(max(place, 0), len(rest)), block)
    return tuple(rest)


@dataclass(frozen=True, slots=True)
class ListRules:
    """The company's settings: order of blocks 4–7 (S3-23), missed promises before all else; length of one call."""

    call_minutes: int = 10
    order: tuple[Block, ...] = PASS_TWO
    missed_first: bool = False
    attempts: int = 6

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(PASS_TWO):
            raise ValueError("the order must name blocks 4-7 once each")
        if self.call_minutes < 1:
            raise ValueError("a call takes at least a minute")

    @property
    def filling(self) -> tuple[Block, ...]:
        """Blocks in the order in which they take free slots."""
        missed = (Block.MISSED_TODAY, Block.MISSED_BEFORE)
        first = (*missed, Block.INBOUND) if self.missed_first else (Block.INBOUND, *missed)
        return first + self.order


class Placed(NamedTuple):
    """A candidate with its block and its start in UTC (None: does not fit today); a whole day of them is made to show
    one."""

    candidate: Candidate
    block: Block
    slot_start: datetime | None
    today: Today
    attempts: int

    @property
    def reason(self) -> Reason:
        """Why it stands there."""
        return reason_of(self.candidate, self.block, self.today, self.attempts)


class Tail:
    """Due today but without a slot: counted at once, ordered when looked at."""

    def __init__(self, counts: Mapping[Block, int], entries: Callable[[], Iterator[Placed]]) -> None:
        self.counts = counts
        self._entries = entries

    def __len__(self) -> int:
        return sum(self.counts.values())

    def __iter__(self) -> Iterator[Placed]:
        return self._entries()

    def take(self, limit: int, offset: int = 0) -> tuple[Placed, ...]:
        """One page, best first."""
        return tuple(islice(self._entries(), offset, offset + limit))


@dataclass(frozen=True, slots=True)
class CallList:
    """Today's calls in the order of their slots, and what does not fit."""

    placed: tuple[Placed, ...]
    cut: Tail

    @property
    def total(self) -> int:
        """All candidates due today."""
        return len(self.placed) + len(self.cut)

    @property
    def first(self) -> Placed | None:
        """The next call: also after hours, when nothing fits."""
        return self.placed[0] if self.placed else next(iter(self.cut), None)


def plan(
    candidates: Iterable[Candidate], now: datetime, zone: str, working: Sequence[Span], rules: ListRules | None = None
) -> CallList:
    """The call list of the local day of `now`; `working` is the working time of today (what is past is ignored).

    Total and stable: the same candidates in any order give the same list; placed and cut together are all that is due.
    """
    rules = rules or ListRules()
    today = Today.at(now, zone)
    blocks: dict[Block, list[Candidate]] = {block: [] for block in Block}
    for candidate in candidates:
        where = block_of(candidate, today)
        if where is not None:
            blocks[where].append(candidate)

    def place(candidate: Candidate, block: Block, start: datetime | None) -> Placed:
        return Placed(candidate, block, start, today, rules.attempts)

    appointments = best_first(Block.APPOINTMENT, blocks[Block.APPOINTMENT], today)
    placed = [place(candidate, Block.APPOINTMENT, candidate.promised_at) for candidate in appointments]
    busy = [one.slot_start for one in placed if one.slot_start is not None]
    slots = Slots.between(working, whole_minute(now), busy, rules.call_minutes)
    skipped: list[tuple[Candidate, Block]] = []  # only slots before their time were left
    seen = dict.fromkeys(rules.filling, 0)
    for block in rules.filling:
        waiting = best_first(block, blocks[block], today)
        while slots.free and (best := next(waiting, None)) is not None:
            seen[block] += 1
            start = slots.take(best.earliest)
            if start is None:
                skipped.append((best, block))
            else:
                placed.append(place(best, block, start))
    for pair in tuple(skipped):
        late, block = pair
        start = slots.take_before(late.earliest, EARLY) if late.earliest is not None else None
        if start is not None:
            skipped.remove(pair)
            placed.append(place(late, block, start))
    placed.sort(key=lambda one: (one.slot_start, one.block))

    def rest() -> Iterator[Placed]:
        unseen = (
            (candidate, block)
            for block, count in seen.items()
            for candidate in islice(best_first(block, blocks[block], today), count, None)
        )
        return (place(candidate, block, None) for candidate, block in chain(skipped, unseen))

    counts = Counter({block: len(blocks[block]) - count for block, count in seen.items() if len(blocks[block]) > count})
    counts.update(block for _, block in skipped)
    return CallList(tuple(placed), Tail(counts, rest))


def usual_call_minutes(lengths_seconds: Sequence[int], default: int = 10) -> int:
    """A manager's own median length of a call in whole minutes, 5–30; the default under ten calls."""
    if len(lengths_seconds) < 10:
        return default
    return min(30, max(5, -int(-median(lengths_seconds) // 60)))
