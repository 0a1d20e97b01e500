"""Recording refusals and checking them."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import calls as calls_ui
from bot.ui import refusals as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.cards import record_card
from handlers.redraw import redraws
from handlers.states import RefusalWord, begin
from services import Services
from services.rules.actor import Actor
from services.rules.kinds import CheckResult

router = Router(name="refusals")


@router.callback_query(ui.RefuseAsk.filter())
async def ask(
    callback: CallbackQuery, callback_data: ui.RefuseAsk, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Why?"""
    view = await services.refusals.question(actor, ui.target_of(callback_data))
    await show(ui.question(view, words, talked=callback_data.talked))


@redraws(ui.RefuseAsk, ui.Refuse)
async def card_now(callback_data: ui.RefuseAsk | ui.Refuse, actor: Actor, services: Services, words: Words) -> Screen:
    """After a stale button: the receipt of one's own refusal, else the call card or the record as it is now."""
    target = ui.target_of(callback_data)
    done = await services.refusals.receipt(actor, target)
    if done is not None:
        return ui.receipt(done, words)
    if callback_data.talked:
        return calls_ui.call_card(await services.calls.card(actor, target), words)
    return await record_card(target, actor, services, words)


@router.callback_query(ui.Refuse.filter())
async def refuse(
    callback: CallbackQuery,
    callback_data: ui.Refuse,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Recorded in two taps; the next contact follows when a call led to it."""
    done = await services.refusals.refuse(
        actor, ui.target_of(callback_data), callback_data.ver, callback_data.reason, talked=callback_data.talked
    )
    await begin(state, RefusalWord.word, {"refusal": done.refusal_id})
    await show(ui.receipt(done, words))
    if callback_data.talked:
        await show.new(calls_ui.next_or_finished(done.next, words))


@router.callback_query(ui.RefuseWord.filter())
async def ask_word(
    callback: CallbackQuery, callback_data: ui.RefuseWord, show: Show, words: Words, state: FSMContext
) -> None:
    """What is to be added?"""
    await begin(state, RefusalWord.word, {"refusal": callback_data.refusal})
    await show.new(ui.word_question(words))


@router.message(RefusalWord.word, TYPED)
async def add_word(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The comment."""
    data = await state.get_data()
    name = await services.refusals.comment(actor, int(data["refusal"]), message.text or "")
    await state.clear()
    await show(ui.word_added(name, words))


@router.callback_query(ui.RefuseUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.RefuseUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Take it back."""
    await show(ui.undone(await services.refusals.undo(actor, callback_data.undo), words))


@router.callback_query(ui.CheckOpen.filter())
async def open_check(
    callback: CallbackQuery, callback_data: ui.CheckOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The refusal to verify."""
    await show(ui.check_card(await services.refusals.check_card(actor, callback_data.task), words))


@redraws(ui.CheckGive, ui.CheckCorrect)
async def check_now(
    callback_data: ui.CheckGive | ui.CheckCorrect, actor: Actor, services: Services, words: Words
) -> Screen:
    """The check as it is now, after a stale button."""
    return ui.check_card(await services.refusals.check_card(actor, callback_data.task), words)


@router.callback_query(ui.CheckGive.filter(F.result == "x"))
async def ask_reason(
    callback: CallbackQuery, callback_data: ui.CheckGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Which reason is right?"""
    await show(ui.correct_question(await services.refusals.check_card(actor, callback_data.task), words))


@router.callback_query(ui.CheckGive.filter(F.result.in_(set(ui.VERDICTS))))
async def give(
    callback: CallbackQuery, callback_data: ui.CheckGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Confirmed, or back to work."""
    verdict = ui.VERDICTS[callback_data.result]
    await show(
        ui.check_card(await services.refusals.check(actor, callback_data.task, callback_data.ver, verdict), words)
    )


@router.callback_query(ui.CheckCorrect.filter())
async def correct(
    callback: CallbackQuery, callback_data: ui.CheckCorrect, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Corrected."""
    view = await services.refusals.check(
        actor, callback_data.task, callback_data.ver, CheckResult.CORRECTED, callback_data.reason
    )
    await show(ui.check_card(view, words))
