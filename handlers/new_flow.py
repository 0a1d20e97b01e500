"""From what was read to the inquiry: whose it is already, what else is asked, adding it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from bot.telegram.show import Show
from bot.ui import clients as clients_ui
from bot.ui import leads as leads_ui
from bot.ui import new as ui
from bot.ui.words import Words
from handlers import inquiry_drafts
from handlers.drafts import draft_of, wait_for
from handlers.heard_drafts import Draft
from handlers.inquiry_drafts import Waiting
from services import Services
from services.lead_steps import Known
from services.leads import Reading
from services.rules.actor import Actor


class NewForm(StatesGroup):
    """One thing of a new inquiry is asked for."""

    name = State()
    phone = State()
    need = State()
    channel = State()


STATES: Final = {"n": NewForm.name, "p": NewForm.phone, "w": NewForm.need, "c": NewForm.channel}


@dataclass(frozen=True)
class NewDraft:
    """Which waiting inquiry is asked about; `steps`: one question after the other."""

    number: int
    steps: bool


@dataclass(frozen=True)
class NewFlow:
    """The conversation about a new inquiry, with everything one turn of it needs."""

    actor: Actor
    services: Services
    show: Show
    words: Words
    state: FSMContext

    async def begin(self, number: int) -> None:
        """The first of all questions."""
        waiting = Waiting(number, at=self.words.now.isoformat())
        await inquiry_drafts.keep(self.state, waiting)
        await self.ask("n", waiting, steps=True)

    async def offer(
        self, number: int, read: Reading, file: dict[str, Any] | None = None, attach: Draft | None = None
    ) -> None:
        """Show whose it is already, or ask whether it is a new inquiry; `attach` may go to the record in hand."""
        if read.known is not None:
            await self.show_known(read.known)
            return
        await inquiry_drafts.keep(self.state, Waiting(number, read.inquiry, self.words.now.isoformat(), file))
        await self.state.clear()
        if read.inquiry.name or read.inquiry.phone:
            instead = (attach.number, attach.name or "") if attach is not None else None
            screen = ui.confirm(number, read.inquiry, self.words, has_file=file is not None, instead=instead)
        else:
            screen = ui.change(number, read.inquiry, None, self.words, has_file=file is not None)
        await self.show(screen)

    async def show_known(self, known: Known) -> None:
        """The card that is there already; of a colleague's no more than a name."""
        if known.target is None:
            await self.show(ui.known_to_others(known, self.words))
            return
        if known.target.kind == "lead":
            lead = await self.services.leads.card(self.actor, known.target.id)
            card = leads_ui.lead_card(lead, self.words)
        else:
            client = await self.services.clients.card(self.actor, known.target.id)
            card = clients_ui.client_card(client, self.words)
        await self.show(leads_ui.headed(ui.known_head(self.words), card))

    async def asked(self) -> tuple[NewDraft, Waiting]:
        """What the present answer belongs to. Raises Stale when it is no longer at hand."""
        draft = await draft_of(self.state, NewDraft)
        return draft, await inquiry_drafts.find(self.state, draft.number)

    async def ask(self, what: str, waiting: Waiting, *, steps: bool) -> None:
        """One question of `bot.ui.new.STEPS`."""
        channels = await self.services.leads.channels(self.actor) if what == "c" else ()
        await wait_for(self.state, STATES[what], NewDraft(waiting.number, steps))
        await self.show(ui.question(waiting.number, what, waiting.inquiry, channels, self.words, steps=steps))

    async def answered(self, what: str, waiting: Waiting, *, steps: bool, known: Known | None = None) -> None:
        """Keep the answer; then the next question, or the whole of it."""
        if known is not None:
            await inquiry_drafts.drop(self.state, waiting.number)
            await self.state.clear()
            await self.show_known(known)
            return
        await inquiry_drafts.keep(self.state, waiting)
        if steps and what != ui.STEPS[-1]:
            await self.ask(ui.STEPS[ui.STEPS.index(what) + 1], waiting, steps=True)
        else:
            await self.whole(waiting)

    async def whole(self, waiting: Waiting) -> None:
        """What is known so far, everything changeable."""
        await self.state.clear()
        inquiry = waiting.inquiry
        channels = await self.services.leads.channels(self.actor) if inquiry.channel_id else ()
        channel = next((item.name for item in channels if item.id == inquiry.channel_id), None)
        await self.show(ui.change(waiting.number, inquiry, channel, self.words, has_file=waiting.file is not None))

    async def add(self, waiting: Waiting) -> None:
        """Add it, once only: a second press shows what the first one made."""
        leads, words = self.services.leads, self.words
        if waiting.lead is not None:
            await self.show(leads_ui.lead_card(await leads.card(self.actor, waiting.lead), words))
            return
        key = f"lead:{self.actor.chat_id}:{waiting.number}"
        added = await leads.add(self.actor, waiting.inquiry, once=key, file=waiting.file)
        await self.state.clear()
        if added.card is not None:
            await inquiry_drafts.made(self.state, waiting, added.card.id)
            await self.show(leads_ui.lead_card(added.card, words).with_toast(ui.added_toast(words)))
        elif added.known is not None:
            await self.show_known(added.known)
