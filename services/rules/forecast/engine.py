"""The forecast: the mean of the simple methods, its range from its own past errors, and the proof by walking back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from services.rules.forecast.combining import combined, scaled
from services.rules.forecast.deals import FAR, Deals, Floats
from services.rules.forecast.levels import Level
from services.rules.forecast.looks import Look, Looker, Template
from services.rules.forecast.ranges import ENOUGH, reach, spread
from services.rules.forecast.state import Sizes

LEAST_PERIODS: Final = 3
"""Finished periods below which nothing can be said (issue 4)."""
ORIGINS: Final = 26
"""Weekly looks back: half a year."""
SHOWN: Final = 6
"""Finished periods of a proof."""
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Window:
    """The days [start, end) that are forecast; `finished` are whole earlier periods of its kind, newest first.

    The proof goes over these; without them over windows of this length, a week apart.
    """

    start: int
    end: int
    finished: tuple[tuple[int, int], ...] = ()

    @property
    def days(self) -> int:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be forecast: the deals, the day from which on nothing is known, windows that begin on it, levels.

    One of the levels is "company".
    """

    deals: Deals
    as_of: int
    windows: tuple[Window, ...]
    levels: Mapping[str, Level]
    sizes: Sizes
    template: Template


@dataclass(frozen=True, slots=True)
class Past:
    """A finished window: what would have been said at its beginning, what came, and the template; revenue by group."""

    start: int
    end: int
    said: Floats
    came: Floats
    template: Floats


@dataclass(frozen=True, slots=True)
class Backtest:
    """The walk back. `periods`: finished periods of this length behind the day; `wins`: won deals behind it."""

    periods: int
    wins: Floats
    past: tuple[Past, ...] = ()

    def accuracy(self, group: int, *, template: bool = False) -> float | None:
        """1 − |error| / fact over the past windows (1 is perfect); None when nothing came in them."""
        came = sum(float(item.came[group]) for item in self.past)
        off = sum(
            abs(float((item.template if template else item.said)[group] - item.came[group])) for item in self.past
        )
        return 1 - off / came if came > 0 else None

    def worst(self, group: int) -> float | None:
        """The accuracy of the window that was forecast worst."""
        single = (Backtest(0, self.wins, (item,)).accuracy(group) for item in self.past)
        return min((value for value in single if value is not None), default=None)


@dataclass(frozen=True, slots=True)
class Forecast:
    """By group of a level: what a window brings. Revenue in minor units; None where nothing can be known yet.

    `variation` is the coefficient of variation of the won amounts (see `error_floor`).
    """

    template: Floats
    backtest: Backtest
    wins: Floats | None = None
    revenue: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    low_wins: Floats | None = None
    high_wins: Floats | None = None
    methods: Mapping[str, Floats] = field(default_factory=dict)
    variation: float = 1.0


def error_floor(wins: float, variation: float) -> float:
    """The error nobody can be better than, as a share: 0.8 × √((1 + cv²) / wins) (data.md)."""
    return float(min(1.0, 0.8 * np.sqrt((1 + variation**2) / wins))) if wins > 0 else 1.0


