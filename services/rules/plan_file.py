"""A table of plans read row by row: long (a period a row) or wide (a period a column), metrics in cells or headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.rules.import_fields import Cell
from services.rules.import_text import clean
from services.rules.import_values import is_blank
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period
from services.rules.plan_words import Column, column_of, metric_of, period_of, scope_of, value_of


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values, of a metric or period of its own where its header says so."""

    index: int
    metric: PlanMetric | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column says what."""

    columns: dict[Column, int]
    values: tuple[ValueColumn, ...]

    @property
    def readable(self) -> bool:
        """Whether plans can be read by it: some values, and for which periods."""
        periods = Column.PERIOD in self.columns or any(column.period for column in self.values)
        return bool(self.values) and periods


@dataclass(frozen=True, slots=True)
class FileName:
    """Whom a row names: `scope` None where it does not say what `name` is; `team` tells namesakes apart."""

    scope: PlanScope | None
    name: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One plan of a file."""

    line: int
    whom: FileName
    metric: PlanMetric
    period: Period
    value: int


@dataclass(frozen=True, slots=True)
class BadPlan:
    """A row, or a cell of it, that cannot be taken: a code of `bot/ui/plan_files.py` and the text it is about."""

    line: int
    code: str
    text: str


def layout_of(cells: Sequence[Cell], today: date) -> Layout | None:
    """What the columns under a row of headers say; None for a row that is none."""
    columns: dict[Column, int] = {}
    values: list[ValueColumn] = []
    for index, cell in enumerate(cells):
        text = clean(cell)
        if not text:
            continue
        column, period = column_of(text), period_of(cell, today)
        if period is not None:
            values.append(ValueColumn(index, period=period))
        elif column is Column.VALUE or (column is None and metric_of(text)):
            values.append(ValueColumn(index, metric=metric_of(text)))
        elif column is not None:
            columns.setdefault(column, index)
    whom = columns.keys() & {Column.WHO, Column.TEAM, Column.PIPELINE, Column.SCOPE}
    # Beside periods a column of sums ("Plan", "Total") is their sum, not another plan.
    if any(value.period for value in values):
        values = [value for value in values if value.period]
    found = Layout(columns, tuple(values))
    return found if values and (whom or Column.PERIOD in columns) else None


def read(layout: Layout, line: int, cells: Sequence[Cell], today: date) -> Iterator[FilePlan | BadPlan]:
    """The plans of one row; empty cells say nothing, anything else is a plan or told as bad."""
    said = {column: _at(cells, index) for column, index in layout.columns.items()}
    filled = [value for value in layout.values if not is_blank(clean(_at(cells, value.index)))]
    if not filled:
        if any(clean(cell) for cell in said.values()):
            yield BadPlan(line, "plan_file_empty", clean(next(cell for cell in said.values() if clean(cell))))
        return
    whom = _whom(said)
    if whom is None:
        yield BadPlan(line, "plan_file_nobody", "")
        return
    named = clean(said.get(Column.METRIC))
    metric = metric_of(named) if named else None
    if named and metric is None:
        yield BadPlan(line, "plan_file_metric", named)
        return
    period = period_of(said.get(Column.PERIOD), today)
    for column in filled:
        when = column.period or period
        what = metric or column.metric or PlanMetric.REVENUE
        cell = _at(cells, column.index)
        amount = value_of(cell, what)
        if when is None:
            yield BadPlan(line, "plan_file_period", clean(said.get(Column.PERIOD)))
        elif amount is None:
            yield BadPlan(line, "plan_file_value", clean(cell))
        else:
            yield FilePlan(line, whom, what, when, amount)


def _at(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else None


def _whom(said: dict[Column, Cell]) -> FileName | None:
    who, team, pipeline, level = (
        clean(said.get(column)) for column in (Column.WHO, Column.TEAM, Column.PIPELINE, Column.SCOPE)
    )
    scope = scope_of(level) if level else None
    if scope is PlanScope.COMPANY or (scope_of(who) is PlanScope.COMPANY and scope is None):
        return FileName(PlanScope.COMPANY, "")
    if scope is not None:
        own = {PlanScope.TEAM: team, PlanScope.PIPELINE: pipeline}.get(scope, "")
        name = own or who or level
        return FileName(scope, name, team if scope is PlanScope.USER else "") if name else None
    if who:
        return FileName(None, who, team)
    if pipeline:
        return FileName(PlanScope.PIPELINE, pipeline)
    if team:
        whole = scope_of(team) is PlanScope.COMPANY
        return FileName(PlanScope.COMPANY, "") if whole else FileName(PlanScope.TEAM, team)
    return None
