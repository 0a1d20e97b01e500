"""How many taps a flow takes: presses of inline and reply buttons are counted, typing is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import Json


@dataclass(slots=True)
class Measure:
    """One measured flow of one person."""

    flow: str
    taps: int = 0
    budget: int | None = None

    def view(self) -> Json:
        return {"flow": self.flow, "taps": self.taps, "budget": self.budget}


@dataclass(slots=True)
class Taps:
    """Running and finished measurements."""

    total: dict[int, int] = field(default_factory=dict)
    running: dict[int, Measure] = field(default_factory=dict)
    finished: list[Measure] = field(default_factory=list)

    def count(self, person: int) -> None:
        self.total[person] = self.total.get(person, 0) + 1
        if person in self.running:
            self.running[person].taps += 1

    def begin(self, person: int, flow: str, budget: int | None = None) -> None:
        self.running[person] = Measure(flow, budget=budget)

    def end(self, person: int) -> Measure:
        """Finish a measurement; an empty one when none was begun."""
        measure = self.running.pop(person, None) or Measure("")
        if measure.flow:
            self.finished.append(measure)
        return measure

    def current(self, person: int) -> int:
        """Taps since the last begin, or of all time when nothing is being measured."""
        running = self.running.get(person)
        return running.taps if running else self.total.get(person, 0)


def format_taps(rows: list[Json]) -> str:
    """The table as plain text: flow, taps, budget, and a mark where the budget is exceeded."""
    width = max([len(str(row["flow"])) for row in rows], default=4)
    lines = [f"{'flow'.ljust(width)}  taps  at most"]
    for row in rows:
        budget = row.get("budget")
        over = "  !" if budget is not None and row["taps"] > budget else ""
        lines.append(f"{str(row['flow']).ljust(width)}  {row['taps']:>4}  {'' if budget is None else budget:>7}{over}")
    return "\n".join(lines)
