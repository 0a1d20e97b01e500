"""The head's round, and the pushes that lead into it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import reminders as reminders_ui
from bot.ui import rounds as ui
from bot.ui.picker import Pick
from bot.ui.screen import Screen
from bot.ui.targets import Look, kind_of
from bot.ui.words import Words
from handlers import picking
from handlers.access import TYPED, command
from handlers.answers import await_answer, awaited
from handlers.cards import record_card, task_card
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor
from services.rules.kinds import TaskKind
from services.rules.target import Target

router = Router(name="rounds")

REASON_WITHIN: Final = timedelta(minutes=20)
ANSWER_WITHIN: Final = timedelta(hours=2)


class RoundReason(StatesGroup):
    """A date is being moved: a typed text is the reason."""

    text = State()


class Why(StatesGroup):
    """The head asked why: a typed text is the answer."""

    text = State()


@router.message(command("overdue"))
async def overdue(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """How much there is to go through."""
    await show(ui.overdue(await services.rounds.summary(actor), actor, words))


@router.callback_query(ui.RoundOpen.filter())
async def begin(
    callback: CallbackQuery, callback_data: ui.RoundOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Begin: the first item; beside an escalation or the day's picture, which stay."""
    screen = ui.shown(await services.rounds.begin(actor, callback_data.at), words)
    beside = callback_data.at or getattr(callback.message, "photo", None)
    await (show.new(screen) if beside else show(screen))


