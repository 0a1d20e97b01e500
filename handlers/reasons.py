"""/reasons: the lists of reasons, departments, checks."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import reasons as ui
from bot.ui import setup_words
from bot.ui.reason_lists import LISTS, ReasonsShow
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.reasons import ReasonList
from services.rules.actor import Actor

router = Router(name="reasons")
router.message.filter(Allowed(ADMINS))


class ReasonForm(StatesGroup):
    """A reason waits for its name."""

    name = State()


class DepartmentForm(StatesGroup):
    """A department waits for its name."""

    name = State()


@dataclass(frozen=True)
class ReasonDraft:
    """Which reason is being named; 0 for a new one."""

    which: str
    item: int
    ver: int


@dataclass(frozen=True)
class DepartmentDraft:
    """Which department is being named; 0 for a new one."""

    dept: int
    ver: int


# --------------------------------------------------------------------------------------------------------- the lists
@router.message(command("reasons"))
async def table(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Why they refuse."""
    await show(ui.table(await services.reasons.all(actor, ReasonList.LOSS), ReasonList.LOSS, 1, words))


@router.callback_query(ReasonsShow.filter())
async def page(
    callback: CallbackQuery, callback_data: ReasonsShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of one of the lists."""
    which = LISTS[callback_data.which]
    await show(ui.table(await services.reasons.all(actor, which), which, callback_data.page, words))


@router.callback_query(ui.ReasonOpen.filter())
async def card(
    callback: CallbackQuery, callback_data: ui.ReasonOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One reason."""
    await show(ui.card(await services.reasons.get(actor, LISTS[callback_data.which], callback_data.item), words))


@redraws(*ui.CHANGES)
async def table_now(
    callback_data: ui.ReasonName | ui.ReasonMove | ui.ReasonOffer | ui.ReasonTell | ui.ReasonDrop,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The list as it is now, after a stale button."""
    which = LISTS[getattr(callback_data, "which", "l")]
    return ui.table(await services.reasons.all(actor, which), which, 1, words)


@router.callback_query(ui.ReasonName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: ui.ReasonName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it called?"""
    which = LISTS[callback_data.which]
    view = await services.reasons.get(actor, which, callback_data.item) if callback_data.item else None
    await wait_for(state, ReasonForm.name, ReasonDraft(callback_data.which, callback_data.item, callback_data.ver))
    await show(ui.name_question(view, which, words))


@router.message(ReasonForm.name, TYPED)
async def name(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """The name of a new reason or of one there is."""
    draft = await draft_of(state, ReasonDraft)
    which, typed = LISTS[draft.which], message.text or ""
    if draft.item:
        view = await services.reasons.rename(actor, which, draft.item, draft.ver, typed)
    else:
        view = await services.reasons.add(actor, which, typed)
    await state.clear()
    await show(ui.card(view, words))


@router.callback_query(ui.ReasonMove.filter())
async def move(
    callback: CallbackQuery, callback_data: ui.ReasonMove, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One place up or down."""
    which = LISTS[callback_data.which]
    view = await services.reasons.move(actor, which, callback_data.item, callback_data.ver, callback_data.by)
    await show(ui.card(view, words))


@router.callback_query(ui.ReasonOffer.filter())
async def offer(
    callback: CallbackQuery, callback_data: ui.ReasonOffer, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Where it is offered."""
    view = await services.reasons.offer(
        actor, callback_data.item, callback_data.ver, deals=callback_data.deals, leads=callback_data.leads
    )
    await show(ui.card(view, words))


@router.callback_query(ui.ReasonTell.filter(F.dept < 0))
async def ask_department(
    callback: CallbackQuery, callback_data: ui.ReasonTell, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Which department?"""
    view = await services.reasons.get(actor, LISTS[callback_data.which], callback_data.item)
    await show(ui.tell_question(view, await services.reasons.departments(actor), words))


@router.callback_query(ui.ReasonTell.filter(F.dept >= 0))
async def tell(
    callback: CallbackQuery, callback_data: ui.ReasonTell, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """This one."""
    which = LISTS[callback_data.which]
    view = await services.reasons.tell(actor, which, callback_data.item, callback_data.ver, callback_data.dept)
    await show(ui.card(view, words))


@router.callback_query(ui.ReasonDrop.filter(~F.sure & ~F.back))
async def ask_archive(
    callback: CallbackQuery, callback_data: ui.ReasonDrop, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Are you sure?"""
    view = await services.reasons.get(actor, LISTS[callback_data.which], callback_data.item)
    await show(ui.drop_question(view, words))


@router.callback_query(ui.ReasonDrop.filter(F.sure | F.back))
async def drop(
    callback: CallbackQuery, callback_data: ui.ReasonDrop, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Offered no more, or again: the card shows it, and the other button takes it back."""
    which = LISTS[callback_data.which]
    view = await services.reasons.archive(actor, which, callback_data.item, callback_data.ver, back=callback_data.back)
    await show(ui.card(view, words))


@router.callback_query(ui.ReasonChecks.filter())
async def checks(
    callback: CallbackQuery, callback_data: ui.ReasonChecks, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """How refusals are checked."""
    if callback_data.share < 0:
        rules = await services.reasons.checks(actor)
    else:
        rules = await services.reasons.set_checks(actor, callback_data.share, ui.check_by(callback_data.by))
    await show(ui.checks(rules, words))


# ------------------------------------------------------------------------------------------------------- departments
@router.callback_query(ui.DepartmentsShow.filter())
async def departments(
    callback: CallbackQuery,
    callback_data: ui.DepartmentsShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Who else is told."""
    await show(ui.departments(await services.reasons.departments(actor), words, callback_data.page))


@router.callback_query(ui.DepartmentOpen.filter())
async def department(
    callback: CallbackQuery,
    callback_data: ui.DepartmentOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """One department."""
    view = await services.reasons.department(actor, callback_data.dept)
    await show(ui.department(view, await services.reasons.colleagues(actor), callback_data.page, words))


@redraws(*ui.DEPARTMENT_CHANGES)
async def departments_now(
    callback_data: ui.DepartmentName | ui.DepartmentPerson | ui.DepartmentDrop,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The departments as they are now, after a stale button."""
    return ui.departments(await services.reasons.departments(actor), words)


@router.callback_query(ui.DepartmentName.filter())
async def ask_department_name(
    callback: CallbackQuery,
    callback_data: ui.DepartmentName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it called?"""
    view = await services.reasons.department(actor, callback_data.dept) if callback_data.dept else None
    await wait_for(state, DepartmentForm.name, DepartmentDraft(callback_data.dept, callback_data.ver))
    await show(ui.department_question(view, words))


@router.message(DepartmentForm.name, TYPED)
async def department_name(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The name of a new department or of one there is."""
    draft = await draft_of(state, DepartmentDraft)
    typed = message.text or ""
    if draft.dept:
        view = await services.reasons.rename_department(actor, draft.dept, draft.ver, typed)
    else:
        view = await services.reasons.add_department(actor, typed)
    await state.clear()
    await show(ui.department(view, await services.reasons.colleagues(actor), 1, words))


@router.callback_query(ui.DepartmentPerson.filter())
async def person(
    callback: CallbackQuery,
    callback_data: ui.DepartmentPerson,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Told from now on, or no more."""
    view = await services.reasons.toggle(actor, callback_data.dept, callback_data.ver, callback_data.user)
    await show(ui.department(view, await services.reasons.colleagues(actor), callback_data.page, words))


@router.callback_query(ui.DepartmentDrop.filter(~F.sure))
async def ask_drop(
    callback: CallbackQuery,
    callback_data: ui.DepartmentDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Are you sure?"""
    await show(ui.department_drop_question(await services.reasons.department(actor, callback_data.dept), words))


@router.callback_query(ui.DepartmentDrop.filter(F.sure))
async def drop_department(
    callback: CallbackQuery,
    callback_data: ui.DepartmentDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Told no more."""
    done = await services.reasons.archive_department(actor, callback_data.dept, callback_data.ver)
    await show(setup_words.after(ui.departments(await services.reasons.departments(actor), words), done, words))
