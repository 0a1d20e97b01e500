"""The next step with a deal, lead or client: a call, a meeting or a task, and when (S2-50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import steps as ui
from bot.ui.picker import EPOCH
from bot.ui.screen import Screen
from bot.ui.targets import CODES, StepAsk, kind_of
from bot.ui.words import Words
from handlers import picking
from handlers.access import TYPED
from handlers.cards import record_card
from handlers.drafts import draft_of, wait_for
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from handlers.states import StepForm
from services import Services
from services.rules.actor import Actor
from services.rules.kinds import TaskKind
from services.rules.target import Target

router = Router(name="steps")


@dataclass(frozen=True)
class StepDraft:
    """For which record a task is made, and when it is due (minutes since 1970)."""

    kind: str
    id: int
    at: int


@router.callback_query(StepAsk.filter())
async def ask(
    callback: CallbackQuery, callback_data: StepAsk, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What comes next?"""
    target = ui.target_of(callback_data)
    await show(ui.question(await services.tasks.step_question(actor, target), target, words))


@redraws(StepAsk, ui.StepKind, ui.StepPlain)
async def card_now(
    callback_data: StepAsk | ui.StepKind | ui.StepPlain, actor: Actor, services: Services, words: Words
) -> Screen:
    """The record as it is now, after a stale button."""
    return await record_card(ui.target_of(callback_data), actor, services, words)


@router.callback_query(ui.StepKind.filter())
async def ask_time(
    callback: CallbackQuery,
    callback_data: ui.StepKind,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """When?"""
    target = ui.target_of(callback_data)
    asked = await services.tasks.step_question(actor, target)
    await picking.let_type(state, ui.pick(target, callback_data.what), words.now)
    await show(ui.time_question(asked, target, callback_data.what, words))


def _planned(kind: str, what: str) -> None:
    """Register what happens with the chosen time of one kind of record and step."""

    @picked(ui.PICKED[kind, what])
    async def planned(
        choice: Picked, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
    ) -> None:
        target = Target(kind_of(kind), choice.ref)
        if what == "t":
            await wait_for(state, StepForm.title, StepDraft(kind, target.id, _minutes(choice.moment)))
            await show(ui.title_question(target, choice.moment, words))
            return
        await _add(target, ui.KINDS[what], choice.moment, "", once, actor, services, show, words)


for _kind in CODES:
    for _what in ui.KINDS:
        _planned(_kind, _what)


def _minutes(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds() // 60)


@router.message(StepForm.title, TYPED)
async def title(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """What is to be done."""
    draft = await draft_of(state, StepDraft)
    data = ui.StepPlain(kind=draft.kind, id=draft.id, at=draft.at)
    text = message.text or ""
    await _add(ui.target_of(data), TaskKind.TODO, data.moment, text, once, actor, services, show, words)
    await state.clear()


@router.callback_query(ui.StepPlain.filter())
async def plain(
    callback: CallbackQuery,
    callback_data: ui.StepPlain,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    once: str,
) -> None:
    """A task without words."""
    target = ui.target_of(callback_data)
    await _add(target, TaskKind.TODO, callback_data.moment, "", once, actor, services, show, words)


async def _add(
    target: Target,
    kind: TaskKind,
    at: datetime,
    title: str,
    once: str,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Plan it, and show the record it is planned for."""
    card = await services.tasks.add(actor, target, kind, at, title=title, key=once)
    screen = await record_card(target, actor, services, words)
    await show(screen.with_toast(ui.planned_toast(card, words)))