@router.callback_query(ui.RoundNext.filter())
async def onward(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The item that is next."""
    await show(await _next(actor, services, words))


@router.callback_query(ui.RoundFinish.filter())
async def finish(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Enough for now: what was handled and what is left."""
    await show(ui.receipt(await services.rounds.finish(actor, words.now), words))


@router.callback_query(ui.RoundSkip.filter())
async def skip(
    callback: CallbackQuery, callback_data: ui.RoundSkip, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Left for later; the next item follows."""
    await show(ui.shown(await services.rounds.skip(actor, callback_data.kind, callback_data.id), words))


async def _next(actor: Actor, services: Services, words: Words) -> Screen:
    """The next item or the receipt; what this press did belongs to the round already."""
    return ui.shown(await services.rounds.next(actor, words.now), words)


@redraws(ui.RoundSkip, ui.RoundDate, ui.RoundMove, ui.RoundGive, ui.RoundWhy, ui.RoundTask)
async def item_now(actor: Actor, services: Services, words: Words) -> Screen:
    """The round as it is now, after a stale button."""
    return await _next(actor, services, words)


# ------------------------------------------------------------------------------------------------------------ new date
@router.callback_query(ui.RoundDate.filter())
async def ask_date(
    callback: CallbackQuery,
    callback_data: ui.RoundDate,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """To which date?"""
    asked = await services.tasks.date_question(actor, callback_data.task)
    await picking.let_type(state, Pick(ui.MOVE, callback_data.task, callback_data.ver), words.now)
    await show(ui.when(asked, callback_data, words))


@picked(ui.MOVE)
async def date_picked(
    choice: Picked, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A date was typed or picked in the calendar: the reason is asked for."""
    await _ask_reason(ui.move_to(choice.ref, choice.ver, choice.moment), actor, services, show, words, state)


@router.callback_query(ui.RoundMove.filter(F.reason == 0))
async def date_chosen(
    callback: CallbackQuery,
    callback_data: ui.RoundMove,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """A preset was pressed: the reason is asked for."""
    await _ask_reason(callback_data, actor, services, show, words, state)


async def _ask_reason(
    data: ui.RoundMove, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    asked = await services.tasks.date_question(actor, data.task)
    await await_answer(state, RoundReason.text, words.now, REASON_WITHIN, task=data.task, ver=data.ver, at=data.at)
    await show(ui.why_moved(asked, data, words))


@router.callback_query(ui.RoundMove.filter())
async def move(
    callback: CallbackQuery, callback_data: ui.RoundMove, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The reason was pressed: the date is moved, the next item follows."""
    data = callback_data
    moved = await services.tasks.postpone(actor, data.task, data.ver, data.moment, reason_id=data.reason)
    await show((await _next(actor, services, words)).with_toast(ui.moved_toast(moved.line, words)))


@router.message(RoundReason.text, TYPED)
async def move_typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The reason was typed."""
    data = ui.RoundMove(**await awaited(state, words.now))
    moved = await services.tasks.postpone(actor, data.task, data.ver, data.moment, comment=message.text)
    await show((await _next(actor, services, words)).with_toast(ui.moved_toast(moved.line, words)))


# -------------------------------------------------------------------------------------------------------- handing over
@router.callback_query(ui.RoundGive.filter(F.user == 0))
async def ask_whom(
    callback: CallbackQuery, callback_data: ui.RoundGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """To whom?"""
    if callback_data.kind == "t":
        name = (await services.tasks.card(actor, callback_data.id)).line.about
        _, people = await services.tasks.takers(actor, callback_data.id)
    else:
        choice = await services.deals.give_choice(actor, callback_data.id)
        name, people = choice.title, choice.people
    await show(ui.to_whom(people, name, callback_data, words))


@router.callback_query(ui.RoundGive.filter())
async def give(
    callback: CallbackQuery, callback_data: ui.RoundGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Handed over; the next item follows."""
    data = callback_data
    if data.kind == "t":
        given = (await services.tasks.give(actor, data.id, data.ver, data.user)).line.assignee
    else:
        given = (await services.deals.give(actor, data.id, data.ver, data.user)).owner
    screen = await _next(actor, services, words)
    await show(screen.with_toast(ui.given_toast(given.name if given else "", words)))


# ------------------------------------------------------------------------------------------------------------- why late
@router.callback_query(ui.RoundWhy.filter())
async def why(
    callback: CallbackQuery, callback_data: ui.RoundWhy, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Ask the assignee; the next item follows."""
    name = await services.rounds.ask_why(actor, callback_data.task)
    await show((await _next(actor, services, words)).with_toast(ui.asked_toast(name, words)))


@router.callback_query(ui.WhyAnswer.filter())
async def answer(
    callback: CallbackQuery,
    callback_data: ui.WhyAnswer,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The assignee wants to answer: the text is awaited."""
    task = await services.rounds.question(actor, callback_data.task)
    await await_answer(state, Why.text, words.now, ANSWER_WITHIN, task=callback_data.task)
    await show.new(ui.write_answer(task, words))


@router.message(Why.text, TYPED)
async def answered(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The answer goes to whoever asked."""
    asked = await awaited(state, words.now)
    await services.rounds.answer_why(actor, int(asked["task"]), message.text or "")
    await show(ui.answer_sent(words))


# ------------------------------------------------------------------------------------------------ deals without a task
@router.callback_query(ui.RoundTask.filter())
async def ask_call(
    callback: CallbackQuery,
    callback_data: ui.RoundTask,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """When is the bare deal's next call?"""
    asked = await services.tasks.step_question(actor, Target("deal", callback_data.deal))
    await picking.let_type(state, Pick(ui.NEXT_CALL, callback_data.deal, asked.version), words.now)
    await show(ui.next_call(asked, callback_data, asked.version, words))


@picked(ui.NEXT_CALL)
async def call_set(choice: Picked, actor: Actor, services: Services, show: Show, words: Words, once: str) -> None:
    """The call is set; the next item follows."""
    await services.tasks.add(actor, Target("deal", choice.ref), TaskKind.CALL, choice.moment, key=once)
    await show((await _next(actor, services, words)).with_toast(ui.call_toast(choice.moment, words)))


# ------------------------------------------------------------------------------------------------------------ pushes
@router.callback_query(Look.filter())
async def look(
    callback: CallbackQuery, callback_data: Look, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A card beside the round or the push, which stays."""
    if callback_data.kind == "t":
        await show.new(await task_card(callback_data.id, actor, services, words))
    else:
        target = Target(kind_of(callback_data.kind), callback_data.id)
        await show.new(await record_card(target, actor, services, words))


@router.callback_query(reminders_ui.RemindAll.filter())
async def remind(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Remind everybody who is late."""
    await show.toast(reminders_ui.reminded_toast(await services.reminders.remind(actor), words))
