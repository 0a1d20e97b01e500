"""/fields: adding, naming, ordering and archiving the company's own fields; choices of lists; what stages require."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import field_links as to
from bot.ui import fields as ui
from bot.ui.screen import Screen
from bot.ui.setup_links import StageFields
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Stale
from services.field_views import FieldView
from services.rules.actor import Actor
from services.rules.field_kinds import FieldKind

router = Router(name="fields")
router.message.filter(Allowed(ADMINS))


class FieldSetUp(StatesGroup):
    """Something of a field is to be typed."""

    new = State()
    name = State()
    hint = State()
    options = State()
    option = State()
    resource = State()


@dataclass(frozen=True)
class FieldSetUpDraft:
    """Which field is being set up as of which version, or the kind of a new one; and which of its choices."""

    field: int = 0
    ver: int = 0
    what: str = "t"
    option: int = 0


# ------------------------------------------------------------------------------------------------------------ the list
@router.message(command("fields"))
async def fields(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """All of them."""
    await show(ui.table(await services.fields.table(actor), words))


@router.callback_query(to.FieldsShow.filter())
async def page(
    callback: CallbackQuery, callback_data: to.FieldsShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of the list, or of the archive."""
    found = await services.fields.table(actor, callback_data.page, archived=callback_data.archived)
    await show(ui.table(found, words))