def forecast(ask: Ask) -> tuple[Mapping[str, Forecast], ...]:
    """Forecast each window by each level. Nothing recorded on the day `as_of` or later is looked at."""
    deals = ask.deals.before(ask.as_of)
    closed, won = deals.closed[deals.closed < FAR], deals.closed[deals.won]
    first = int(closed.min()) if len(closed) else ask.as_of
    begun = int(won.min()) if len(won) else ask.as_of
    looker = Looker(deals, (first, ask.as_of), ask.sizes, ask.levels, ask.template)
    plans = [_plan(window, ask.as_of, begun) for window in ask.windows]
    looker.run(look for plan in plans for look in plan.looks())
    money = _Money.of(deals)
    behind = looker.by_level(deals.take(np.flatnonzero(deals.won)))
    return tuple(_answers(plan, looker.found, behind, money) for plan in plans)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Looks that a window needs: itself, weekly ones as long for its range, and its proof with weekly ones as long."""

    window: Window
    periods: int
    weekly: tuple[tuple[int, int], ...]
    proof: tuple[tuple[int, int], ...]
    lead: tuple[tuple[int, int], ...]

    def looks(self) -> Iterator[tuple[int, int, int]]:
        """(start, end, usual length) of all of them."""
        yield self.window.start, self.window.end, self.window.days
        longer = self.lead[0][1] - self.lead[0][0] if self.lead else self.window.days
        yield from ((start, end, longer) for start, end in self.proof)
        yield from ((start, end, longer) for start, end in self.lead)
        yield from ((start, end, self.window.days) for start, end in self.weekly)


@dataclass(frozen=True, slots=True)
class _Money:
    """The won amounts: their mean, and their deviation beside it."""

    mean: float
    variation: float

    @classmethod
    def of(cls, deals: Deals) -> _Money:
        amounts = deals.amount[deals.won]
        mean = float(amounts.mean()) if len(amounts) else 0.0
        return cls(mean, float(amounts.std() / mean) if mean > 0 else 1.0)


def _plan(window: Window, as_of: int, begun: int) -> _Plan:
    weekly = tuple(_weekly(as_of, window.days, begun))
    if not window.finished:
        return _Plan(window, (as_of - begun) // window.days, weekly, weekly, ())
    whole = [pair for pair in window.finished if pair[0] >= begun]
    proof = tuple(pair for pair in whole if pair[0] - begun >= 4 * WEEK)[:SHOWN]
    length = max((end - start for start, end in window.finished), default=window.days)
    return _Plan(window, len(whole), weekly, proof, tuple(_weekly(as_of, length, begun)))


def _weekly(as_of: int, days: int, begun: int) -> Iterator[tuple[int, int]]:
    """Windows of a length that were over on a day, a week apart, newest first; each with a past of its own."""
    for back in range(-(-days // WEEK), -(-days // WEEK) + ORIGINS):
        start = as_of - WEEK * back
        if start - begun >= max(days, 4 * WEEK):
            yield start, start + days


def _answers(
    plan: _Plan, found: Mapping[tuple[int, int], Look], behind: Mapping[str, Floats], money: _Money
) -> dict[str, Forecast]:
    own = found[plan.window.start, plan.window.end]
    if plan.periods < LEAST_PERIODS or not own.methods:
        return {name: Forecast(own.template[name], Backtest(plan.periods, behind[name][:, 0])) for name in own.template}
    weekly = [found[pair] for pair in plan.weekly]
    lead = [found[pair] for pair in plan.lead] or weekly
    past = [(look, combined(look, weekly)) for look in _alike(own, weekly)]
    proof = [(found[pair], combined(found[pair], lead)) for pair in plan.proof]
    whole, methods = combined(own, weekly), scaled(own, weekly)
    return {name: _level(name, own, whole, methods, past, proof, plan.periods, behind, money) for name in own.template}


def _alike(own: Look, weekly: Sequence[Look]) -> Sequence[Look]:
    """Looks that had the same methods to go by, as soon as there are enough of them: their errors are like ours."""
    alike = [look for look in weekly if look.methods.keys() == own.methods.keys()]
    return alike if len(alike) >= ENOUGH else weekly


def _level(
    name: str,
    own: Look,
    whole: Floats,
    methods: Mapping[str, Floats],
    past: Sequence[tuple[Look, Floats]],
    proof: Sequence[tuple[Look, Floats]],
    periods: int,
    behind: Mapping[str, Floats],
    money: _Money,
) -> Forecast:
    said = own.share[name] * whole
    off, off_wins = _reaches(name, said, past, money)
    windows = tuple(
        Past(look.start, look.end, look.share[name][:, 1] * sums[1], look.came[name][:, 1], look.template[name])
        for look, sums in proof
    )
    return Forecast(
        template=own.template[name],
        backtest=Backtest(periods, behind[name][:, 0], windows),
        wins=said[:, 0],
        revenue=said[:, 1],
        low=np.maximum(said[:, 1] - off, 0.0),
        high=said[:, 1] + off,
        low_wins=np.maximum(said[:, 0] - off_wins, 0.0),
        high_wins=said[:, 0] + off_wins,
        methods={method: own.share[name][:, 1] * value[1] for method, value in methods.items()},
        variation=money.variation,
    )


def _reaches(name: str, said: Floats, past: Sequence[tuple[Look, Floats]], money: _Money) -> tuple[Floats, Floats]:
    """How far revenue and wins may lie off, by group."""
    errors, errors_wins = list[tuple[Floats, Floats]](), list[tuple[Floats, Floats]]()
    for look, sums in past:
        then = look.share[name] * sums
        error = look.came[name] - then
        errors.append((error[:, 1], spread(then[:, 0], money.mean, money.variation)))
        errors_wins.append((error[:, 0], spread(then[:, 0], 1.0, 0.0)))
    revenue = reach(errors) * spread(said[:, 0], money.mean, money.variation)
    return revenue, reach(errors_wins) * spread(said[:, 0], 1.0, 0.0)
