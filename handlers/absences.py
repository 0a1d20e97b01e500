"""Absences."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import absence_buttons as buttons
from bot.ui import absences as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid, NotFound
from services.rules.actor import Actor
from services.rules.special_days import read_days
from services.rules.views import Named

router = Router(name="absences")


class AbsenceForm(StatesGroup):
    """The days of an absence are typed."""

    days = State()


@dataclass(frozen=True)
class AbsenceDraft:
    """Who goes away."""

    user: int


@router.callback_query(buttons.AbsencesShow.filter())
async def table(
    callback: CallbackQuery,
    callback_data: buttons.AbsencesShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Who is away and who will be."""
    await show(ui.table(await services.absences.all(actor), callback_data.page, words))


@router.callback_query(buttons.AbsenceOpen.filter())
async def card(
    callback: CallbackQuery,
    callback_data: buttons.AbsenceOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """One absence."""
    await show(ui.card(await services.absences.get(actor, callback_data.absence), actor, words))


@redraws(buttons.AbsenceMake, buttons.AbsenceEnd)
async def table_now(
    callback_data: buttons.AbsenceMake | buttons.AbsenceEnd, actor: Actor, services: Services, words: Words
) -> Screen:
    """The list as it is now, after a stale button."""
    return ui.table(await services.absences.all(actor), 1, words)


@router.callback_query(buttons.AbsenceNew.filter())
async def who(
    callback: CallbackQuery,
    callback_data: buttons.AbsenceNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Who goes away?"""
    await show(ui.who(await services.absences.people(actor), callback_data.page, words))


@router.callback_query(buttons.AbsenceDates.filter())
async def dates(
    callback: CallbackQuery,
    callback_data: buttons.AbsenceDates,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """From when to when? Pressed or typed."""
    person = await _person(callback_data.user, actor, services)
    await wait_for(state, AbsenceForm.days, AbsenceDraft(person.id))
    await show(ui.dates(person, words.today, words, card=callback_data.card))


@router.message(AbsenceForm.days, TYPED)
async def typed_dates(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Typed days: 25.11 – 5.12."""
    draft = await draft_of(state, AbsenceDraft)
    found = read_days(message.text or "", words.today)
    if found is None:
        raise Invalid("absence_unread")
    person = await _person(draft.user, actor, services)
    people = await services.absences.people(actor, besides=person.id)
    await state.clear()
    absences = await services.absences.all(actor)
    await show(ui.deputy(person, found.first, found.last, people, 1, words, absences))


@router.callback_query(buttons.AbsenceDeputy.filter())
async def deputy(
    callback: CallbackQuery,
    callback_data: buttons.AbsenceDeputy,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Who works meanwhile?"""
    person = await _person(callback_data.user, actor, services)
    people = await services.absences.people(actor, besides=person.id)
    await state.clear()
    first, last = ui.day_of(callback_data.first), ui.day_of(callback_data.last)
    absences = await services.absences.all(actor)
    await show(ui.deputy(person, first, last, people, callback_data.page, words, absences))


@router.callback_query(buttons.AbsenceMake.filter())
async def make(
    callback: CallbackQuery,
    callback_data: buttons.AbsenceMake,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    once: str,
) -> None:
    """Planned; one that begins today begins at once."""
    first, last = ui.day_of(callback_data.first), ui.day_of(callback_data.last)
    view = await services.absences.plan(actor, callback_data.user, first, last, callback_data.deputy or None, key=once)
    await show(ui.card(view, actor, words))


@router.callback_query(buttons.AbsenceEnd.filter(~F.sure))
async def ask_end(
    callback: CallbackQuery,
    callback_data: buttons.AbsenceEnd,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Are you sure?"""
    await show(ui.end_question(await services.absences.get(actor, callback_data.absence), words))


@router.callback_query(buttons.AbsenceEnd.filter(F.sure))
async def end(
    callback: CallbackQuery,
    callback_data: buttons.AbsenceEnd,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Called off, or back at work."""
    await services.absences.end(actor, callback_data.absence, callback_data.ver)
    await show(ui.table(await services.absences.all(actor), 1, words))


async def _person(user_id: int, actor: Actor, services: Services) -> Named:
    """Who goes away. Raises NotFound for somebody the actor does not see."""
    found = next((row for row in await services.absences.people(actor) if row.id == user_id), None)
    if found is None:
        raise NotFound("user")
    return found
