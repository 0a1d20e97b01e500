"""Asking for fields one after another before a deal moves, and for one that is edited.

What is asked, and where the deal is to go when all is filled, is the conversation's draft. The deal's version is that
of the card the move was pressed on: whoever moves the deal meanwhile stops it, and the values given are kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from aiogram.fsm.context import FSMContext

from bot.telegram.show import Show
from bot.ui import deal_fields as ui
from bot.ui import deals as deals_ui
from bot.ui import sales as sales_ui
from bot.ui.picker import PickAt, PickDay, PickHour, PickMonth
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.drafts import draft_of, wait_for
from handlers.states import OWN_BUTTONS, FieldForm, note_after
from services import Services
from services.deal_fields import FieldLine
from services.errors import Invalid, NotFound, Stale
from services.field_steps import FieldsMissing
from services.rules.actor import Actor
from services.rules.target import Target
from services.rules.views import Named

OWN_BUTTONS["FieldForm"] = frozenset(
    kind.__prefix__ for kind in (ui.FieldAsk, *ui.ANSWERS, PickAt, PickDay, PickHour, PickMonth)
)

GONE: Final = frozenset({"field_gone", "field_resource_gone"})
"""Why a field cannot be answered any more."""


@dataclass(frozen=True)
class FieldDraft:
    """Which field is asked, as of which version of its value, and what is ticked.

    `then`: nothing, "fill" what else is missing, "move" the deal to `stage` as of `deal_ver`, or record the "sale" of
    a call. `given` values have been given on the way there, `count` were missing in all.
    """

    deal: int
    field: int = 0
    ver: int = 0
    ticked: tuple[int, ...] = ()
    then: str = ""
    stage: int = 0
    deal_ver: int = 0
    given: int = 0
    count: int = 0
    logged: bool = False

    @property
    def asking(self) -> ui.Asking:
        """How the question stands."""
        return ui.Asking(self.given + 1 if self.count else 0, self.count, tuple(self.ticked))


@dataclass(frozen=True, slots=True)
class Chat:
    """Who answers, and where it is shown."""

    actor: Actor
    services: Services
    show: Show
    words: Words
    state: FSMContext

    async def draft(self, deal: int = 0, field: int = 0) -> FieldDraft:
        """What is asked, if it is this field. Raises Stale("field_over")."""
        if await self.state.get_state() != FieldForm.value.state:
            raise Stale("field_over")
        draft = await draft_of(self.state, FieldDraft)
        if deal and (draft.deal, draft.field) != (deal, field):
            raise Stale("field_over")
        return draft


Seen = TypeVar("Seen")
Give = Callable[[FieldDraft], Awaitable[FieldLine]]


# ------------------------------------------------------------------------------------------------------------- asking
async def ask_missing(missing: FieldsMissing, chat: Chat, then: str = "move", *, logged: bool = False) -> None:
    """A move needs fields: ask for the first one."""
    draft = FieldDraft(missing.deal_id, then=then, stage=missing.stage_id, deal_ver=missing.version, logged=logged)
    await _ask_next(missing.fields, draft, chat, None)


async def fill(deal: int, chat: Chat) -> None:
    """Ask for what a deal's stage requires and lacks, one after another; then its card."""
    await go_on(FieldDraft(deal, then="fill"), chat, None)


async def edit(deal: int, field: int, chat: Chat) -> None:
    """Ask for one field, or for the one that is asked before a move once more."""
    try:
        draft = await chat.draft(deal, field)
    except Stale:
        draft = FieldDraft(deal, field)
    await chat.show(await _asked(draft, chat))


async def question_now(draft: FieldDraft, chat: Chat) -> Screen:
    """The question as it is now; what is ticked stays."""
    asked = await chat.services.deal_fields.question(chat.actor, draft.deal, draft.field)
    return ui.question(asked, draft.asking, chat.words)


async def _asked(draft: FieldDraft, chat: Chat) -> Screen:
    """Put a question; the draft remembers which value it was drawn from."""
    asked = await chat.services.deal_fields.question(chat.actor, draft.deal, draft.field)
    ticked = tuple(asked.value) if isinstance(asked.value, list) else ()
    ticked = tuple(one for one in ticked if one in {option.id for option in asked.spec.offered})
    draft = replace(draft, ver=asked.version, ticked=ticked)
    await wait_for(chat.state, FieldForm.value, draft)
    return ui.question(asked, draft.asking, chat.words)


