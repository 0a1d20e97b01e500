"""Looking at results of tasks: right, or back to work with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import controls as ui
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.targets import ControlList
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Stale
from services.rules.actor import Actor

router = Router(name="controls")


class ControlForm(StatesGroup):
    """What is still to be done?"""

    reason = State()


@dataclass(frozen=True)
class BackDraft:
    """Which task goes back to work, as of which version."""

    task: int
    ver: int


@router.callback_query(ControlList.filter())
async def waiting(
    callback: CallbackQuery, callback_data: ControlList, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of what waits."""
    await show(ui.waiting(await services.controls.page(actor, callback_data.page), words))


@router.callback_query(ui.ControlOpen.filter())
async def card(
    callback: CallbackQuery, callback_data: ui.ControlOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One result."""
    await show(ui.result(await services.controls.card(actor, callback_data.check), words))


@redraws(ui.ControlOpen, ui.ControlRight, ui.ControlBack)
async def card_now(
    callback_data: ui.ControlOpen | ui.ControlRight | ui.ControlBack, actor: Actor, services: Services, words: Words
) -> Screen:
    """The result as it stands now."""
    return ui.result(await services.controls.card(actor, callback_data.check), words)


@router.callback_query(ui.ControlRight.filter())
async def right(
    callback: CallbackQuery, callback_data: ui.ControlRight, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """It is right."""
    view = await services.controls.accept(actor, callback_data.check, callback_data.ver)
    await show(ui.result(view, words, ui.right_toast(words)))


@router.callback_query(ui.ControlBack.filter())
async def ask_reason(
    callback: CallbackQuery,
    callback_data: ui.ControlBack,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is still to be done?"""
    view = await services.controls.card(actor, callback_data.check)
    if not view.waits:
        raise Stale
    await wait_for(state, ControlForm.reason, BackDraft(view.card.line.id, view.card.line.version))
    await show(ui.reason_question(view, words))


@router.message(ControlForm.reason, TYPED)
async def back(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """Back to work."""
    draft = await draft_of(state, BackDraft)
    try:
        view = await services.controls.send_back(actor, draft.task, draft.ver, message.text or "")
        toast = ui.back_toast(view, words)
    except Stale as stale:
        view, toast = await services.controls.card(actor, draft.task), problem_text(stale, words)
    await state.clear()
    await show(ui.result(view, words, toast))
