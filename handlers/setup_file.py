"""/export and the set-up file: sent to the chat it is looked at, then read in (S2-21, S0-45)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import setup_file as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.importing import ImportForm
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid, Stale
from services.rules.actor import Actor
from services.setup_file import LIMIT, is_setup

router = Router(name="setup_file")
router.message.filter(Allowed(ADMINS))


class SetupForm(StatesGroup):
    """A set-up file was looked at."""

    file = State()


@dataclass(frozen=True)
class SetupDraft:
    """The file in the chat."""

    file_id: str
    name: str


def _is_setup(message: Message) -> bool:
    return message.document is not None and is_setup(message.document.file_name or "")


@router.message(command("export"))
async def export(message: Message, show: Show, words: Words) -> None:
    """What can be exported."""
    await show(ui.page(words))


@router.callback_query(ui.SetupFileShow.filter())
async def page(callback: CallbackQuery, show: Show, words: Words) -> None:
    """The same by a button."""
    await show(ui.page(words))


@router.callback_query(ui.SetupSave.filter())
async def save(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The set-up as a file."""
    settings = (await services.company.policy(actor)).settings
    document = await services.setup_file.export(actor)
    await show.new(ui.file(document, words, replace(words, locale=settings.locale)))


@router.message(_is_setup, StateFilter(None, ImportForm.files, SetupForm.file))
async def look(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, bot: Bot
) -> None:
    """A set-up file has come: say what it would do."""
    assert message.document is not None  # noqa: S101 - the filter has looked
    if (message.document.file_size or 0) > LIMIT:
        raise Invalid("setup_too_big")
    draft = SetupDraft(message.document.file_id, (message.document.file_name or "")[-80:])
    found = await services.setup_file.look(actor, await _content(bot, draft))
    await wait_for(state, SetupForm.file, draft)
    await show(ui.looked(found, draft.name, words))


@router.callback_query(ui.SetupApply.filter())
async def apply(
    callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, bot: Bot
) -> None:
    """Read it in: all of it, or nothing."""
    if await state.get_state() != SetupForm.file.state:
        raise Stale("old_button")
    draft = await draft_of(state, SetupDraft)
    found = await services.setup_file.read(actor, await _content(bot, draft))
    await state.clear()
    await show(ui.done(found, words))


@router.callback_query(ui.SetupForget.filter())
async def forget(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """Forget the file."""
    if await state.get_state() == SetupForm.file.state:
        await state.clear()
    await show(ui.forgotten(words))


@redraws(ui.SetupApply)
async def page_now(words: Words) -> Screen:
    """A button of a file that is not at hand any more."""
    return ui.page(words)


async def _content(bot: Bot, draft: SetupDraft) -> bytes:
    into = BytesIO()
    await bot.download(draft.file_id, destination=into)
    return into.getvalue()
