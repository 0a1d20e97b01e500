"""/users: limits, further teams of a head, a dismissal taken back."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import people as people_ui
from bot.ui import people_buttons as buttons
from bot.ui import people_limits as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.colleagues import LIMIT_MOST
from services.errors import Invalid
from services.rules.actor import Actor

router = Router(name="people_limits")
router.message.filter(Allowed(ADMINS))


class LimitForm(StatesGroup):
    """A limit waits for its number."""

    number = State()


@dataclass(frozen=True)
class LimitDraft:
    """Whose limit, and of what."""

    user: int
    ver: int
    of: str


@router.callback_query(buttons.PersonLimits.filter())
async def limits(
    callback: CallbackQuery,
    callback_data: buttons.PersonLimits,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """How much may they have?"""
    card = await services.colleagues.card(actor, callback_data.user)
    await show(ui.limits(card, words) if callback_data.of == "-" else ui.limit_choice(card, callback_data.of, words))


@redraws(buttons.PersonLimit, buttons.PersonSeat)
async def card_now(
    callback_data: buttons.PersonLimit | buttons.PersonSeat, actor: Actor, services: Services, words: Words
) -> Screen:
    """The card as it is now, after a stale button."""
    return people_ui.person_card(await services.colleagues.card(actor, callback_data.user), words)


@router.callback_query(buttons.PersonLimit.filter(F.limit < 0))
async def ask_limit(
    callback: CallbackQuery,
    callback_data: buttons.PersonLimit,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How many?"""
    card = await services.colleagues.card(actor, callback_data.user)
    await wait_for(state, LimitForm.number, LimitDraft(card.id, callback_data.ver, callback_data.of))
    await show(ui.limit_question(card, callback_data.of, words))


@router.callback_query(buttons.PersonLimit.filter(F.limit >= 0))
async def set_limit(
    callback: CallbackQuery,
    callback_data: buttons.PersonLimit,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """So many."""
    what = ui.WHAT[callback_data.of]
    card = await services.colleagues.set_limit(
        actor, callback_data.user, callback_data.ver, what, callback_data.limit or None
    )
    await show(ui.limits(card, words))


@router.message(LimitForm.number, TYPED)
async def typed_limit(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A typed number."""
    draft = await draft_of(state, LimitDraft)
    typed = (message.text or "").strip()
    if not typed.isdecimal() or not 0 < int(typed) <= LIMIT_MOST:
        raise Invalid("limit_bad", most=LIMIT_MOST)
    card = await services.colleagues.set_limit(actor, draft.user, draft.ver, ui.WHAT[draft.of], int(typed))
    await state.clear()
    await show(ui.limits(card, words))


@router.callback_query(buttons.PersonSeats.filter())
async def seats(
    callback: CallbackQuery,
    callback_data: buttons.PersonSeats,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Which further teams?"""
    await show(ui.seats(await services.colleagues.seats(actor, callback_data.user), callback_data.page, words))


@router.callback_query(buttons.PersonSeat.filter())
async def seat(
    callback: CallbackQuery,
    callback_data: buttons.PersonSeat,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """This one, too, or no more."""
    view = await services.colleagues.toggle_seat(actor, callback_data.user, callback_data.ver, callback_data.team)
    await show(ui.seats(view, callback_data.page, words))


@router.callback_query(buttons.PersonUndo.filter())
async def undo(
    callback: CallbackQuery,
    callback_data: buttons.PersonUndo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """A dismissal is taken back: the card, and the menu when the person writes next."""
    await show(people_ui.changed(await services.colleagues.return_from(actor, callback_data.undo), words))
