"""One turn of the conversation about a message: its card, and whom it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiogram.fsm.context import FSMContext

from bot.telegram.show import Show
from bot.ui import understanding as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers import heard_drafts
from handlers.heard_drafts import Draft, pair
from services import Services
from services.rules.actor import Actor
from services.rules.understanding import Intent
from services.rules.views import Named
from services.understanding import Whom


@dataclass(frozen=True)
class Turn:
    """One turn of the conversation about a message."""

    actor: Actor
    services: Services
    show: Show
    words: Words
    state: FSMContext

    async def card(self, draft: Draft, whom: Whom | None = None) -> Screen:
        """What would be written, with the record as it is now; its version is remembered."""
        target = draft.target
        if target is not None and whom is None:
            whom = draft.with_contact(await self.services.understanding.whom(self.actor, target))
        if whom is not None:
            draft = replace(draft, record=pair(whom.target), ver=whom.version)
        await heard_drafts.keep(self.state, draft)
        if draft.lone:
            return ui.sum_question(draft.number, whom, draft.amount or 0, self.words)
        if whom is None:
            return await self.whom_question(draft)
        view = ui.Understood(draft.number, draft.meant, whom, draft.sent, await self._reason(draft, whom))
        return ui.card(view, self.words)

    async def _reason(self, draft: Draft, whom: Whom) -> Named | None:
        """The reason of a refusal, when it was said."""
        if draft.intent != Intent.REFUSAL.value or not whom.is_open or whom.target.kind == "client":
            return None
        return (await self.services.refusals.question(self.actor, whom.target, draft.text)).proposed

    async def whom_question(self, draft: Draft) -> Screen:
        """Who is it about?"""
        found = await self.services.understanding.choice(self.actor, draft.choice)
        found = tuple(draft.with_contact(one) for one in found)
        back = draft.record is not None
        return ui.whom_question(draft.number, found, draft.name, draft.meant, self.words, back=back)

    async def whom_of(self, draft: Draft) -> Whom | None:
        """The record of a draft as it is now. Raises NotFound."""
        return await self.services.understanding.whom(self.actor, draft.target) if draft.target else None
