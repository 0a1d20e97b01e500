"""/reasons → why dates move: add, rename, order, archive."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import postpone_reasons as ui
from bot.ui.screen import Screen
from bot.ui.targets import PostponeReasonsShow
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor

router = Router(name="postpone_reasons")
router.message.filter(Allowed(ADMINS))


class PostponeReasonForm(StatesGroup):
    """A reason waits for its name."""

    name = State()


@dataclass(frozen=True)
class ReasonDraft:
    """Which reason is being named; 0 for a new one."""

    reason: int
    ver: int


@router.callback_query(PostponeReasonsShow.filter())
async def table(
    callback: CallbackQuery,
    callback_data: PostponeReasonsShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The list; nothing is waited for any more."""
    await state.clear()
    await show(ui.table(await services.postpone_reasons.all(actor), callback_data.page, words))


@redraws(ui.PostponeReasonName, ui.PostponeReasonShift, ui.PostponeReasonDrop)
async def table_now(actor: Actor, services: Services, words: Words) -> Screen:
    """The list as it is now, after a stale button."""
    return ui.table(await services.postpone_reasons.all(actor), 1, words)


async def _card(reason_id: int, actor: Actor, services: Services, words: Words) -> Screen:
    found = await services.postpone_reasons.all(actor)
    view = await services.postpone_reasons.get(actor, reason_id)
    return ui.card(view, sum(not item.archived for item in found), words)


@router.callback_query(ui.PostponeReasonOpen.filter())
async def card(
    callback: CallbackQuery,
    callback_data: ui.PostponeReasonOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One of them."""
    await state.clear()
    await show(await _card(callback_data.postpone_reason, actor, services, words))


@router.callback_query(ui.PostponeReasonName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: ui.PostponeReasonName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it called?"""
    reason = callback_data.postpone_reason
    view = await services.postpone_reasons.get(actor, reason) if reason else None
    await wait_for(state, PostponeReasonForm.name, ReasonDraft(reason, callback_data.ver))
    await show(ui.name_question(view, words))


@router.message(PostponeReasonForm.name, TYPED)
async def name(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """The name of a new reason or of one there is."""
    draft = await draft_of(state, ReasonDraft)
    typed = message.text or ""
    if draft.reason:
        view = await services.postpone_reasons.rename(actor, draft.reason, draft.ver, typed)
    else:
        view = await services.postpone_reasons.add(actor, typed)
    await state.clear()
    await show(await _card(view.id, actor, services, words))


@router.callback_query(ui.PostponeReasonShift.filter())
async def shift(
    callback: CallbackQuery,
    callback_data: ui.PostponeReasonShift,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """One place up or down."""
    data = callback_data
    view = await services.postpone_reasons.shift(actor, data.postpone_reason, data.ver, 1 if data.by > 0 else -1)
    await show(await _card(view.id, actor, services, words))


@router.callback_query(ui.PostponeReasonDrop.filter(~F.sure & ~F.back))
async def ask_drop(
    callback: CallbackQuery,
    callback_data: ui.PostponeReasonDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Are you sure?"""
    await show(ui.drop_question(await services.postpone_reasons.get(actor, callback_data.postpone_reason), words))


@router.callback_query(ui.PostponeReasonDrop.filter(F.sure | F.back))
async def drop(
    callback: CallbackQuery,
    callback_data: ui.PostponeReasonDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Offered no more, or again: the card shows it, and the other button takes it back."""
    data = callback_data
    view = await services.postpone_reasons.archive(actor, data.postpone_reason, data.ver, back=data.back)
    await show(await _card(view.id, actor, services, words))
