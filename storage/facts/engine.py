"""Facts counted: rows of a fact grouped by slices, in the database; the same numbers on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from services.rules.indicators import By, Slice, Value
from services.rules.indicators.formula import Atom, Cell, Count, Mean, Median, Sum
from storage.aside import of_rows
from storage.facts.asking import Ask, Base
from storage.facts.deals import line_margin
from storage.facts.expressions import clock, epoch, known, portion
from storage.tables import DealLine, Product
from storage.unit_of_work import Work
from storage.visibility import counted

Key = tuple[Any, ...]
Found = dict[Atom, dict[Key, Cell]]

MONEY: Final = frozenset({Value.AMOUNT, Value.WEIGHTED, Value.REPEAT_AMOUNT})
LONGEST: Final = timedelta(days=5 * 366)
"""As far back as summer time is known of when lengths are counted."""
_PRODUCTS: Final = (Slice.PRODUCT, Slice.CATEGORY)


async def measure(work: Work, ask: Ask, base: Base, atoms: Iterable[Atom]) -> Found:
    """Work out atoms of one fact, by the keys of `ask.by`; a key without records is not there."""
    wanted = list(dict.fromkeys(atoms))
    plain = [atom for atom in wanted if not isinstance(atom, Median)]
    found: Found = {}
    shared = base.by_lines is not None and any(_is_money(atom) for atom in plain) and ask.slices & set(_PRODUCTS)
    width = len(ask.by)
    if plain:
        statement = _shared(ask, base, plain) if shared else _grouped(ask, base, plain)
        found = await of_rows(work, statement, lambda rows: _sums(rows, width, plain))
    for atom in wanted:
        if isinstance(atom, Median) and atom.of is Value.WORKING_MINUTES:
            found[atom] = await _worked(work, ask, base)
        elif isinstance(atom, Median):
            found[atom] = await of_rows(work, _median(ask, base), lambda rows: _middles(rows, width))
    return found


async def _worked(work: Work, ask: Ask, base: Base) -> dict[Key, Cell]:
    """Medians of working minutes: of as many rows as leads came in the period."""
    since, to = _span(base)
    statement = chosen(ask, base, [epoch(since).label("since"), epoch(to).label("to")]).where(to.is_not(None))
    return await of_rows(work, statement, lambda rows: _minutes(ask, rows))


def _minutes(ask: Ask, rows: Iterable[Any]) -> dict[Key, Cell]:
    spans = list(rows)
    by_key: dict[Key, list[int]] = {}
    for row, minutes in zip(spans, ask.working([r.since for r in spans], [r.to for r in spans]), strict=True):
        by_key.setdefault(tuple(row[2:]), []).append(minutes)
    found = {}
    for key, values in by_key.items():
        values.sort()
        n = len(values)
        middle = Fraction(values[(n - 1) // 2] + values[n // 2], 2)
        found[key] = Cell(middle, n, values[(n * 9 + 9) // 10 - 1])
    return found


def _middles(rows: Iterable[Any], width: int) -> dict[Key, Cell]:
    """Of `_median`."""
    found = {}
    for row in rows:
        n, low, high, p90 = row[width:]
        if n:
            found[tuple(row[:width])] = Cell(Fraction(int(low) + int(high), 2), int(n), int(p90))
    return found


def _sums(rows: Iterable[Any], width: int, atoms: Sequence[Atom]) -> Found:
    """Of `_grouped` and `_shared`: their columns are the keys, n, and a sum and a number of records for each atom."""
    found: Found = {atom: {} for atom in atoms}
    columns = [
        (column, width + 1 + 2 * place, isinstance(atom, Mean) or (isinstance(atom, Count) and atom.flag is None))
        for place, (atom, column) in enumerate(found.items())
    ]
    for row in rows:
        if not row[width]:
            continue
        key = tuple(row[:width])
        for column, place, of_some in columns:
            total, behind = row[place], row[place + 1]
            if of_some and not behind:
                continue  # a product that is in no deal the dearest one, clients of whom no cost is known
            column[key] = Cell(None if total is None else int(total), int(behind))
    return found


def _is_money(atom: Atom) -> bool:
    return isinstance(atom, Sum) and (atom.of in MONEY or atom.of is Value.MARGIN)


# ------------------------------------------------------------------------------------------------------------- rows
def chosen(ask: Ask, base: Base, columns: Sequence[ColumnElement[Any]], leave: Iterable[By] = ()) -> Select[Any]:
    """The rows of a fact that are asked for; filters of the slices in `leave` are somebody else's."""
    statement = select(*columns)
    conditions = [*base.where, counted(ask.actor, base.owner)]
    for by, wanted in ask.filters.items():
        if by not in leave:
            conditions.append(base.key(by) == wanted if wanted else base.key(by).is_(None))
    for place, by in enumerate(ask.by):
        if by not in leave:
            statement = statement.add_columns(base.key(by).label(f"k{place}"))
    return statement.select_from(base.tables).where(*conditions)


