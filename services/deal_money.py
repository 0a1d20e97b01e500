"""What a deal's card says about its money: payments and product lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from services.rules.worktime import local_day
from storage import payments as rows
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class DealMoney:
    """Sums in minor units; `planned` is what is still to come, `overdue` the part of it that is late."""

    received: int = 0
    planned: int = 0
    overdue: int = 0
    lines: int = 0


NO_MONEY: Final = DealMoney()


async def around(work: Work, deal_id: int) -> DealMoney:
    """The money of a deal the caller has found."""
    found = await rows.around(work, deal_id, local_day(work.now, work.actor.zone))
    return DealMoney(int(found.received), int(found.planned), int(found.overdue), found.lines)
