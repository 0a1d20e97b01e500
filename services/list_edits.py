"""Edits of the company's lists (reasons, departments, channels, teams): each is taken back like one of the set-up."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any, Final

from services.errors import Invalid
from services.setup_core import Edit
from storage import edits
from storage.tables import Channel, Department, LossReason, PostponeReason, Team, WinReason
from storage.unit_of_work import Work


class Listed(StrEnum):
    """The lists."""

    LOSS = "loss"
    WIN = "win"
    MOVES = "moves"
    DEPARTMENT = "department"
    CHANNEL = "channel"
    TEAM = "team"


TABLES: Final[dict[Listed, type[Any]]] = {
    Listed.LOSS: LossReason,
    Listed.WIN: WinReason,
    Listed.MOVES: PostponeReason,
    Listed.DEPARTMENT: Department,
    Listed.CHANNEL: Channel,
    Listed.TEAM: Team,
}


def edit(work: Work, which: Listed, what: str, name: str, **told: Any) -> Edit:
    """An edit of one thing of a list; `what` is added, renamed, moved, changed, archived or restored."""
    return Edit(work, f"list_{what}", list=which.value, name=name, **told)


async def done(edit: Edit) -> int | None:
    """Offer to take it back; None when nothing has changed."""
    return None if edit.empty else (await edit.done()).undo_id


async def check(work: Work, touched: Collection[type[Any]]) -> None:
    """Raise Invalid("undo_clash") when these tables, as they are now, are no lists that work."""
    await work.session.flush()
    for table in touched:
        found = await edits.everything(work, table)
        used = [row for row in found if getattr(row, "archived_at", None) is None]
        names = {row.name.casefold() for row in used}
        if len(names) < len(used) or not _works(table, used):
            raise Invalid("undo_clash")


def _works(table: type[Any], used: list[Any]) -> bool:
    """A refusal always has a reason (S2-80), and no team is under itself."""
    if table is LossReason:
        return any(row.for_deals for row in used) and any(row.for_leads for row in used)
    if table is not Team:
        return True
    above = {row.id: row.parent_id for row in used}
    for team in above:
        seen, up = {team}, above[team]
        while up is not None:
            if up in seen:
                return False
            seen.add(up)
            up = above.get(up)
    return True
