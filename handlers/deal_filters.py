"""The filter of deals: what is set, choosing one condition at a time, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.in_hand import InHand
from bot.telegram.show import Show
from bot.ui import deal_filters as ui
from bot.ui import filter_buttons as buttons
from bot.ui import filter_parts as parts
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.heard import reads_like_a_message
from handlers.redraw import redraws
from handlers.states import FilterForm
from services import Services
from services.errors import Invalid, NotFound, Stale
from services.rules.actor import Actor
from services.rules.deal_conditions import IDS, FieldCondition, FieldOp

router = Router(name="deal_filters")

PRESSED = frozenset({"task", "status", "sort", "fields"})
"""Parts where nothing can be typed."""


@dataclass(frozen=True)
class FilterDraft:
    """What a typed text would be for: a part, or an own field."""

    part: str
    field: int | None = None


# ------------------------------------------------------------------------------------------------------------- looking
@router.callback_query(buttons.FilterOpen.filter())
async def open_filter(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """What is set."""
    await show(ui.chips(await services.deal_filters.view(actor), words))


@redraws(buttons.FilterTick, buttons.FilterSet, buttons.FilterPart, buttons.FilterField, buttons.FilterFieldTick)
@redraws(buttons.FilterFieldSet, buttons.FilterClear)
async def as_it_is(actor: Actor, services: Services, words: Words) -> Screen:
    """The filter as it is now, after something to choose is gone."""
    return ui.chips(await services.deal_filters.view(actor), words)


@router.callback_query(buttons.FilterShow.filter())
async def show_found(
    callback: CallbackQuery,
    callback_data: buttons.FilterShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """A page of what was found."""
    await show(ui.found(await services.deal_filters.found(actor, callback_data.page), words))


@router.callback_query(buttons.FindDeals.filter())
async def from_search(
    callback: CallbackQuery,
    callback_data: buttons.FindDeals,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """What /find was asked for becomes the text of a fresh filter."""
    await show(ui.chips(await services.deal_filters.begin_with_text(actor, callback_data.key), words))


# ------------------------------------------------------------------------------------------------------------ choosing
@router.callback_query(buttons.FilterPart.filter())
async def choose(
    callback: CallbackQuery,
    callback_data: buttons.FilterPart,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What can be asked in a part."""
    part = _part(callback_data.part)
    if part not in PRESSED:
        await wait_for(state, FilterForm.value, FilterDraft(part))
    if part in IDS:
        await show(parts.choice(await services.deal_filters.choice(actor, part, callback_data.page), words))
    else:
        await show(parts.part(await services.deal_filters.view(actor), part, words, callback_data.page))


@router.callback_query(buttons.FilterTick.filter())
async def tick(
    callback: CallbackQuery,
    callback_data: buttons.FilterTick,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One of a list; the list stays open, unless it was found by typing."""
    part = _part(callback_data.part)
    await services.deal_filters.toggle(actor, part, callback_data.choice)
    if callback_data.page:
        await wait_for(state, FilterForm.value, FilterDraft(part))
        await show(parts.choice(await services.deal_filters.choice(actor, part, callback_data.page), words))
    else:
        await show(ui.chips(await services.deal_filters.view(actor), words))


@router.callback_query(buttons.FilterSet.filter())
async def set_value(
    callback: CallbackQuery,
    callback_data: buttons.FilterSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """A preset."""
    values = buttons.value_of(_part(callback_data.part), callback_data.value)
    if values is None:
        raise Stale("old_button")
    await show(ui.chips(await services.deal_filters.set(actor, **values), words))


@router.callback_query(buttons.FilterClear.filter())
async def clear(
    callback: CallbackQuery,
    callback_data: buttons.FilterClear,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Nothing is asked in this part any more."""
    await show(ui.chips(await services.deal_filters.clear(actor, _part(callback_data.part)), words))


@router.callback_query(buttons.FilterReset.filter())
async def reset(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """All open deals again."""
    await show(ui.chips(await services.deal_filters.reset(actor), words))


@router.message(FilterForm.value, TYPED)
async def typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, in_hand: InHand
) -> None:
    """A typed value; in a list, a piece of the name to find. What fits nothing and reads like a message is one."""
    draft, text = await draft_of(state, FilterDraft), message.text or ""
    if draft.field is None and draft.part in IDS:
        found = await services.deal_filters.choice(actor, draft.part, piece=text)
        if not found.items and await reads_like_a_message(text, actor, services, in_hand):
            raise SkipHandler
        await show(parts.choice(found, words))
        return
    try:
        if draft.field is not None:
            view = await services.deal_filters.type_field(actor, draft.field, text)
        else:
            view = await services.deal_filters.type(actor, draft.part, text)
    except Invalid:
        if await reads_like_a_message(text, actor, services, in_hand):
            raise SkipHandler from None
        raise
    except NotFound as gone:  # the field was taken out of use while it was typed
        await state.clear()
        screen = ui.chips(await services.deal_filters.view(actor), words)
        await show(screen.with_toast(problem_text(gone, words)))
        return
    await state.clear()
    await show(ui.chips(view, words))


# ---------------------------------------------------------------------------------------------------------- own fields
@router.callback_query(buttons.FilterField.filter())
async def choose_field(
    callback: CallbackQuery,
    callback_data: buttons.FilterField,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What can be asked of an own field."""
    await wait_for(state, FilterForm.value, FilterDraft("fields", callback_data.field))
    await show(await _field(callback_data.field, callback_data.page, actor, services, words))


@router.callback_query(buttons.FilterFieldTick.filter())
async def tick_option(
    callback: CallbackQuery,
    callback_data: buttons.FilterFieldTick,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """An option of a list field."""
    await services.deal_filters.toggle_option(actor, callback_data.field, callback_data.choice)
    await show(await _field(callback_data.field, callback_data.page, actor, services, words))


@router.callback_query(buttons.FilterFieldSet.filter())
async def set_field(
    callback: CallbackQuery,
    callback_data: buttons.FilterFieldSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Filled, empty, or a moving period."""
    period = buttons.period_of(callback_data.value)
    if period is not None:
        condition = FieldCondition(callback_data.field, FieldOp.DAYS, period)
    elif callback_data.value in (FieldOp.FILLED, FieldOp.EMPTY):
        condition = FieldCondition(callback_data.field, FieldOp(callback_data.value))
    else:
        raise Stale("old_button")
    await show(ui.chips(await services.deal_filters.set_field(actor, condition), words))


@router.callback_query(buttons.FilterFieldClear.filter())
async def clear_field(
    callback: CallbackQuery,
    callback_data: buttons.FilterFieldClear,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Nothing is asked of it any more."""
    await show(ui.chips(await services.deal_filters.clear_field(actor, callback_data.field), words))


async def _field(field: int, page: int, actor: Actor, services: Services, words: Words) -> Screen:
    view = await services.deal_filters.view(actor)
    spec = view.field(field)
    if spec is None:
        raise NotFound("field")
    return parts.field(view, spec, page, words)


def _part(code: str) -> str:
    part = buttons.PARTS.get(code)
    if part is None:
        raise Stale("old_button")
    return part
