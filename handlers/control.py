"""Looking back on dates: moves and promises, from /report, /overdue and /me."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import control as ui
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor

router = Router(name="control")


@router.callback_query(ui.MovesShow.filter())
async def moves(
    callback: CallbackQuery, callback_data: ui.MovesShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Moved dates by person and by reason."""
    report = await services.moves.report(actor, ui.CODES[callback_data.period])
    await show(ui.moves(report, callback_data.page, words))


@router.callback_query(ui.MovesBy.filter())
async def moves_by(
    callback: CallbackQuery, callback_data: ui.MovesBy, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What somebody moved."""
    data = callback_data
    found = await services.moves.lines(actor, ui.CODES[data.period], person=data.colleague, page=data.page)
    await show(ui.move_lines(found, data, words))


@router.callback_query(ui.MovesFor.filter())
async def moves_for(
    callback: CallbackQuery, callback_data: ui.MovesFor, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What was moved for a reason."""
    data = callback_data
    found = await services.moves.lines(actor, ui.CODES[data.period], reason=data.why, page=data.page)
    await show(ui.move_lines(found, data, words))


@router.callback_query(ui.PromisesShow.filter())
async def promises(
    callback: CallbackQuery, callback_data: ui.PromisesShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """How everybody keeps promises."""
    report = await services.promises.report(actor, ui.CODES[callback_data.period])
    await show(ui.promises(report, callback_data.page, words))


@router.callback_query(ui.PromisesOf.filter())
async def promises_of(
    callback: CallbackQuery, callback_data: ui.PromisesOf, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """How somebody, or oneself, keeps promises."""
    data = callback_data
    view = await services.promises.of(actor, data.colleague or None, ui.CODES[data.period], data.page)
    await show(ui.person_promises(view, words, leader=actor.is_leader))
