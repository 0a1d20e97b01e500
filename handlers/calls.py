"""The call list and logging a call: taps in, one service call, one screen out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import calls as ui
from bot.ui import sales as sales_ui
from bot.ui.picker import Pick
from bot.ui.screen import Screen
from bot.ui.targets import CODES, kind_of, short_code
from bot.ui.words import Words
from handlers import picking
from handlers.access import TYPED, command
from handlers.drafts import draft_of, wait_for
from handlers.field_flow import Chat, ask_missing
from handlers.late import put_off
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from handlers.states import AfterCall, CallReason, note_after, note_during, noted_activity, talking_about
from services import Services
from services.call_steps import Logged
from services.field_steps import FieldsMissing
from services.rules.actor import Actor
from services.rules.target import Target

router = Router(name="calls")


@dataclass(frozen=True)
class MoveDraft:
    """Which call is being moved, as of which version of its task, and to when (ISO)."""

    kind: str
    id: int
    ver: int
    at: str


@router.message(command("today"))
async def today(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Today's list as it stands."""
    await show(ui.call_list(await services.calls.today(actor), words))


@router.callback_query(ui.CallTable.filter())
async def table(
    callback: CallbackQuery, callback_data: ui.CallTable, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of the list."""
    await show(ui.call_list(await services.calls.today(actor, callback_data.page - 1), words))


@router.message(command("next"))
async def next_call(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The next card."""
    await show(ui.next_or_finished(await services.calls.next(actor), words))


@router.callback_query(ui.CallNext.filter())
async def next_pressed(
    callback: CallbackQuery, callback_data: ui.CallNext, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The next card, or one further down."""
    await show(ui.next_or_finished(await services.calls.next(actor, callback_data.skip), words))


@router.callback_query(ui.CallOpen.filter())
async def open_card(
    callback: CallbackQuery,
    callback_data: ui.CallOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The call card of one contact; back from the outcome, nothing typed belongs to that call any more."""
    if await state.get_state() == AfterCall.talking.state:
        await state.clear()
    await show(ui.call_card(await services.calls.card(actor, ui.target_of(callback_data)), words))


@redraws(ui.CallOpen, ui.CallMissed, ui.CallReached, ui.CallResult, ui.CallLater, ui.CallMove, ui.CallIncoming)
async def card_now(
    callback_data: ui.CallOpen
    | ui.CallMissed
    | ui.CallReached
    | ui.CallResult
    | ui.CallLater
    | ui.CallMove
    | ui.CallIncoming,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The card as it is now, after a stale button."""
    return ui.call_card(await services.calls.card(actor, ui.target_of(callback_data)), words)


@router.callback_query(ui.CallMissed.filter())
async def missed(
    callback: CallbackQuery,
    callback_data: ui.CallMissed,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Nobody answered: one tap, the next try is planned."""
    done = await services.calls.not_reached(actor, ui.target_of(callback_data), callback_data.ver)
    await note_after(state, done.activity_id, words.now)
    if done.exhausted:
        await show(ui.exhausted(done, words).with_toast(ui.not_reached_toast(done, words)))
    else:
        await show(ui.next_or_finished(done.next, words, last=done).with_toast(ui.not_reached_toast(done, words)))


@router.callback_query(ui.CallReached.filter())
async def reached(
    callback: CallbackQuery,
    callback_data: ui.CallReached,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """They talked: ask how it ended; what is typed meanwhile is about this one."""
    card = await services.calls.card(actor, ui.target_of(callback_data))
    await note_during(state, callback_data.kind, callback_data.id, words.now)
    await show(ui.outcome_question(card, words))


@router.callback_query(ui.CallIncoming.filter())
async def incoming(
    callback: CallbackQuery,
    callback_data: ui.CallIncoming,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The client called: recorded at once, then what came of it."""
    target = ui.target_of(callback_data)
    activity = await services.calls.log_incoming(actor, target, callback_data.ver)
    await note_after(state, activity, words.now)
    await show(ui.outcome_question(await services.calls.card(actor, target), words, logged=True))


@router.callback_query(ui.CallResult.filter(F.result.in_(set(ui.RESULTS))))
async def ask_when(
    callback: CallbackQuery,
    callback_data: ui.CallResult,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Agreed on something: when?"""
    await _ask_time(
        ui.target_of(callback_data),
        callback_data.ver,
        callback_data.result,
        callback_data.logged,
        actor,
        services,
        show,
        words,
        state,
    )


@router.callback_query(ui.CallLater.filter())
async def later(
    callback: CallbackQuery,
    callback_data: ui.CallLater,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Another time: when?"""
    await _ask_time(ui.target_of(callback_data), callback_data.ver, "l", False, actor, services, show, words, state)


async def _ask_time(
    target: Target,
    ver: int,
    code: str,
    logged: bool,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    asked = await services.calls.time_question(actor, target)
    screen = ui.time_question(asked.name, target, ver or asked.version, code, asked.moments, words, logged=logged)
    flow = "i" if logged else "c"
    purpose = ui.PICKED[f"{flow}{short_code(target.kind)}{code}"]
    await picking.let_type(state, Pick(purpose, target.id, ver or asked.version), words.now)
    await show(screen)


@router.callback_query(ui.CallResult.filter(F.result == "t"))
async def thinking(
    callback: CallbackQuery,
    callback_data: ui.CallResult,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The client thinks it over: called again after the company's usual days."""
    target = ui.target_of(callback_data)
    done = await services.calls.reached(actor, target, callback_data.ver, "thinking", logged=callback_data.logged)
    await _after(done, state, show, words)


@router.callback_query(ui.CallResult.filter(F.result == "s"))
async def sale(
    callback: CallbackQuery,
    callback_data: ui.CallResult,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Sold: the deal is won; what is typed now is the call's note."""
    target, logged = ui.target_of(callback_data), callback_data.logged
    try:
        sold = await services.calls.sale(actor, target, callback_data.ver, logged=logged)
    except FieldsMissing as missing:
        await ask_missing(missing, Chat(actor, services, show, words, state), "sale", logged=logged)
        return
    await note_after(state, sold.activity_id, words.now)
    await show(sales_ui.sold(sold, words))


@router.callback_query(sales_ui.SaleUndo.filter())
async def undo_sale(
    callback: CallbackQuery,
    callback_data: sales_ui.SaleUndo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Take a sale back."""
    await show(sales_ui.sale_undone(await services.calls.undo_sale(actor, callback_data.undo), words))


def _agreed(result: str, *, logged: bool, kind: str) -> None:
    """Register what happens with the chosen time of one result and kind of record."""
    flow = "i" if logged else "c"

    @picked(ui.PICKED[f"{flow}{kind}{result}"])
    async def agreed(
        choice: Picked, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
    ) -> None:
        done = await services.calls.reached(
            actor,
            Target(kind_of(kind), choice.ref),
            choice.ver,
            ui.RESULTS[result],
            next_at=choice.moment,
            logged=logged,
        )
        await _after(done, state, show, words)


def _moved(kind: str) -> None:
    @picked(ui.PICKED[f"c{kind}l"])
    async def moved(
        choice: Picked, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
    ) -> None:
        target = Target(kind_of(kind), choice.ref)
        asked = await services.calls.moving(actor, target, choice.moment)
        if asked.task_version is not None:
            draft = MoveDraft(kind, choice.ref, asked.task_version, choice.moment.isoformat())
            await wait_for(state, CallReason.text, draft)
            await show(ui.move_reason(asked, target, choice.moment, words))
        else:
            done = await services.calls.later(actor, target, choice.ver, choice.moment)
            await show(ui.next_or_finished(done.next, words).with_toast(ui.later_toast(done, words)))


for _kind in CODES:
    _moved(_kind)
    for _result in ui.RESULTS:
        _agreed(_result, logged=False, kind=_kind)
        _agreed(_result, logged=True, kind=_kind)


@router.callback_query(ui.CallMove.filter())
async def move(
    callback: CallbackQuery, callback_data: ui.CallMove, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The reason was pressed: the call is moved."""
    done = await services.calls.move(
        actor,
        ui.target_of(callback_data),
        callback_data.ver,
        callback_data.moment,
        reason_id=callback_data.reason,
    )
    await show(ui.next_or_finished(done.next, words).with_toast(ui.later_toast(done, words)))


@router.message(CallReason.text, TYPED)
async def move_typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The reason was typed."""
    draft = await draft_of(state, MoveDraft)
    target, at = Target(kind_of(draft.kind), draft.id), datetime.fromisoformat(draft.at)
    done = await services.calls.move(actor, target, draft.ver, at, comment=message.text)
    await state.clear()
    await show(ui.next_or_finished(done.next, words).with_toast(ui.later_toast(done, words)))


@router.callback_query(ui.CallLength.filter())
async def length(
    callback: CallbackQuery, callback_data: ui.CallLength, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """How long the last call was."""
    card = await services.calls.set_length(actor, callback_data.activity, callback_data.seconds)
    await show(ui.next_or_finished(card, words).with_toast(ui.length_toast(words)))


async def _after(done: Logged, state: FSMContext, show: Show, words: Words) -> None:
    """Recorded: the next card at once, and what is typed now becomes the note."""
    await note_after(state, done.activity_id, words.now)
    screen = ui.next_or_finished(done.next, words, last=done)
    await show(screen.with_toast(ui.reached_toast(done, words)))


@router.message(AfterCall.note, TYPED | F.voice)
async def note(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """What is typed or recorded after a call is its note; later than that it is something else."""
    activity = await noted_activity(state, words.now)
    if activity is None:
        await put_off(state, words.now)
        raise SkipHandler
    if await services.understanding.names_another(actor, message.text or "", call=activity):
        raise SkipHandler
    noted = await services.calls.note(actor, activity, message.text or "", file=_voice(message))
    await show(ui.noted(noted, words))


@router.message(AfterCall.talking, TYPED | F.voice)
async def jotted(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """What is typed or recorded while the outcome is asked for is kept at once; the question stays."""
    asked = await talking_about(state, words.now)
    if asked is None:
        await put_off(state, words.now)
        raise SkipHandler
    target = Target(kind_of(asked[0]), asked[1])
    if await services.understanding.names_another(actor, message.text or "", target=target):
        raise SkipHandler
    card = await services.calls.jot(actor, target, message.text or "", key=once, file=_voice(message))
    await show(ui.outcome_question(card, words, kept=True))


def _voice(message: Message) -> dict[str, object] | None:
    voice = message.voice
    return {"kind": "voice", "file_id": voice.file_id, "seconds": voice.duration} if voice else None