async def _ask_next(fields: Sequence[Named], draft: FieldDraft, chat: Chat, toast: str | None) -> None:
    draft = replace(draft, field=fields[0].id, count=draft.given + len(fields))
    screen = await _asked(draft, chat)
    await chat.show(screen.with_toast(toast) if toast else screen)


# ---------------------------------------------------------------------------------------------------------- answering
async def answer(draft: FieldDraft, give: Give, chat: Chat) -> None:
    """Store what was given, and go on: with the next field, with the move, or back to the page.

    Raises Invalid with what is wrong; the question stays open then.
    """
    try:
        line = await give(draft)
    except NotFound:
        await chat.state.clear()
        raise
    except Stale as stale:
        await _not_stored(stale, draft, chat)
        return
    toast = ui.saved_toast(line, chat.words)
    if draft.then:
        await go_on(replace(draft, given=draft.given + 1), chat, toast)
        return
    await chat.state.clear()
    page = await chat.services.deal_fields.page(chat.actor, draft.deal, at=draft.field)
    await chat.show(ui.fields_page(page, chat.words).with_toast(toast))


async def answer_sent(draft: FieldDraft, give: Give, chat: Chat) -> None:
    """The same of what was typed or sent: what is wrong is said over the question, with its buttons, once more."""
    try:
        await answer(draft, give, chat)
    except Invalid as wrong:
        screen = await question_now(draft, chat)
        await chat.show(ui.wrong(problem_text(wrong, chat.words), screen))


async def look(draft: FieldDraft, ask: Callable[[], Awaitable[Seen]], chat: Chat) -> Seen | None:
    """Read something of the field that is asked; None when it no longer is, which has been said then."""
    try:
        return await ask()
    except Stale as stale:
        await _not_stored(stale, draft, chat)
        return None


async def _not_stored(stale: Stale, draft: FieldDraft, chat: Chat) -> None:
    """The field is asked no more: leave it out. Somebody was faster: ask again, as it is now."""
    toast = problem_text(stale, chat.words)
    if stale.code not in GONE:
        screen = await _asked(draft, chat)
    elif draft.then:
        await go_on(draft, chat, toast)
        return
    else:
        await chat.state.clear()
        screen = ui.fields_page(await chat.services.deal_fields.page(chat.actor, draft.deal), chat.words)
    await chat.show(screen.with_toast(toast, alert=True))


async def go_on(draft: FieldDraft, chat: Chat, toast: str | None) -> None:
    """Carry out what the fields were asked for; while some are missing, ask for the next one."""
    if draft.then == "fill":
        card = await chat.services.deals.card(chat.actor, draft.deal)
        if card.missing:
            await _ask_next(card.missing, draft, chat, toast)
            return
        await chat.state.clear()
        screen = deals_ui.deal_card(card, chat.words)
        await chat.show(screen.with_toast(toast) if toast else screen)
        return
    try:
        screen = await _carried_out(draft, chat)
    except FieldsMissing as missing:
        await _ask_next(missing.fields, draft, chat, toast)
        return
    except (Stale, Invalid) as refused:
        await chat.state.clear()
        card = await chat.services.deals.card(chat.actor, draft.deal)
        screen = deals_ui.deal_card(card, chat.words).with_toast(problem_text(refused, chat.words), alert=True)
    await chat.show(screen)


async def _carried_out(draft: FieldDraft, chat: Chat) -> Screen:
    if draft.then == "sale":
        target = Target("deal", draft.deal)
        sold = await chat.services.calls.sale(chat.actor, target, draft.deal_ver, logged=draft.logged)
        await note_after(chat.state, sold.activity_id, chat.words.now)
        return sales_ui.sold(sold, chat.words)
    card = await chat.services.deals.move(chat.actor, draft.deal, draft.deal_ver, draft.stage)
    await chat.state.clear()
    return deals_ui.deal_card(card, chat.words).with_toast(deals_ui.moved_toast(card, chat.words))
