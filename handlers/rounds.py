"""The head's round, and the pushes that lead into it."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import reminders as reminders_ui
from bot.ui import rounds as ui
from bot.ui.picker import Pick
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers import picking
from handlers.access import TYPED, command
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor
from services.rules.kinds import TaskKind
from services.rules.target import Target

router = Router(name="rounds")


class RoundReason(StatesGroup):
    """A date is being moved: a typed text is the reason."""

    text = State()


class Why(StatesGroup):
    """The head asked why: a typed text is the answer."""

    text = State()


@router.message(command("overdue"))
async def overdue(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """How much there is to go through."""
    await show(ui.summary(await services.rounds.summary(actor), words, title=ui.overdue_title(words)))


async def _item(place: int, actor: Actor, services: Services, words: Words) -> Screen:
    """The item at a place, or the receipt when nothing is left."""
    card = await services.rounds.card(actor, place)
    return ui.card(card, words) if card else ui.receipt(await services.rounds.summary(actor), words)


@router.callback_query(ui.RoundOpen.filter())
async def item(
    callback: CallbackQuery, callback_data: ui.RoundOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One item."""
    await show(await _item(callback_data.place, actor, services, words))


@redraws(ui.RoundDate, ui.RoundMove, ui.RoundGive, ui.RoundWhy, ui.RoundTask)
async def item_now(
    callback_data: ui.RoundDate | ui.RoundMove | ui.RoundGive | ui.RoundWhy | ui.RoundTask,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The item as it is now, after a stale button."""
    return await _item(callback_data.place, actor, services, words)


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
    await _ask_reason(ui.move_to(choice.ref, choice.ver, 1, choice.moment), actor, services, show, words, state)


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
    await state.set_state(RoundReason.text)
    await state.set_data({"task": data.task, "ver": data.ver, "place": data.place, "at": data.at})
    await show(ui.why_moved(asked, data, words))


@router.callback_query(ui.RoundMove.filter())
async def move(
    callback: CallbackQuery,
    callback_data: ui.RoundMove,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The reason was pressed: the date is moved, the next item follows."""
    moved = await services.tasks.postpone(
        actor, callback_data.task, callback_data.ver, callback_data.moment, reason_id=callback_data.reason
    )
    await state.clear()
    screen = await _item(callback_data.place, actor, services, words)
    await show(screen.with_toast(ui.moved_toast(moved.line, words)))


@router.message(RoundReason.text, TYPED)
async def move_typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The reason was typed."""
    data = await state.get_data()
    target = ui.RoundMove(**data)
    moved = await services.tasks.postpone(actor, target.task, target.ver, target.moment, comment=message.text)
    await state.clear()
    screen = await _item(target.place, actor, services, words)
    await show(screen.with_toast(ui.moved_toast(moved.line, words)))


@router.callback_query(ui.RoundGive.filter(F.user == 0))
async def ask_whom(
    callback: CallbackQuery, callback_data: ui.RoundGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """To whom?"""
    if callback_data.kind == "t":
        _, people = await services.tasks.takers(actor, callback_data.id)
    else:
        people = (await services.deals.give_choice(actor, callback_data.id)).people
    await show(ui.to_whom(people, callback_data, words))


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
    screen = await _item(data.place + 1 if data.kind == "t" else data.place, actor, services, words)
    await show(screen.with_toast(ui.given_toast(given.name if given else "", words)))


@router.callback_query(ui.RoundWhy.filter())
async def why(
    callback: CallbackQuery, callback_data: ui.RoundWhy, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Ask the assignee; the next item follows."""
    name = await services.rounds.ask_why(actor, callback_data.task)
    screen = await _item(callback_data.place + 1, actor, services, words)
    await show(screen.with_toast(ui.asked_toast(name, words)))


@router.callback_query(ui.WhyAnswer.filter())
async def answer(
    callback: CallbackQuery, callback_data: ui.WhyAnswer, show: Show, words: Words, state: FSMContext
) -> None:
    """The assignee wants to answer: the text is awaited."""
    await state.set_state(Why.text)
    await state.set_data({"task": callback_data.task})
    await show.new(ui.write_answer(words))


@router.message(Why.text, TYPED)
async def answered(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The answer goes to whoever asked."""
    data = await state.get_data()
    await services.rounds.answer_why(actor, int(data["task"]), message.text or "")
    await state.clear()
    await show(ui.answer_sent(words))


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
    await picking.let_type(state, Pick(ui.NEXT_CALL, callback_data.deal, callback_data.ver), words.now)
    await show(ui.next_call(asked, callback_data, words))


@picked(ui.NEXT_CALL)
async def call_set(choice: Picked, actor: Actor, services: Services, show: Show, words: Words, once: str) -> None:
    """The call is set; the next item follows."""
    await services.tasks.add(actor, Target("deal", choice.ref), TaskKind.CALL, choice.moment, key=once)
    screen = await _item(1, actor, services, words)
    await show(screen.with_toast(ui.call_toast(choice.moment, words)))


@router.callback_query(reminders_ui.RemindAll.filter())
async def remind(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Remind everybody who is late."""
    await show.toast(reminders_ui.reminded_toast(await services.reminders.remind(actor), words))
