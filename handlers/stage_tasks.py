"""Setting up a stage's tasks: the list, each task's page, its texts, kind, order, who does it and who looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import stage_tasks as ui
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.setup_links import StageTasks
from bot.ui.stage_task_links import StageTaskOpen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Stale
from services.rules.actor import Actor
from services.rules.responsible import Responsible
from services.rules.views import Named
from services.stage_tasks import Changed

router = Router(name="stage_tasks")
router.message.filter(Allowed(ADMINS))


class StageTaskForm(StatesGroup):
    """Something of a stage's task is to be typed."""

    new = State()
    title = State()
    instruction = State()
    offset = State()


@dataclass(frozen=True)
class NewDraft:
    """For which stage a task is made."""

    stage: int


@dataclass(frozen=True)
class TextDraft:
    """Which task is changed, as of which version."""

    task: int
    ver: int


# ------------------------------------------------------------------------------------------------------- list and page
@router.callback_query(StageTasks.filter())
async def table(
    callback: CallbackQuery, callback_data: StageTasks, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What the stage asks for."""
    await show(ui.task_table(await services.stage_tasks.list(actor, callback_data.stage), words))


@router.callback_query(StageTaskOpen.filter())
async def page(
    callback: CallbackQuery, callback_data: StageTaskOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One task."""
    await show(ui.task_page(await services.stage_tasks.get(actor, callback_data.stagetask), words))


@redraws(ui.StageTaskKind, ui.StageTaskGive, ui.StageTaskMove, ui.StageTaskDrop)
async def page_now(
    callback_data: ui.StageTaskKind | ui.StageTaskGive | ui.StageTaskMove | ui.StageTaskDrop,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The task as it is now, after a stale button."""
    return ui.task_page(await services.stage_tasks.get(actor, callback_data.stagetask), words)


async def saved(changed: Changed, show: Show, words: Words) -> None:
    """The task's page after an edit, which can be taken back there."""
    screen = ui.task_page(changed.task, words, changed.done)
    await show(screen.with_toast(ui.saved_toast(changed.done, words)))


# --------------------------------------------------------------------------------------------------------------- texts
@router.callback_query(ui.StageTaskNew.filter())
async def ask_new(
    callback: CallbackQuery,
    callback_data: ui.StageTaskNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is a new task called?"""
    view = await services.stage_tasks.list(actor, callback_data.stage)
    await wait_for(state, StageTaskForm.new, NewDraft(view.stage.id))
    await show(ui.title_question(Named(view.stage.id, view.stage.name), words))


@router.message(StageTaskForm.new, TYPED)
async def new(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A new task, to be refined on its page."""
    draft = await draft_of(state, NewDraft)
    changed = await services.stage_tasks.add(actor, draft.stage, message.text or "", key=once)
    await state.clear()
    await saved(changed, show, words)


@router.callback_query(ui.StageTaskText.filter())
async def ask_text(
    callback: CallbackQuery,
    callback_data: ui.StageTaskText,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The title, or what exactly must be done?"""
    view = await services.stage_tasks.get(actor, callback_data.stagetask)
    step = StageTaskForm.title if callback_data.what == "t" else StageTaskForm.instruction
    await wait_for(state, step, TextDraft(view.id, view.version))
    await show(ui.text_question(view, callback_data.what, words))


@router.message(StageTaskForm.title, TYPED)
async def title(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The title."""
    draft = await draft_of(state, TextDraft)
    try:
        changed = await services.stage_tasks.rename(actor, draft.task, draft.ver, message.text or "")
    except Stale as stale:
        await as_it_is(stale, draft.task, actor, services, show, words, state)
    else:
        await state.clear()
        await saved(changed, show, words)


@router.message(StageTaskForm.instruction, TYPED)
async def instruction(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """What exactly must be done."""
    draft = await draft_of(state, TextDraft)
    try:
        changed = await services.stage_tasks.instruct(actor, draft.task, draft.ver, message.text or "")
    except Stale as stale:
        await as_it_is(stale, draft.task, actor, services, show, words, state)
    else:
        await state.clear()
        await saved(changed, show, words)


async def as_it_is(
    stale: Stale, task_id: int, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Somebody else changed the task meanwhile: here it is; what was typed stands in the chat above."""
    await state.clear()
    view = await services.stage_tasks.get(actor, task_id)
    await show(ui.task_page(view, words).with_toast(problem_text(stale, words)))


# ------------------------------------------------------------------------------------------------------------- choices
@router.callback_query(ui.StageTaskKind.filter())
async def kind(
    callback: CallbackQuery, callback_data: ui.StageTaskKind, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """To-do, call, meeting."""
    chosen = ui.KIND_CODES.get(callback_data.kind_of)
    if chosen is None:
        view = await services.stage_tasks.get(actor, callback_data.stagetask)
        await show(ui.kind_question(view, words))
        return
    await saved(
        await services.stage_tasks.set_kind(actor, callback_data.stagetask, callback_data.ver, chosen), show, words
    )


@router.callback_query(ui.StageTaskWho.filter())
async def ask_who(
    callback: CallbackQuery, callback_data: ui.StageTaskWho, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Who does it, or who looks at it?"""
    view = await services.stage_tasks.get(actor, callback_data.stagetask)
    await show(ui.who_question(view, callback_data.role_of, words))


@router.callback_query(ui.StageTaskPeople.filter())
async def people(
    callback: CallbackQuery,
    callback_data: ui.StageTaskPeople,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """A page of people or teams."""
    data = callback_data
    asks = services.stage_tasks.teams if data.among == "t" else services.stage_tasks.people
    choice = await asks(actor, data.stagetask)
    await show(ui.people_question(choice, data.role_of, data.among, data.page, words))


@router.callback_query(ui.StageTaskGive.filter(F.role_of == "r"))
async def responsible(
    callback: CallbackQuery, callback_data: ui.StageTaskGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Who does it."""
    mode = ui.MODES.get(callback_data.mode, Responsible.OWNER)
    changed = await services.stage_tasks.set_responsible(
        actor, callback_data.stagetask, callback_data.ver, mode, callback_data.ref or None
    )
    await saved(changed, show, words)


@router.callback_query(ui.StageTaskGive.filter(F.role_of != "r"))
async def controller(
    callback: CallbackQuery, callback_data: ui.StageTaskGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Who looks at the result."""
    mode = ui.LOOKS.get(callback_data.mode)
    changed = await services.stage_tasks.set_controller(
        actor, callback_data.stagetask, callback_data.ver, mode, callback_data.ref or None
    )
    await saved(changed, show, words)


# --------------------------------------------------------------------------------------------------- order and archive
@router.callback_query(ui.StageTaskMove.filter())
async def move(
    callback: CallbackQuery, callback_data: ui.StageTaskMove, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Up or down."""
    data = callback_data
    await saved(await services.stage_tasks.move(actor, data.stagetask, data.ver, data.by), show, words)


@router.callback_query(ui.StageTaskDrop.filter(~F.sure))
async def ask_drop(
    callback: CallbackQuery, callback_data: ui.StageTaskDrop, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Are you sure?"""
    await show(ui.drop_question(await services.stage_tasks.get(actor, callback_data.stagetask), words))


@router.callback_query(ui.StageTaskDrop.filter(F.sure))
async def drop(
    callback: CallbackQuery, callback_data: ui.StageTaskDrop, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Asked for no more."""
    view, done = await services.stage_tasks.archive(actor, callback_data.stagetask, callback_data.ver)
    await show(ui.task_table(view, words, done).with_toast(ui.archived_toast(words)))


@router.callback_query(ui.StageTaskUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.StageTaskUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Taken back."""
    taken = await services.setup_changes.undo(actor, callback_data.setup_undo)
    view = await services.stage_tasks.list(actor, callback_data.stage)
    await show(ui.task_table(view, words).with_toast(ui.undone_toast(taken.kept, words)))


@redraws(ui.StageTaskUndo)
async def table_now(callback_data: ui.StageTaskUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """The list as it is now: the edit was taken back before, or long ago."""
    return ui.task_table(await services.stage_tasks.list(actor, callback_data.stage), words)
