"""Giving all deals of a filter to somebody else."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.progress import watched
from bot.telegram.show import Show
from bot.ui import deal_filters as filters_ui
from bot.ui import reassigning as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor

router = Router(name="reassigning")


@router.callback_query(filters_ui.BulkAsk.filter())
async def to_whom(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """To whom?"""
    deals, takers = await services.reassigning.takers(actor)
    await show(ui.to_whom(deals, takers, 1, words))


@router.callback_query(ui.BulkTo.filter())
async def page(
    callback: CallbackQuery, callback_data: ui.BulkTo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Another page of people."""
    deals, takers = await services.reassigning.takers(actor)
    await show(ui.to_whom(deals, takers, callback_data.page, words))


@router.callback_query(ui.BulkPreview.filter())
async def preview(
    callback: CallbackQuery, callback_data: ui.BulkPreview, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What would happen?"""
    view = await services.reassigning.preview(actor, callback_data.user, with_clients=callback_data.clients)
    await show(ui.preview(view, words))


@router.callback_query(ui.BulkDo.filter())
async def do(
    callback: CallbackQuery,
    callback_data: ui.BulkDo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    once: str,
) -> None:
    """Do it; with many deals it is shown how far it is. The receipt with its undo stays."""
    data = callback_data
    done = await watched(
        show,
        words,
        lambda at: services.reassigning.reassign(
            actor, data.user, data.expected, clients=data.clients, key=once, progress=at
        ),
    )
    await show(filters_ui.found(await services.deal_filters.found(actor, 1), words))
    await show.new(ui.done(done, words))


@router.callback_query(ui.BulkUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.BulkUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Take it back."""
    back = await watched(show, words, lambda at: services.reassigning.undo(actor, callback_data.undo, at))
    await show(ui.undone(back, words))


@redraws(ui.BulkDo)
async def filter_now(callback_data: ui.BulkDo, actor: Actor, services: Services, words: Words) -> Screen:
    """The filter as it is now, after a stale button."""
    return filters_ui.chips(await services.deal_filters.view(actor), words)