def _of(base: Base, atom: Atom) -> ColumnElement[Any] | None:
    if isinstance(atom, Count):
        return base.values[atom.flag]() if atom.flag is not None else None
    return base.values[atom.of]()


def _grouped(ask: Ask, base: Base, atoms: Sequence[Atom]) -> Select[Any]:
    """Counts and sums by key: n, and for each atom its sum s0, s1 … and how many records are behind it c0, c1 …"""
    values = [_of(base, atom) for atom in atoms]
    inner = [value.label(f"v{place}") for place, value in enumerate(values) if value is not None]
    rows = chosen(ask, base, [base.id.label("id"), *inner]).subquery()
    columns: list[Any] = [func.count().label("n")]
    for place, atom in enumerate(atoms):
        if values[place] is None:
            columns += [func.count().label(f"s{place}"), func.count().label(f"c{place}")]
        else:
            value = rows.c[f"v{place}"]
            behind = func.sum(value) if isinstance(atom, Count) else func.count(value)
            columns += [func.sum(value).label(f"s{place}"), func.coalesce(behind, 0).label(f"c{place}")]
    keys = [rows.c[f"k{place}"] for place in range(len(ask.by))]
    return select(*keys, *columns).select_from(rows).group_by(*keys)


def _span(base: Base) -> tuple[Any, Any]:
    if base.span is None:
        raise LookupError(f"records of {base.kind} have no length")
    return base.span


