"""The records behind a number, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, null, or_, select

from services.rules.indicators import Slice, Value
from services.rules.indicators.formula import Atom, Count, Median, Sum
from storage.aside import of_rows
from storage.facts.asking import Ask, Base
from storage.facts.engine import MONEY, chosen
from storage.facts.expressions import known
from storage.facts.keys import looked_up
from storage.tables import Client, DealLine, Product
from storage.unit_of_work import Work


async def count(work: Work, ask: Ask, base: Base, atom: Atom) -> int:
    """How many records are behind it."""
    return await work.session.scalar(select(func.count()).select_from(_rows(ask, base, atom).subquery())) or 0


async def page(work: Work, ask: Ask, base: Base, atom: Atom, limit: int, offset: int) -> Sequence[Any]:
    """Rows (id, title, client's name or None, moment or day, amount or None), the newest first."""
    statement = _rows(ask, base, atom).order_by(base.at.desc(), base.id.desc())
    return await of_rows(work, statement.limit(limit).offset(offset), list)


def _rows(ask: Ask, base: Base, atom: Atom) -> Select[Any]:
    amount = base.values[Value.AMOUNT]() if Value.AMOUNT in base.values else null()
    name = looked_up(Client, "name", base.client)
    columns = [base.id.label("id"), base.title.label("title"), name.label("client"), base.at.label("at")]
    by_lines = base.by_lines is not None and isinstance(atom, Sum) and atom.of in (*MONEY, Value.MARGIN)
    leave = (Slice.PRODUCT, Slice.CATEGORY) if by_lines else ()
    statement = chosen(ask, base, [*columns, amount.label("amount")], leave)
    for by in leave:
        if by in ask.filters:
            statement = statement.where(_has_line(base, by, ask.filters[by]))
    return statement.where(*_counted(base, atom))


def _counted(base: Base, atom: Atom) -> list[Any]:
    """Only those that have what is counted: the flag, the value, both ends of the length."""
    if isinstance(atom, Count):
        return [base.values[atom.flag]() == 1] if atom.flag is not None else []
    if isinstance(atom, Median):
        return [column.is_not(None) for column in base.span or ()]
    return [base.values[atom.of]().is_not(None)]


def _has_line(base: Base, by: Slice, wanted: int | str) -> Any:
    """Money is told by every product in a deal: the deals with one of them."""
    key = DealLine.product_id if by is Slice.PRODUCT else known(Product.category)
    lines = select(DealLine.id).outerjoin(Product, Product.id == DealLine.product_id)
    lines = lines.where(DealLine.deal_id == base.by_lines)
    if wanted:
        return lines.where(key == wanted).exists()
    return or_(~lines.exists(), lines.where(key.is_(None)).exists())
