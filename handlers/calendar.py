"""/calendar: days off, moved and short days."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import calendar as ui
from bot.ui.absences import day_of
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from services import Services
from services.rules.actor import Actor

router = Router(name="calendar")
router.message.filter(Allowed(ADMINS))


class CalendarForm(StatesGroup):
    """Days are typed."""

    days = State()


@dataclass(frozen=True)
class CalendarDraft:
    """What the typed days become."""

    means: str


@router.message(command("calendar"))
async def calendar(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """What differs in the year to come."""
    await show(ui.view_of(await services.calendar.view(actor), 1, words))


@router.callback_query(ui.CalendarShow.filter())
async def page(
    callback: CallbackQuery, callback_data: ui.CalendarShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of it."""
    await show(ui.view_of(await services.calendar.view(actor), callback_data.page, words))


@router.callback_query(ui.CalendarAdd.filter())
async def ask_days(
    callback: CallbackQuery, callback_data: ui.CalendarAdd, show: Show, words: Words, state: FSMContext
) -> None:
    """Which days?"""
    await wait_for(state, CalendarForm.days, CalendarDraft(callback_data.means))
    await show(ui.question(ui.KINDS[callback_data.means], words))


@router.message(CalendarForm.days, TYPED)
async def days(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """Typed days."""
    draft = await draft_of(state, CalendarDraft)
    view = await services.calendar.set_days(actor, message.text or "", ui.KINDS[draft.means])
    await state.clear()
    await show(ui.view_of(view, 1, words))


@router.callback_query(ui.CalendarForget.filter())
async def forget(
    callback: CallbackQuery,
    callback_data: ui.CalendarForget,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """As usual again."""
    first, last = day_of(callback_data.first), day_of(callback_data.last)
    await show(ui.view_of(await services.calendar.forget(actor, first, last), 1, words))


@router.callback_query(ui.CalendarUndo.filter())
async def undo(
    callback: CallbackQuery,
    callback_data: ui.CalendarUndo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """As it was before."""
    await show(ui.view_of(await services.calendar.undo(actor, callback_data.calendar_undo), 1, words))