@router.callback_query(to.FieldOpen.filter())
async def field(
    callback: CallbackQuery, callback_data: to.FieldOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One field."""
    await show(ui.card(await services.fields.get(actor, callback_data.field), words))


@redraws(*to.CHANGES)
async def card_now(callback_data: to.FieldName, actor: Actor, services: Services, words: Words) -> Screen:
    """The field as it is now, after a stale button."""
    return ui.card(await services.fields.get(actor, callback_data.field), words)


@redraws(to.FieldUndo)
async def table_now(callback_data: to.FieldUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """The list as it is now: there is nothing to take back."""
    return ui.table(await services.fields.table(actor), words)


# -------------------------------------------------------------------------------------------------------------- adding
@router.callback_query(to.FieldKinds.filter())
async def kinds(callback: CallbackQuery, actor: Actor, show: Show, words: Words) -> None:
    """What kind?"""
    await show(ui.kinds(words))


@router.callback_query(to.FieldNew.filter())
async def ask_new(
    callback: CallbackQuery, callback_data: to.FieldNew, actor: Actor, show: Show, words: Words, state: FSMContext
) -> None:
    """What is it called?"""
    await wait_for(state, FieldSetUp.new, FieldSetUpDraft(what=callback_data.what))
    await show(ui.name_question(None, to.CODES[callback_data.what], words))


@router.message(FieldSetUp.new, TYPED)
async def new(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """The name of a new field; then what its kind needs."""
    kind = to.CODES[(await draft_of(state, FieldSetUpDraft)).what]
    view = await services.fields.add(actor, kind, message.text or "", key=once)
    if kind in ui.LISTS:
        await wait_for(state, FieldSetUp.options, FieldSetUpDraft(view.spec.id, view.version))
        await show(ui.options_question(view, words))
        return
    await state.clear()
    if kind is FieldKind.BOOKING and view.resource is None:
        await show(ui.resource_question(view, await services.fields.resources(actor), 1, words))
    else:
        await show(ui.card(view, words))


# ------------------------------------------------------------------------------------------------------ name and hint
@router.callback_query(to.FieldName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: to.FieldName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it to be called?"""
    view = await services.fields.get(actor, callback_data.field)
    await wait_for(state, FieldSetUp.name, FieldSetUpDraft(view.spec.id, callback_data.ver))
    await show(ui.name_question(view, view.spec.kind, words))


@router.message(FieldSetUp.name, TYPED)
async def name(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """A new name."""
    draft = await draft_of(state, FieldSetUpDraft)
    await _saved(await services.fields.rename(actor, draft.field, draft.ver, message.text or ""), show, words, state)


@router.callback_query(to.FieldHint.filter(~F.clear))
async def ask_hint(
    callback: CallbackQuery,
    callback_data: to.FieldHint,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is said beside the question?"""
    view = await services.fields.get(actor, callback_data.field)
    await wait_for(state, FieldSetUp.hint, FieldSetUpDraft(view.spec.id, callback_data.ver))
    await show(ui.hint_question(view, words))


@router.callback_query(to.FieldHint.filter(F.clear))
async def no_hint(
    callback: CallbackQuery, callback_data: to.FieldHint, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Nothing is said beside the question."""
    view = await services.fields.set_hint(actor, callback_data.field, callback_data.ver, "")
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


@router.message(FieldSetUp.hint, TYPED)
async def hint(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """A new hint."""
    draft = await draft_of(state, FieldSetUpDraft)
    await _saved(await services.fields.set_hint(actor, draft.field, draft.ver, message.text or ""), show, words, state)


async def _saved(view: FieldView, show: Show, words: Words, state: FSMContext) -> None:
    await state.clear()
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


# -------------------------------------------------------------------------------------------------- order and belonging
@router.callback_query(to.FieldShift.filter())
async def shift(
    callback: CallbackQuery, callback_data: to.FieldShift, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One place up or down: the list shows where it is now."""
    by = 1 if callback_data.by > 0 else -1
    view = await services.fields.shift(actor, callback_data.field, callback_data.ver, by)
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


@router.callback_query(to.FieldPipelines.filter())
async def pipelines(
    callback: CallbackQuery,
    callback_data: to.FieldPipelines,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Which pipeline?"""
    view = await services.fields.get(actor, callback_data.field)
    await show(ui.pipeline_question(view, await services.fields.pipelines(actor), callback_data.page, words))


@router.callback_query(to.FieldPipeline.filter())
async def pipeline(
    callback: CallbackQuery,
    callback_data: to.FieldPipeline,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """This pipeline."""
    data = callback_data
    view = await services.fields.set_pipeline(actor, data.field, data.ver, data.pipeline)
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


@router.callback_query(to.FieldEverywhere.filter())
async def everywhere(
    callback: CallbackQuery,
    callback_data: to.FieldEverywhere,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """All pipelines."""
    view = await services.fields.set_pipeline(actor, callback_data.field, callback_data.ver, None)
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


@router.callback_query(to.FieldResources.filter())
async def resources(
    callback: CallbackQuery,
    callback_data: to.FieldResources,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """What does it book?"""
    view = await services.fields.get(actor, callback_data.field)
    await show(ui.resource_question(view, await services.fields.resources(actor), callback_data.page, words))


@router.callback_query(to.FieldResource.filter())
async def resource(
    callback: CallbackQuery,
    callback_data: to.FieldResource,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """It books this."""
    data = callback_data
    view = await services.fields.set_resource(actor, data.field, data.ver, data.resource)
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


@router.callback_query(to.FieldResourceNew.filter())
async def ask_resource(
    callback: CallbackQuery,
    callback_data: to.FieldResourceNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """It books something new: what is that called?"""
    view = await services.fields.get(actor, callback_data.field)
    await wait_for(state, FieldSetUp.resource, FieldSetUpDraft(view.spec.id, callback_data.ver))
    await show(ui.new_resource_question(view, words))


@router.message(FieldSetUp.resource, TYPED)
async def new_resource(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """It is made and booked; back at the field."""
    draft = await draft_of(state, FieldSetUpDraft)
    view = await services.fields.make_resource(actor, draft.field, draft.ver, message.text or "", key=once)
    await state.clear()
    await show(ui.card(view, words))


# ------------------------------------------------------------------------------------------------------------- archive
@router.callback_query(to.FieldArchive.filter(~F.sure))
async def ask_archive(
    callback: CallbackQuery,
    callback_data: to.FieldArchive,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Are you sure?"""
    view = await services.fields.get(actor, callback_data.field)
    if view.version != callback_data.ver or view.archived_at is not None:
        raise Stale
    await show(ui.archive_question(view, words))


@router.callback_query(to.FieldArchive.filter(F.sure))
async def archive(
    callback: CallbackQuery,
    callback_data: to.FieldArchive,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """It is asked no more."""
    view = await services.fields.archive(actor, callback_data.field, callback_data.ver)
    await show(ui.card(view, words).with_toast(ui.archived_toast(words)))


@router.callback_query(to.FieldRestore.filter())
async def restore(
    callback: CallbackQuery,
    callback_data: to.FieldRestore,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """It is asked again."""
    view = await services.fields.restore(actor, callback_data.field, callback_data.ver)
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


@router.callback_query(to.FieldUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: to.FieldUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """As it was."""
    view = await services.fields.undo(actor, callback_data.undo)
    await show(ui.card(view, words).with_toast(ui.undone_toast(words)))


# ------------------------------------------------------------------------------------------------------------- stages
@router.callback_query(StageFields.filter())
async def of_stage(
    callback: CallbackQuery, callback_data: StageFields, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What a stage requires."""
    await show(ui.of_stage(await services.fields.of_stage(actor, callback_data.stage), words))


@router.callback_query(to.StageFieldsPage.filter())
async def of_stage_page(
    callback: CallbackQuery,
    callback_data: to.StageFieldsPage,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Another page of it."""
    await show(ui.of_stage(await services.fields.of_stage(actor, callback_data.stage, callback_data.page), words))


@router.callback_query(to.StageRequire.filter())
async def require(
    callback: CallbackQuery,
    callback_data: to.StageRequire,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Tick a field, or take the tick away."""
    data = callback_data
    view = await services.fields.require(actor, data.stage, data.field, data.on, data.page)
    await show(ui.of_stage(view, words))


@redraws(to.StageRequire)
async def of_stage_now(callback_data: to.StageRequire, actor: Actor, services: Services, words: Words) -> Screen:
    """What the stage requires now: the field is gone."""
    return ui.of_stage(await services.fields.of_stage(actor, callback_data.stage, callback_data.page), words)
