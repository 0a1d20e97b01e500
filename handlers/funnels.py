"""/funnel: the funnel, its cuts, its deals, its reference."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import bars, report_filters
from bot.ui import funnel_buttons as buttons
from bot.ui import funnels as ui
from bot.ui.pictures import Draw
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED, command
from handlers.drafts import draft_of, wait_for
from services import Services
from services.funnel_views import Funnel
from services.rules.actor import Actor

router = Router(name="funnels")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class ReferenceForm(StatesGroup):
    """The shares of a reference are awaited."""

    shares = State()


@dataclass(frozen=True)
class ReferenceDraft:
    """Whose reference is typed, and what was shown."""

    pipeline: int
    when: str


@router.message(command("funnel"))
async def funnel(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """This month's funnel of the first pipeline."""
    await show(ui.funnel(await services.funnels.funnel(actor), "c", words, leader=actor.is_leader))


@router.callback_query(buttons.FunnelShow.filter())
async def other(
    callback: CallbackQuery,
    callback_data: buttons.FunnelShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Another pipeline, period, part or mode."""
    view = await _view(callback_data, actor, services)
    await show(ui.funnel(view, callback_data.mode, words, leader=actor.is_leader))


@router.callback_query(buttons.FunnelCuts.filter())
async def cuts(
    callback: CallbackQuery,
    callback_data: buttons.FunnelCuts,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """By what it can be cut."""
    await show(ui.cuts(await _view(callback_data, actor, services), callback_data.page, words))


@router.callback_query(buttons.FunnelCutShow.filter())
async def cut(
    callback: CallbackQuery,
    callback_data: buttons.FunnelCutShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Parts beside each other."""
    data = callback_data
    wanted, (by,) = report_filters.unpack(data.narrow), report_filters.by_of(data.by)
    view = await services.funnels.cut(actor, data.pipeline, *buttons.when_of(data.when), wanted, by)
    await show(ui.cut(view, data.page, words))


@router.callback_query(buttons.FunnelRows.filter())
async def records(
    callback: CallbackQuery,
    callback_data: buttons.FunnelRows,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The deals behind a number."""
    data = callback_data
    view, found = await services.funnels.records(
        actor, data.place, *buttons.when_of(data.when), report_filters.unpack(data.narrow), data.what, data.page
    )
    await show(ui.records(view, found, data, words))


@router.callback_query(buttons.FunnelPicture.filter())
async def picture(
    callback: CallbackQuery,
    callback_data: buttons.FunnelPicture,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    draw: Draw,
) -> None:
    """The picture, beside the numbers."""
    view = await _view(callback_data, actor, services)
    await show.answer()
    await show.new(ui.picture(view, await draw(bars.draw(ui.chart(view, callback_data.mode, words), words)), words))


@router.callback_query(buttons.FunnelReference.filter())
async def reference(
    callback: CallbackQuery,
    callback_data: buttons.FunnelReference,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What the funnel is measured by; nothing is waited for any more."""
    await state.clear()
    await show(await _reference(callback_data, actor, services, words))


@router.callback_query(buttons.ReferenceKeep.filter())
async def keep(
    callback: CallbackQuery,
    callback_data: buttons.ReferenceKeep,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The statistics of the period become the reference."""
    data = callback_data
    await services.funnels.keep_reference(actor, data.pipeline, *buttons.when_of(data.when))
    await show(await _reference(data, actor, services, words))


@router.callback_query(buttons.ReferenceType.filter())
async def ask_shares(
    callback: CallbackQuery,
    callback_data: buttons.ReferenceType,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How many percent go on?"""
    data = callback_data
    view = await _view(data, actor, services)
    await wait_for(state, ReferenceForm.shares, ReferenceDraft(data.pipeline, data.when))
    await show(ui.type_question(view, words))


@router.message(ReferenceForm.shares, TYPED)
async def shares(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The typed shares."""
    draft = await draft_of(state, ReferenceDraft)
    numbers = [float(found.replace(",", ".")) for found in _NUMBER.findall(message.text or "")]
    await services.funnels.type_reference(actor, draft.pipeline, numbers)
    await state.clear()
    data = buttons.FunnelReference(pipeline=draft.pipeline, when=draft.when)
    await show(await _reference(data, actor, services, words))


@router.callback_query(buttons.ReferenceDrop.filter(~F.sure))
async def ask_drop(
    callback: CallbackQuery,
    callback_data: buttons.ReferenceDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Sure?"""
    await show(ui.drop_question(await _view(callback_data, actor, services), words))


@router.callback_query(buttons.ReferenceDrop.filter(F.sure))
async def drop(
    callback: CallbackQuery,
    callback_data: buttons.ReferenceDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The reference is gone."""
    await services.funnels.drop_reference(actor, callback_data.pipeline)
    await show(await _reference(callback_data, actor, services, words))


Asked = (
    buttons.FunnelShow | buttons.FunnelCuts | buttons.FunnelPicture | buttons.FunnelReference | buttons.ReferenceKeep
    | buttons.ReferenceType | buttons.ReferenceDrop
)  # fmt: skip


async def _view(data: Asked, actor: Actor, services: Services) -> Funnel:
    wanted = report_filters.unpack(getattr(data, "narrow", ""))
    return await services.funnels.funnel(actor, data.pipeline, *buttons.when_of(data.when), wanted)


async def _reference(data: Asked, actor: Actor, services: Services, words: Words) -> Screen:
    view = await _view(data, actor, services)
    found = await services.funnels.against_reference(actor, data.pipeline, *buttons.when_of(data.when))
    return ui.reference(view, found, words)