def _median(ask: Ask, base: Base) -> Select[Any]:
    """The two middle lengths and the p90 (nearest rank) by key, in seconds by the company's clocks."""
    since, to = _span(base)
    # Kept apart: the moments may cost a query each, and what the clocks showed then names them often.
    raw = chosen(ask, base, [since.label("since"), to.label("to")]).cte("spans").prefix_with("MATERIALIZED")
    first = ask.start - LONGEST
    length = clock(raw.c.to, ask.zone, first, ask.end) - clock(raw.c.since, ask.zone, first, ask.end)
    kept = [raw.c[f"k{place}"] for place in range(len(ask.by))]
    rows = select(*kept, length.label("v")).subquery()
    keys = [rows.c[f"k{place}"] for place in range(len(ask.by))]
    ranked = (
        select(
            *keys,
            rows.c.v,
            func.row_number().over(partition_by=keys or None, order_by=rows.c.v).label("place"),
            func.count().over(partition_by=keys or None).label("n"),
        )
        .where(rows.c.v.is_not(None))
        .subquery()
    )
    value, place, n = ranked.c.v, ranked.c.place, ranked.c.n
    outer = [ranked.c[f"k{number}"] for number in range(len(ask.by))]
    return select(
        *outer,
        func.count().label("n"),
        func.max(value).filter(place == (n + 1) // 2).label("low"),
        func.max(value).filter(place == (n + 2) // 2).label("high"),
        func.max(value).filter(place == (n * 9 + 9) // 10).label("p90"),
    ).group_by(*outer)


# --------------------------------------------------------------------------------------------- money told by products
@dataclass(frozen=True)
class _Lines:
    """The lines of the chosen deals: each with the part of its deal's worth up to it."""

    rows: Any

    @property
    def is_main(self) -> ColumnElement[bool]:
        """The dearest line, or the only row of a deal without any."""
        return self.rows.c.place == 1  # type: ignore[no-any-return]

    def share(self, value: Any) -> ColumnElement[Any]:
        """This line's share of the deal's money; the shares add up to it. Without any worth all is the main line's."""
        c = self.rows.c
        up_to = case((c.up_to == c.whole, value), else_=portion(value, c.up_to, c.whole))
        up_to_before = case((c.up_to == c.worth, 0), else_=portion(value, c.up_to - c.worth, c.whole))
        by_worth = up_to - up_to_before
        return case((and_(c.whole > 0, c.least >= 0), by_worth), (self.is_main, value), else_=0)


def _shared(ask: Ask, base: Base, atoms: Sequence[Atom]) -> Select[Any]:
    """As `_grouped`, by products: money goes to the lines by their worth, a record to its deal's main line."""
    columns: list[ColumnElement[Any]] = [base.id.label("id"), base.by_lines.label("deal_id")]
    for place, atom in enumerate(atoms):
        value = _of(base, atom) if not (isinstance(atom, Sum) and atom.of is Value.MARGIN) else None
        if value is not None:
            columns.append(value.label(f"v{place}"))
    deals = chosen(ask, base, columns, leave=_PRODUCTS).subquery()
    lines = _Lines(_with_lines(deals))
    c = lines.rows.c
    product: dict[By, Any] = {Slice.PRODUCT: c.product_id, Slice.CATEGORY: c.category}
    conditions = [
        product[by] == wanted if wanted else product[by].is_(None)
        for by, wanted in ask.filters.items()
        if by in product
    ]
    keys = [product[by] if by in product else c[f"k{place}"] for place, by in enumerate(ask.by)]
    out: list[Any] = [func.count().label("n")]
    for place, atom in enumerate(atoms):
        total, behind = _by_lines(lines, atom, c.get(f"v{place}"))
        out += [func.sum(total).label(f"s{place}"), behind.label(f"c{place}")]
    named = [key.label(f"k{place}") for place, key in enumerate(keys)]
    return select(*named, *out).where(*conditions).group_by(*keys)


def _by_lines(lines: _Lines, atom: Atom, value: Any) -> tuple[Any, Any]:
    deal = lines.rows.c.deal_id
    if isinstance(atom, Count):
        counted_once = case((lines.is_main, 1 if value is None else value), else_=0)
        return counted_once, func.coalesce(func.sum(counted_once), 0)
    if atom.of is Value.MARGIN:
        found = lines.rows.c.margin
        return found, func.count(case((found.is_not(None), deal)).distinct())
    if atom.of in MONEY:
        return lines.share(value), func.count(deal.distinct())
    return case((lines.is_main, value)), func.count(case((lines.is_main, value)))


def _with_lines(deals: Any) -> Any:
    worth = func.coalesce(DealLine.price, Product.price, 0) * DealLine.quantity
    partition: dict[str, Any] = {"partition_by": deals.c.id}
    order: dict[str, Any] = {"order_by": (worth.desc(), DealLine.id)}
    return (
        select(
            deals,
            DealLine.product_id,
            known(Product.category).label("category"),
            line_margin().label("margin"),
            worth.label("worth"),
            func.min(worth).over(**partition).label("least"),
            func.sum(worth).over(**partition).label("whole"),
            func.sum(worth).over(**partition, **order).label("up_to"),
            func.row_number().over(**partition, **order).label("place"),
        )
        .select_from(deals)
        .outerjoin(DealLine, DealLine.deal_id == deals.c.deal_id)
        .outerjoin(Product, Product.id == DealLine.product_id)
    ).subquery()
