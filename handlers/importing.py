"""/import: an export sent to the chat, its mapping changed with buttons, counted, then taken in beside everything."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Document, Message

from bot.telegram.outgoing import replace as edit
from bot.telegram.outgoing import stubbornly
from bot.telegram.show import Show
from bot.telegram.uploads import LIMIT, Upload, uploads
from bot.ui import import_buttons as buttons
from bot.ui import import_words as names
from bot.ui import importing as ui
from bot.ui import kit
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid, Problem, Stale
from services.importing import changes
from services.importing.analysis import Proposal
from services.importing.files import is_table
from services.importing.ledger import Receipt
from services.rules.actor import Actor
from services.rules.import_dates import DateOrder
from services.rules.import_mapping import Accountless, from_json, to_json

log = logging.getLogger(__name__)
router = Router(name="importing")
router.message.filter(Allowed(ADMINS))

EDIT_EVERY = 2.0
"""Seconds between two edits of the progress: a chat bears one message a second."""


class ImportForm(StatesGroup):
    """Files are being collected and looked at."""

    files = State()


def _is_table(message: Message) -> bool:
    """A table sent out of the blue: an admin who does that wants it imported."""
    return message.document is not None and is_table(message.document.file_name or "")


@dataclass(frozen=True)
class ImportDraft:
    """The files sent so far, and the mapping once the person has changed it."""

    files: list[list[str]] = field(default_factory=list)
    mapping: dict[str, Any] | None = None


@dataclass
class Desk:
    """What every step of the conversation needs; `open` gets the files and the proposal as they stand now."""

    bot: Bot
    actor: Actor
    services: Services
    show: Show
    words: Words
    state: FSMContext

    async def open(self) -> tuple[ImportDraft, Proposal]:
        """Read the draft. Raises Stale when there are no files any more."""
        if await self.state.get_state() != ImportForm.files.state:
            raise Stale("old_button")
        draft = await draft_of(self.state, ImportDraft)
        if not draft.files:
            raise Stale("old_button")
        sent = [Upload(*item) for item in draft.files]
        folder = await uploads().folder(self.bot, self.show.chat_id, sent)
        settings = (await self.services.company.policy(self.actor)).settings
        ours = replace(self.words, locale=settings.locale)
        proposal = await self.services.importing.analyse(
            self.actor, folder, names=uploads().names(sent), common_client=names.common_client(ours)
        )
        if draft.mapping is not None:
            proposal = changes.with_mapping(proposal, from_json(draft.mapping))
        return draft, proposal

    async def keep(self, draft: ImportDraft, proposal: Proposal) -> None:
        """Remember what was decided."""
        await wait_for(self.state, ImportForm.files, replace(draft, mapping=to_json(proposal.mapping)))

    async def change(self, step: Callable[[Proposal], Proposal], screen: Callable[[Proposal], Screen]) -> None:
        """Change the proposal, remember it, show where the person was."""
        draft, proposal = await self.open()
        proposal = step(proposal)
        await self.keep(draft, proposal)
        await self.show(screen(proposal))


def desk(bot: Bot, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> Desk:
    """Gather what handlers get by name."""
    return Desk(bot, actor, services, show, words, state)


@redraws(*(kind for kind in vars(buttons).values() if isinstance(kind, type) and kind.__module__ == buttons.__name__))
async def without_files(words: Words) -> Screen:
    """A button of files that are not at hand any more."""
    return ui.gone(words)


@router.message(command("import"))
async def begin(message: Message, show: Show, words: Words, state: FSMContext) -> None:
    """Ask for a file."""
    await wait_for(state, ImportForm.files, ImportDraft())
    await show(ui.start(words))


@router.callback_query(buttons.ImportStart.filter())
async def begin_again(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """The same by a button."""
    await wait_for(state, ImportForm.files, ImportDraft())
    await show(ui.start(words))


@router.message(F.document, StateFilter(ImportForm.files))
@router.message(_is_table, StateFilter(None))
async def take_file(
    message: Message,
    bot: Bot,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """A file has come: add it, look at all of them together."""
    assert message.document is not None  # noqa: S101 - the filter has looked
    sent = _upload(message.document)
    known = await draft_of(state, ImportDraft) if await state.get_state() else ImportDraft()
    others = [item for item in known.files if item[2] != sent.name]
    draft = ImportDraft([*others, list(sent)])
    message_id = await show(ui.reading(sent.name, words))
    await wait_for(state, ImportForm.files, draft)
    try:
        _, proposal = await desk(bot, actor, services, show, words, state).open()
    except Problem as error:
        await wait_for(state, ImportForm.files, ImportDraft(others))
        await _put(bot, show.chat_id, message_id, kit.problem(error, words))
        return
    await _put(bot, show.chat_id, message_id, ui.overview(proposal, words))


def _upload(document: Document) -> Upload:
    name = (document.file_name or "").strip()[-80:]
    if not is_table(name):
        raise Invalid("import_wrong_type", name=name or "?")
    if (document.file_size or 0) > LIMIT:
        raise Invalid("import_upload_too_big")
    return Upload(document.file_id, document.file_unique_id, name)


# ------------------------------------------------------------------------------------------------------------ looking
@router.callback_query(buttons.ImportShow.filter())
async def overview(callback: CallbackQuery, **data: Any) -> None:
    """What the files hold."""
    here = _desk(data)
    _, proposal = await here.open()
    await here.show(ui.overview(proposal, here.words))


@router.callback_query(buttons.ImportTable.filter())
async def table(callback: CallbackQuery, callback_data: buttons.ImportTable, **data: Any) -> None:
    """The columns of a table."""
    here = _desk(data)
    _, proposal = await here.open()
    await here.show(ui.table(proposal, callback_data.number, callback_data.page, here.words))


@router.callback_query(buttons.ImportColumn.filter())
async def column(callback: CallbackQuery, callback_data: buttons.ImportColumn, **data: Any) -> None:
    """What may a column mean?"""
    here = _desk(data)
    _, proposal = await here.open()
    await here.show(ui.column(proposal, callback_data.number, callback_data.place, here.words))


@router.callback_query(buttons.ImportStages.filter())
async def stages(callback: CallbackQuery, callback_data: buttons.ImportStages, **data: Any) -> None:
    """The stage names of the files."""
    here = _desk(data)
    _, proposal = await here.open()
    await here.show(ui.stages(proposal, callback_data.page, here.words))


# ----------------------------------------------------------------------------------------------------------- changing
@router.callback_query(buttons.ImportField.filter())
async def give_field(callback: CallbackQuery, callback_data: buttons.ImportField, **data: Any) -> None:
    """A column means something else."""
    here, number, index = _desk(data), callback_data.number, callback_data.place
    await here.change(
        lambda proposal: changes.set_field(proposal, number, index, callback_data.field),
        lambda proposal: ui.table(proposal, number, index // 8 + 1, here.words),
    )


@router.callback_query(buttons.ImportOrder.filter())
async def give_order(callback: CallbackQuery, callback_data: buttons.ImportOrder, **data: Any) -> None:
    """Day first or month first."""
    here, number, index = _desk(data), callback_data.number, callback_data.place
    order = DateOrder.MDY if callback_data.month_first else DateOrder.DMY
    await here.change(
        lambda proposal: changes.set_order(proposal, number, index, order),
        lambda proposal: ui.column(proposal, number, index, here.words),
    )


@router.callback_query(buttons.ImportKinds.filter())
async def kinds(callback: CallbackQuery, callback_data: buttons.ImportKinds, **data: Any) -> None:
    """What may a table hold?"""
    here = _desk(data)
    _, proposal = await here.open()
    await here.show(ui.kinds(proposal, callback_data.number, here.words))


@router.callback_query(buttons.ImportKind.filter())
async def give_kind(callback: CallbackQuery, callback_data: buttons.ImportKind, **data: Any) -> None:
    """A table holds something else; the stage names are found anew."""
    here, number = _desk(data), callback_data.number
    draft, proposal = await here.open()
    proposal = changes.set_kind(proposal, number, callback_data.holds)
    if proposal.mapping.pipeline:
        proposal = await here.services.importing.in_pipeline(here.actor, proposal, proposal.mapping.pipeline)
    await here.keep(draft, proposal)
    await here.show(ui.table(proposal, number, 1, here.words))


@router.callback_query(buttons.ImportStage.filter())
async def give_stage(callback: CallbackQuery, callback_data: buttons.ImportStage, **data: Any) -> None:
    """A stage name of the files gets one of our stages, or: which one?"""
    here, number, place = _desk(data), callback_data.number, callback_data.place
    draft, proposal = await here.open()
    ours = dict(await here.services.importing.pipelines(here.actor)).get(proposal.mapping.pipeline or "", [])
    if place == -1:
        await here.show(ui.stage(proposal, number, [item.name for item in ours], here.words))
        return
    item = proposal.mapping.stages[number]
    if place == -2:
        item = replace(item, stage=item.value, create=True, sure=True)
    else:
        item = replace(item, stage=ours[place].name, kind=ours[place].kind, create=False, sure=True)
    proposal = changes.set_stage(proposal, number, item)
    await here.keep(draft, proposal)
    await here.show(ui.stages(proposal, number // 8 + 1, here.words))


@router.callback_query(buttons.ImportPipeline.filter())
async def give_pipeline(callback: CallbackQuery, callback_data: buttons.ImportPipeline, **data: Any) -> None:
    """Into which pipeline?"""
    here = _desk(data)
    draft, proposal = await here.open()
    ours = [name for name, _ in await here.services.importing.pipelines(here.actor)]
    if callback_data.place < 0:
        await here.show(ui.pipelines(proposal.mapping.pipeline, ours, here.words))
        return
    proposal = await here.services.importing.in_pipeline(here.actor, proposal, ours[callback_data.place])
    await here.keep(draft, proposal)
    await here.show(ui.overview(proposal, here.words))


@router.callback_query(buttons.ImportFixes.filter())
async def fixes(callback: CallbackQuery, callback_data: buttons.ImportFixes, **data: Any) -> None:
    """The corrections; a press takes one back or in."""
    here, number = _desk(data), callback_data.number
    await here.change(
        lambda proposal: changes.toggle_fix(proposal, number) if number >= 0 else proposal,
        lambda proposal: ui.fixes(proposal, callback_data.page, here.words),
    )


@router.callback_query(buttons.ImportPolicy.filter())
async def policy(callback: CallbackQuery, **data: Any) -> None:
    """The next way of dealing with deals without a client."""
    here, ways = _desk(data), list(Accountless)

    def turn(proposal: Proposal) -> Proposal:
        following = ways[(ways.index(proposal.mapping.accountless) + 1) % len(ways)]
        return replace(proposal, mapping=replace(proposal.mapping, accountless=following))

    await here.change(turn, lambda proposal: ui.overview(proposal, here.words))


@router.callback_query(buttons.ImportDrop.filter())
async def drop(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """Forget the files."""
    if await state.get_state() == ImportForm.files.state:
        await state.clear()
    await show(ui.dropped(words))


# -------------------------------------------------------------------------------------------------------------- doing
@router.callback_query(buttons.ImportCheck.filter())
async def check(callback: CallbackQuery, **data: Any) -> None:
    """Count what would happen, beside everything else."""
    here = _desk(data)
    _, proposal = await here.open()
    message_id = await here.show(ui.progress(0, proposal.scan.rows, here.words, dry=True))
    data["nursery"].start(_work(here, proposal, message_id, dry=True), name="import-check")


@router.callback_query(buttons.ImportRun.filter())
async def run(callback: CallbackQuery, **data: Any) -> None:
    """Import, beside everything else; the draft is given up first, so a second press finds nothing to do."""
    here = _desk(data)
    _, proposal = await here.open()
    await here.state.clear()
    message_id = await here.show(ui.progress(0, proposal.scan.rows, here.words, dry=False))
    data["nursery"].start(_work(here, proposal, message_id, dry=False), name="import")


async def _work(here: Desk, proposal: Proposal, message_id: int, *, dry: bool) -> None:
    """Carry it out with an edited progress message; whatever happens, the person is told."""
    importing = here.services.importing
    act = importing.dry_run if dry else importing.run
    at = Position()
    try:
        async with asyncio.TaskGroup() as group:
            bar = group.create_task(_progress(here, at, message_id, dry=dry))
            told = await _ended(act(here.actor, proposal.scan, proposal.mapping, at.note), bar)
        screen = ui.receipt(told, here.words)
    except* Problem as errors:
        screen = kit.problem(_first(errors), here.words)
    except* Exception as errors:
        number = secrets.token_hex(4)
        log.error("import failed incident=%s", number, exc_info=_first(errors))
        screen = kit.incident(number, here.words)
    await _put(here.bot, here.show.chat_id, message_id, screen)


async def _ended(work: Awaitable[Receipt], bar: asyncio.Task[None]) -> Receipt:
    try:
        return await work
    finally:
        bar.cancel()


def _first(errors: BaseExceptionGroup[Any]) -> Any:
    found: Any = errors
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


@dataclass
class Position:
    """How far the work is."""

    done: int = 0
    total: int = 1

    def note(self, done: int, total: int) -> None:
        """Remember; the message is edited at its own pace."""
        self.done, self.total = done, total


async def _progress(here: Desk, at: Position, message_id: int, *, dry: bool) -> None:
    shown = 0
    while True:
        await asyncio.sleep(EDIT_EVERY)
        if at.done != shown:
            shown = at.done
            await _put(here.bot, here.show.chat_id, message_id, ui.progress(at.done, at.total, here.words, dry=dry))


async def _put(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    try:
        await stubbornly(lambda: edit(bot, chat_id, message_id, screen))
    except TelegramAPIError as error:
        log.info("import message not edited: %s", type(error).__name__)


def _desk(data: dict[str, Any]) -> Desk:
    return desk(**{name: data[name] for name in ("bot", "actor", "services", "show", "words", "state")})
