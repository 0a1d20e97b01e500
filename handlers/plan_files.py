"""Plans as a file: saved, sent back, looked at, set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.telegram.uploads import LIMIT, Upload, uploads
from bot.ui import plan_buttons as buttons
from bot.ui import plan_files as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid, Stale
from services.importing.files import is_table
from services.plan_files import workbook
from services.rules.actor import LEADERS, Actor

router = Router(name="plan_files")
router.message.filter(Allowed(LEADERS))


class PlanFileForm(StatesGroup):
    """A file of plans is awaited, or was looked at."""

    file = State()


@dataclass(frozen=True)
class PlanFileDraft:
    """The file in the chat; empty until one was sent."""

    file_id: str = ""
    unique: str = ""
    name: str = ""


@router.callback_query(buttons.PlanFiles.filter())
async def page(
    callback: CallbackQuery, callback_data: buttons.PlanFiles, show: Show, words: Words, state: FSMContext
) -> None:
    """What a file of plans looks like; it may be sent now."""
    await wait_for(state, PlanFileForm.file, PlanFileDraft())
    await show(ui.page(callback_data, words))


@router.callback_query(buttons.PlanSave.filter())
async def save(
    callback: CallbackQuery,
    callback_data: buttons.PlanSave,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The year's plans as a workbook; it may be sent back."""
    view = await services.plan_files.export(actor, buttons.slot_of(callback_data))
    await wait_for(state, PlanFileForm.file, PlanFileDraft())
    content = workbook(words.p_("column", "Plan"), ui.headers(words), ui.table(view, words))
    await show.new(ui.file(content, callback_data, words))


@router.message(PlanFileForm.file, F.document)
async def look(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, bot: Bot
) -> None:
    """A file has come: say what it would set."""
    assert message.document is not None  # noqa: S101 - the filter has looked
    name = message.document.file_name or ""
    if not is_table(name):
        raise Invalid("plan_file_type")
    if (message.document.file_size or 0) > LIMIT:
        raise Invalid("import_too_big", name=name)
    draft = PlanFileDraft(message.document.file_id, message.document.file_unique_id, name[-80:])
    found = await services.plan_files.look(actor, await _path(bot, show, draft), draft.name)
    await wait_for(state, PlanFileForm.file, draft)
    await show(ui.looked(found, words))


@router.callback_query(buttons.PlanRead.filter())
async def read(
    callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, bot: Bot
) -> None:
    """Set what it says."""
    if await state.get_state() != PlanFileForm.file.state:
        raise Stale("plan_file_gone")
    draft = await draft_of(state, PlanFileDraft)
    if not draft.file_id:
        raise Stale("plan_file_gone")
    done = await services.plan_files.apply(actor, await _path(bot, show, draft), draft.name)
    await state.clear()
    await show(ui.done(done, words))


@router.callback_query(buttons.PlanForget.filter())
async def forget(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """Forget the file."""
    if await state.get_state() == PlanFileForm.file.state:
        await state.clear()
    await show(ui.forgotten(words))


@redraws(buttons.PlanRead)
async def page_now(words: Words) -> Screen:
    """A button of a file that is not at hand any more."""
    return ui.forgotten(words)


async def _path(bot: Bot, show: Show, draft: PlanFileDraft) -> Path:
    sent = [Upload(draft.file_id, draft.unique, draft.name)]
    folder = await uploads().folder(bot, show.chat_id, sent)
    return next(folder / name for name in uploads().names(sent))
