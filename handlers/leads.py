"""Inquiries: the lists, the card, taking, changing, giving, converting."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import calls as calls_ui
from bot.ui import deals as deals_ui
from bot.ui import leads as ui
from bot.ui import toasts
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.targets import ConvertAsk, OpenCard
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from handlers.sent import SENT, file_of, words_of
from handlers.states import note_after
from services import Services
from services.errors import NotFound, Stale
from services.rules.actor import Actor

router = Router(name="leads")


class LeadForm(StatesGroup):
    """Something of an inquiry is to be typed or sent."""

    note = State()
    field = State()


@dataclass(frozen=True)
class LeadDraft:
    """Which inquiry is being changed, as of which version; `what` of `bot.ui.leads.FIELDS`."""

    lead: int
    ver: int
    what: str = ""


# ----------------------------------------------------------------------------------------------------- lists and card
@router.callback_query(ui.LeadTable.filter())
async def table(
    callback: CallbackQuery, callback_data: ui.LeadTable, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of a list."""
    choice = ui.CHOICES.get(callback_data.choice)
    await show(ui.lead_list(await services.leads.list(actor, choice, callback_data.page), words))


@router.callback_query(OpenCard.filter(F.kind == "l"))
async def open_card(
    callback: CallbackQuery, callback_data: OpenCard, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The card."""
    await show(ui.lead_card(await services.leads.card(actor, callback_data.id), words))


@redraws(*ui.BUTTONS)
async def card_now(callback_data: ui.LeadButton, actor: Actor, services: Services, words: Words) -> Screen:
    """The card as it is now, after a stale button."""
    return ui.lead_card(await services.leads.card(actor, callback_data.id), words)


@router.callback_query(ui.LeadMore.filter())
async def more(
    callback: CallbackQuery, callback_data: ui.LeadMore, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Everything else."""
    await show(ui.more(await services.leads.card(actor, callback_data.id), words))


# ------------------------------------------------------------------------------------------------------------- taking
@router.callback_query(ui.LeadTake.filter())
async def take(
    callback: CallbackQuery, callback_data: ui.LeadTake, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Mine: one tap, and one wins."""
    card = await services.leads.take(actor, callback_data.id, callback_data.ver)
    await show(ui.lead_card(card, words).with_toast(ui.taken_toast(card, words)))


@redraws(ui.LeadTake)
async def after_race(callback_data: ui.LeadTake, actor: Actor, services: Services, words: Words) -> Screen:
    """Somebody was faster: the card as it is, or what else waits when that card is a colleague's now."""
    try:
        return ui.lead_card(await services.leads.card(actor, callback_data.id), words)
    except NotFound:
        return ui.lead_list(await services.leads.list(actor, "new"), words)


# ------------------------------------------------------------------------------------------------ what is on the card
@router.callback_query(ui.LeadNote.filter())
async def ask_note(
    callback: CallbackQuery,
    callback_data: ui.LeadNote,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is to be noted?"""
    card = await services.leads.card(actor, callback_data.id)
    await wait_for(state, LeadForm.note, LeadDraft(card.id, card.version))
    await show(ui.note_question(card, words))


@router.message(LeadForm.note, SENT)
async def note(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A note, a voice message, a picture, a file."""
    draft = await draft_of(state, LeadDraft)
    card = await services.leads.note(actor, draft.lead, words_of(message), key=once, file=file_of(message))
    await state.clear()
    await show(ui.lead_card(card, words).with_toast(toasts.noted(words)))


@router.callback_query(ui.LeadAsk.filter())
async def ask_field(
    callback: CallbackQuery,
    callback_data: ui.LeadAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is to stand there?"""
    card = await services.leads.card(actor, callback_data.id)
    await wait_for(state, LeadForm.field, LeadDraft(card.id, card.version, callback_data.what))
    await show(ui.field_question(card, callback_data.what, words))


@router.message(LeadForm.field, TYPED)
async def field(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The name, the phone, what is needed."""
    draft = await draft_of(state, LeadDraft)
    try:
        card = await services.leads.set(actor, draft.lead, draft.ver, ui.FIELDS[draft.what], message.text or "")
        toast = toasts.saved(words)
    except Stale as stale:
        card = await services.leads.card(actor, draft.lead)
        toast = problem_text(stale, words)
    await state.clear()
    await show(ui.lead_card(card, words).with_toast(toast))


# -------------------------------------------------------------------------------------------------------- handing over
@router.callback_query(ui.LeadGive.filter())
async def ask_taker(
    callback: CallbackQuery, callback_data: ui.LeadGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Who takes it?"""
    await show(ui.takers(await services.leads.give_choice(actor, callback_data.id), callback_data.page, words))


@router.callback_query(ui.LeadGiveTo.filter())
async def give(
    callback: CallbackQuery, callback_data: ui.LeadGiveTo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Somebody else has it now."""
    card = await services.leads.give(actor, callback_data.id, callback_data.ver, callback_data.user)
    await show(ui.lead_card(card, words).with_toast(ui.given_toast(card, words)))


# ---------------------------------------------------------------------------------------------------------- converting
@router.callback_query(ConvertAsk.filter())
async def ask_pipeline(
    callback: CallbackQuery, callback_data: ConvertAsk, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """In which pipeline?"""
    asked = await services.conversions.question(actor, callback_data.id)
    await show(ui.convert_question(asked, words, talked=callback_data.talked))


@router.callback_query(ui.LeadConvertAs.filter())
async def ask_again(
    callback: CallbackQuery,
    callback_data: ui.LeadConvertAs,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """For the known client, or for a new one?"""
    asked = await services.conversions.question(actor, callback_data.id)
    await show(ui.convert_question(asked, words, talked=callback_data.talked, fresh=callback_data.fresh))


@router.callback_query(ui.LeadConvert.filter())
async def convert(
    callback: CallbackQuery,
    callback_data: ui.LeadConvert,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Client, contact and deal at once; the deal's card follows, after a call the next contact, too."""
    done = await services.conversions.convert(
        actor,
        callback_data.id,
        callback_data.ver,
        callback_data.pipeline,
        talked=callback_data.talked,
        fresh=callback_data.fresh,
    )
    await note_after(state, done.activity_id, words.now)
    card = await services.deals.card(actor, done.deal_id)
    await show(deals_ui.deal_card(card, words).with_toast(ui.converted_toast(done, words)))
    if callback_data.talked:
        await show.new(calls_ui.next_or_finished(await services.calls.next(actor), words))
