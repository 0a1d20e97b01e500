"""Products and the lines of deals: their SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from storage.tables import DealLine, HistoryEntry, Product
from storage.unit_of_work import Work


def _wanted(key: str, *, archived: bool | None) -> Select[Product]:
    found = select(Product)
    if archived is not None:
        found = found.where(Product.archived_at.is_not(None) if archived else Product.archived_at.is_(None))
    for piece in key.split():
        found = found.where(Product.search_key.contains(piece, autoescape=True))
    return found


async def page(work: Work, key: str, *, archived: bool | None, limit: int, offset: int) -> Sequence[Product]:
    """Products with all pieces of the key in their names: those in use (False), archived ones, or all (None)."""
    found = _wanted(key, archived=archived).order_by(Product.archived_at.is_not(None), Product.search_key, Product.id)
    return (await work.session.scalars(found.limit(limit).offset(offset))).all()


async def count(work: Work, key: str, *, archived: bool | None) -> int:
    """How many of them."""
    found = select(func.count()).select_from(_wanted(key, archived=archived).subquery())
    return await work.session.scalar(found) or 0


async def one(work: Work, product_id: int) -> Product | None:
    """A product by id, also an archived one."""
    return await work.session.get(Product, product_id)


async def named(work: Work, key: str, besides: int) -> Product | None:
    """A product in use with this search key."""
    found = select(Product).where(Product.search_key == key, Product.archived_at.is_(None), Product.id != besides)
    return await work.session.scalar(found.limit(1))


async def categories(work: Work, limit: int) -> list[str]:
    """Categories in use, the commonest first."""
    found = select(Product.category).where(Product.category.is_not(None), Product.archived_at.is_(None))
    found = found.group_by(Product.category).order_by(func.count().desc(), Product.category).limit(limit)
    return [name for name in await work.session.scalars(found) if name]


async def deals_with(work: Work, product_id: int) -> int:
    """In how many lines of deals a product stands."""
    found = select(func.count()).select_from(DealLine).where(DealLine.product_id == product_id)
    return await work.session.scalar(found) or 0


async def lines(work: Work, deal_id: int) -> Sequence[Any]:
    """Lines of a deal the caller has found, each with its product's name: (DealLine, name)."""
    found = select(DealLine, Product.name).outerjoin(Product, Product.id == DealLine.product_id)
    return (await work.session.execute(found.where(DealLine.deal_id == deal_id).order_by(DealLine.id))).all()


async def line(work: Work, line_id: int) -> DealLine | None:
    """A line by id; whether the actor sees its deal is for the caller to ask."""
    return await work.session.get(DealLine, line_id)


async def of_lines(work: Work, line_ids: Collection[int]) -> dict[int, int]:
    """The products of lines a history of a deal the caller has found mentions, also of those taken out since."""
    if not line_ids:
        return {}
    still = select(DealLine.id, DealLine.product_id).where(DealLine.id.in_(line_ids))
    sold = {row.id: row.product_id for row in await work.session.execute(still)}
    told = select(HistoryEntry.record_id, HistoryEntry.changes).where(
        HistoryEntry.record == DealLine.__tablename__, HistoryEntry.record_id.in_(set(line_ids) - set(sold))
    )
    for row in await work.session.execute(told):
        named = next((one for one in row.changes.get("product_id", ()) if one), None)
        if named:
            sold[row.record_id] = named
    return {line: product for line, product in sold.items() if product}
