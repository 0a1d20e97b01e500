"""Tasks: the lists, the card, doing one, moving its date with a reason, handing over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import deals as deals_ui
from bot.ui import refusals as refusals_ui
from bot.ui import steps as steps_ui
from bot.ui import tasks as ui
from bot.ui.picker import EPOCH, Pick
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.targets import PersonTasks, TaskOpen
from bot.ui.words import Words
from handlers import picking
from handlers.access import TYPED, command
from handlers.cards import record_card
from handlers.drafts import draft_of, wait_for
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from handlers.states import TaskForm
from services import Services
from services.errors import Stale
from services.rules.actor import Actor
from services.rules.kinds import TaskKind, TaskStatus
from services.rules.views import TaskLine
from services.tasks import DateQuestion, TaskDone

router = Router(name="tasks")


@dataclass(frozen=True)
class MoveDraft:
    """To which moment (minutes since 1970) a task is moved, as of which version."""

    task: int
    ver: int
    at: int


@dataclass(frozen=True)
class ResultDraft:
    """Which task is being closed with a word, as of which version."""

    task: int
    ver: int


# ------------------------------------------------------------------------------------------------------ lists and card
@router.message(command("tasks"))
async def tasks(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """What is to be done: a manager's own, for leaders everybody's."""
    await show(ui.task_list(await services.tasks.list(actor, mine=not actor.is_leader), words))


@router.callback_query(ui.TaskTable.filter())
async def table(
    callback: CallbackQuery, callback_data: ui.TaskTable, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of a list."""
    choice = ui.CHOICES.get(callback_data.choice)
    mine = callback_data.mine or not actor.is_leader
    await show(ui.task_list(await services.tasks.list(actor, choice, callback_data.page, mine=mine), words))


