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
            whom = await self.services.understanding.whom(self.actor, target)
        if whom is not None:
            draft = replace(draft, record=pair(whom.target), ver=whom.version)
        await heard_drafts.keep(self.state, draft)
        if whom is None:
            return await self.whom_question(draft)
        return ui.card(ui.Understood(draft.number, draft.meant, whom, draft.sent), self.words)

    async def whom_question(self, draft: Draft) -> Screen:
        """Who is it about?"""
        found = await self.services.understanding.choice(self.actor, draft.choice)
        back = draft.record is not None
        return ui.whom_question(draft.number, found, draft.name, draft.meant, self.words, back=back)

    async def whom_of(self, draft: Draft) -> Whom | None:
        """The record of a draft as it is now. Raises NotFound."""
        return await self.services.understanding.whom(self.actor, draft.target) if draft.target else None
