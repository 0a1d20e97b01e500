"""Money that comes in, inside an open transaction: planned rows are received, a part splits its row (S0-04)."""

from __future__ import annotations

from collections.abc import Sequence

from services.row_undo import Touched, held
from storage import payments as rows
from storage.tables import Deal, Payment
from storage.unit_of_work import Work


async def expected(work: Work, deal: Deal, *, guess: bool) -> int | None:
    """How much a payment without a sum is: the next planned one; with `guess` else what is left of the amount."""
    found = await rows.of_deal(work, deal.id)
    planned = next((row.planned for row in found if row.received_at is None and row.planned), None)
    if planned is not None or not guess or deal.amount is None:
        return planned
    left = deal.amount - sum(row.received or 0 for row in found)
    return left if left > 0 else None


async def receive(work: Work, deal: Deal, amount: int, first: Payment | None = None) -> list[Touched]:
    """`amount` came now: planned payments are received from the earliest on (`first` before all), the last in part.

    What was planned by nobody is a row of its own. Returns what was touched, for an undo.
    """
    touched: list[Touched] = []
    for row in _waiting(await rows.of_deal(work, deal.id), first):
        if amount <= 0:
            break
        planned = row.planned or 0
        touched.append(Touched(row, held(row)))
        if planned <= amount:
            row.received, row.received_at = planned, work.now
        else:
            row.planned = planned - amount
            touched.append(Touched(_new(work, deal, amount, planned=amount, of=row), None))
        amount -= planned
    if amount > 0:
        touched.append(Touched(_new(work, deal, amount), None))
    await work.session.flush()
    return touched


def _waiting(found: Sequence[Payment], first: Payment | None) -> list[Payment]:
    waiting = [row for row in found if row.received_at is None and row.planned]
    return waiting if first is None else [first, *(row for row in waiting if row.id != first.id)]


def _new(work: Work, deal: Deal, amount: int, *, planned: int | None = None, of: Payment | None = None) -> Payment:
    row = Payment(
        deal_id=deal.id, planned=planned, due_day=of.due_day if of is not None else None, received=amount,
        received_at=work.now, note="", created_by=work.actor.user_id, created_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    return row
