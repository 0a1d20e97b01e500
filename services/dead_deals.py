"""Closing dead deals in bulk: with a preview and a reason, undone for 24 hours (issue 4, section 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from services import closing, forecast_open, policy, refusals_core
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.forecast_open import Standing
from services.forecast_views import DeadClosed, DeadQuestion, DeadTold, Level, Span
from services.forecasts import Forecasts
from services.outbox import notify_user
from services.rules.actor import Actor
from services.rules.target import Target
from services.rules.views import Named
from storage import company
from storage import forecast_deals as rows
from storage import refusals as refusal_rows
from storage.tables import UndoAction
from storage.unit_of_work import Database, Work

NAMED: Final = 5
"""Deals a message about many of them names."""
AT_ONCE: Final = 100
"""Deals closed in one go: others wait for the database meanwhile."""


class DeadDeals:
    """Use cases of closing what is dead; for leaders, over what they see. The checks of refusals are for sellers."""

    def __init__(self, db: Database, clock: Clock, forecasts: Forecasts) -> None:
        self._db = db
        self._clock = clock
        self._forecasts = forecasts

    async def question(self, actor: Actor, span: Span, level: Level, key: int | None) -> DeadQuestion:
        """What would be closed, and the reasons to choose from. Raises Denied, NotFound, Invalid("nothing_dead")."""
        _only_leader(actor)
        page = await self._forecasts.open_deals(actor, span, level, key, dead=True)
        made = await self._forecasts.today(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            found = await forecast_open.standing(work, made.singles, level, key)
            chosen = _chosen(found)
            named = await forecast_open.lines(work, chosen)
            owners = Counter(deal.owner for deal in named)
            reasons = await company.loss_reasons(work, leads=False)
            return DeadQuestion(
                page=page,
                deals=len(chosen),
                amount=round(sum(deal.value for deal in chosen)),
                left=sum(deal.dead for deal in found) - len(chosen),
                by_owner=tuple(sorted(owners.items(), key=lambda pair: -pair[1])),
                reasons=tuple(Named(item.id, item.name) for item in reasons),
            )

    async def close(
        self, actor: Actor, level: Level, key: int | None, reason_id: int, expected: int, *, once: str
    ) -> DeadClosed:
        """Close them as refused for a reason, with history on each; `expected` is the previewed number.

        Raises Denied, NotFound, Invalid (nothing_dead, reason_gone, preview_changed, done_already).
        """
        _only_leader(actor)
        await self._forecasts.page(actor, Span.MONTH, level, key)  # whose deals these are is the actor's to see
        made = await self._forecasts.today(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            if not await work.once(once):
                raise Invalid("done_already")
            chosen = _chosen(await forecast_open.standing(work, made.singles, level, key))
            if len(chosen) != expected:
                raise Invalid("preview_changed", now=len(chosen), before=expected)
            rules, reason = await policy.load(work), await refusals_core.reason_of(work, reason_id)
            memories = []
            for deal in chosen:
                target = Target("deal", deal.id)
                memory = await closing.remember(work, target)
                refusal = await refusals_core.record(work, rules, target, reason, check=False)
                memories.append({**memory, "deal": target.id, "refusal_id": refusal.id})
            undo = closing.offer(work, "dead_deals", {"deals": memories, "reason": reason.name, "by": actor.name})
            await work.session.flush()
            await _tell(work, undo, [memory["deal"] for memory in memories], back=False)
            return DeadClosed(len(memories), reason.name, undo.id)

    async def undo(self, actor: Actor, undo_id: int) -> int:
        """Open them again, each where it stood; returns how many: those changed since stay as they are.

        Raises NotFound, Stale("undo_over").
        """
        back: list[int] = []
        async with self._db.write(actor, self._clock.now()) as work:
            undo = await closing.claim(work, undo_id, "dead_deals")
            for memory in undo.payload["deals"]:
                refusal = await refusal_rows.refusal(work, memory["refusal_id"])
                if refusal is None or refusal.undone_at is not None:
                    continue
                try:
                    await closing.restore(work, Target("deal", memory["deal"]), memory)
                except Stale:
                    continue
                await refusals_core.withdraw(work, refusal)
                back.append(memory["deal"])
            await work.session.flush()
            await _tell(work, undo, back, back=True)
        return len(back)

    async def told(self, actor: Actor, undo_id: int) -> DeadTold:
        """What of the actor's own deals somebody else closed together. Raises NotFound: none, or taken back since."""
        async with self._db.read(actor, self._clock.now()) as work:
            undo = await rows.closed_together(work, undo_id)
            if undo is None or undo.undone_at is not None or actor.user_id is None:
                raise NotFound("deal")
            mine = (await rows.by_owner(work, [memory["deal"] for memory in undo.payload["deals"]])).get(actor.user_id)
            if not mine:
                raise NotFound("deal")
            shown = list((await rows.shown(work, mine)).values())
            shown.sort(key=lambda row: (-(row.amount or 0), row.id))
            lines = tuple(Named(row.id, row.client or row.title) for row in shown[:NAMED])
            amount = sum(row.amount or 0 for row in shown)
            return DeadTold(undo.payload["by"], undo.payload["reason"], len(shown), amount, lines)


async def _tell(work: Work, undo: UndoAction, deals: Sequence[int], *, back: bool) -> None:
    """One message to each whose deals somebody else closed, or opened again, together."""
    for owner, own in (await rows.by_owner(work, deals)).items():
        if owner is not None and owner != work.actor.user_id:
            kind, params = ("dead_back", {"n": len(own), "by": work.actor.name}) if back else ("dead_closed", {})
            await notify_user(
                work, owner, kind=kind, params={**params, "undo": undo.id}, dedupe_key=f"{kind}:{undo.id}"
            )


def _chosen(found: Iterable[Standing]) -> list[Standing]:
    """The dead deals of one go, the oldest first."""
    dead = sorted((deal for deal in found if deal.dead), key=lambda deal: (-deal.age, deal.id))
    if not dead:
        raise Invalid("nothing_dead")
    return dead[:AT_ONCE]


def _only_leader(actor: Actor) -> None:
    if not actor.is_leader:
        raise Denied