@router.callback_query(PersonTasks.filter())
async def person_table(
    callback: CallbackQuery, callback_data: PersonTasks, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of a list of a colleague."""
    data = callback_data
    choice = ui.CHOICES.get(data.choice)
    found = await services.tasks.list(actor, choice, data.page, mine=False, person=data.colleague)
    await show(ui.task_list(found, words))


@router.callback_query(ui.TaskLoads.filter())
async def loads(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Who has how much to do."""
    await show(ui.load_table(await services.tasks.load(actor), words))


@router.callback_query(TaskOpen.filter())
async def open_task(
    callback: CallbackQuery, callback_data: TaskOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The card of a task."""
    await show(await _card(callback_data.task, actor, services, words))


async def _card(task_id: int, actor: Actor, services: Services, words: Words) -> Screen:
    card = await services.tasks.card(actor, task_id)
    if card.line.kind is TaskKind.CHECK_REFUSAL:
        return refusals_ui.check_card(await services.refusals.check_card(actor, task_id), words)
    return ui.task_card(card, words)


@redraws(TaskOpen, ui.TaskMove, ui.TaskMoveFor, ui.TaskGive, ui.TaskGiveTo)
async def card_now(
    callback_data: TaskOpen | ui.TaskMove | ui.TaskMoveFor | ui.TaskGive | ui.TaskGiveTo,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The card as it is now, after a stale button."""
    return await _card(callback_data.task, actor, services, words)


# ---------------------------------------------------------------------------------------------------------------- done
@router.callback_query(ui.TaskDone.filter())
async def done(
    callback: CallbackQuery, callback_data: ui.TaskDone, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Done; when nothing is left to do, the next step is asked for at once (S2-50)."""
    closed = await services.tasks.done(actor, callback_data.task, callback_data.ver)
    screen = await _after(closed, actor, services, words)
    await show(screen.with_toast(ui.done_toast(closed.card, words)))


@router.callback_query(ui.TaskResult.filter())
async def ask_result(
    callback: CallbackQuery,
    callback_data: ui.TaskResult,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Somebody looks at the result: what came of it (S2-39)?"""
    card = await services.tasks.card(actor, callback_data.task)
    if card.line.status is not TaskStatus.OPEN:
        raise Stale("task_closed")
    await wait_for(state, TaskForm.result, ResultDraft(card.line.id, card.line.version))
    await show(ui.result_question(card, words))


@router.message(TaskForm.result, TYPED)
async def done_with(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Done, with a word on the result."""
    draft = await draft_of(state, ResultDraft)
    try:
        closed = await services.tasks.done(actor, draft.task, draft.ver, (message.text or "").strip())
        screen = (await _after(closed, actor, services, words)).with_toast(ui.done_toast(closed.card, words))
    except Stale as stale:
        screen = (await _card(draft.task, actor, services, words)).with_toast(problem_text(stale, words))
    await state.clear()
    await show(screen)


@redraws(ui.TaskDone, ui.TaskResult)
async def done_now(
    callback_data: ui.TaskDone | ui.TaskResult, actor: Actor, services: Services, words: Words
) -> Screen:
    """After a second tap: the same question, or the card of the closed task."""
    return await _after(await services.tasks.after(actor, callback_data.task), actor, services, words)


async def _after(closed: TaskDone, actor: Actor, services: Services, words: Words) -> Screen:
    target = closed.card.line.target
    if not closed.card.opens:
        return ui.task_card(closed.card, words)
    deal = await services.deals.card(actor, target.id) if target.kind == "deal" else None
    if closed.next_step is not None:
        asked = await services.tasks.step_question(actor, target)
        return steps_ui.question(asked, target, words, closed=True, deal=deal)
    return deals_ui.deal_card(deal, words) if deal else await record_card(target, actor, services, words)


# ------------------------------------------------------------------------------------------------------- moving a date
@router.callback_query(ui.TaskMove.filter())
async def ask_time(
    callback: CallbackQuery,
    callback_data: ui.TaskMove,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """To when?"""
    asked, task = await _asked(callback_data.task, actor, services)
    await picking.let_type(state, Pick(ui.MOVED, task.id, asked.version), words.now)
    await show(ui.move_time(asked, task, words))


async def _asked(task_id: int, actor: Actor, services: Services) -> tuple[DateQuestion, TaskLine]:
    asked = await services.tasks.date_question(actor, task_id)
    assert asked.task is not None  # noqa: S101 - a question about a task names it
    return asked, asked.task


@picked(ui.MOVED)
async def ask_reason(
    choice: Picked, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """And why? A reason is pressed or typed (S2-47)."""
    asked, task = await _asked(choice.ref, actor, services)
    if asked.version != choice.ver:
        screen = await _card(choice.ref, actor, services, words)
        await show(screen.with_toast(problem_text(Stale(), words), alert=True))
        return
    await wait_for(state, TaskForm.reason, MoveDraft(task.id, choice.ver, _minutes(choice.moment)))
    await show(ui.move_reason(asked, task, choice.ver, choice.moment, words))


def _minutes(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds() // 60)


@router.callback_query(ui.TaskMoveFor.filter())
async def move(
    callback: CallbackQuery, callback_data: ui.TaskMoveFor, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Moved, for one of the company's reasons."""
    card = await services.tasks.postpone(
        actor, callback_data.task, callback_data.ver, callback_data.moment, reason_id=callback_data.reason
    )
    await show(ui.task_card(card, words).with_toast(ui.moved_toast(card, words)))


@router.message(TaskForm.reason, TYPED)
async def move_for(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Moved, for a typed reason."""
    draft = await draft_of(state, MoveDraft)
    data = ui.TaskMoveFor(task=draft.task, ver=draft.ver, at=draft.at, reason=0)
    try:
        card = await services.tasks.postpone(actor, draft.task, draft.ver, data.moment, comment=message.text)
    except Stale as stale:
        await state.clear()
        screen = await _card(draft.task, actor, services, words)
        await show(screen.with_toast(problem_text(stale, words)))
    else:
        await state.clear()
        await show(ui.task_card(card, words).with_toast(ui.moved_toast(card, words)))


# -------------------------------------------------------------------------------------------------------- handing over
@router.callback_query(ui.TaskGive.filter())
async def ask_taker(
    callback: CallbackQuery, callback_data: ui.TaskGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Who takes it?"""
    card = await services.tasks.card(actor, callback_data.task)
    version, people = await services.tasks.takers(actor, callback_data.task)
    await show(ui.takers(card.line, version, people, callback_data.page, words))


@router.callback_query(ui.TaskGiveTo.filter())
async def give(
    callback: CallbackQuery, callback_data: ui.TaskGiveTo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Somebody else does it."""
    card = await services.tasks.give(actor, callback_data.task, callback_data.ver, callback_data.user)
    await show(ui.task_card(card, words).with_toast(ui.given_toast(card, words)))
