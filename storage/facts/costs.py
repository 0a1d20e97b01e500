"""Costs of channels as a fact. They are few rows, spread over days outside the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from services.rules.indicators import Slice
from services.rules.indicators.formula import Atom, Cell
from services.rules.indicators.spend import Cost, spread
from storage.facts.asking import Ask
from storage.facts.engine import Found
from storage.tables import Channel, ChannelCost
from storage.unit_of_work import Work
from storage.visibility import counted


def conditions(ask: Ask) -> list[ColumnElement[bool]]:
    """Costs that cover a day of the period, for those who see the whole company."""
    chosen = [ChannelCost.from_day < ask.until, ChannelCost.to_day >= ask.first, counted(ask.actor, None)]
    if channel := ask.filters.get(Slice.CHANNEL):
        chosen.append(ChannelCost.channel_id == channel)
    return chosen


async def measure(work: Work, ask: Ask, atoms: Iterable[Atom]) -> Found:
    """The spend by the keys of `ask.by`."""
    columns = (ChannelCost.channel_id, ChannelCost.amount, ChannelCost.from_day, ChannelCost.to_day)
    rows = (await work.session.execute(select(*columns).where(*conditions(ask)))).all()
    found = spread((Cost(*row) for row in rows), ask.first, ask.until, ask.by)
    return {atom: {key: Cell(total, n) for key, (total, n) in found.items()} for atom in atoms}


async def count(work: Work, ask: Ask) -> int:
    """How many costs are behind a spend."""
    return await work.session.scalar(select(func.count()).select_from(ChannelCost).where(*conditions(ask))) or 0


async def page(work: Work, ask: Ask, limit: int, offset: int) -> list[tuple[int, str, date, int]]:
    """Costs behind a spend: id, channel, first day and amount, the newest first."""
    statement: Any = (
        select(ChannelCost.id, Channel.name, ChannelCost.from_day, ChannelCost.amount)
        .join(Channel, Channel.id == ChannelCost.channel_id)
        .where(*conditions(ask))
        .order_by(ChannelCost.from_day.desc(), ChannelCost.id.desc())
    )
    rows = (await work.session.execute(statement.limit(limit).offset(offset))).all()
    return [(row[0], row[1], row[2], row[3]) for row in rows]
