"""One tap in a deal's further menu: paid, document sent, client answered; and taking it back."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import deal_events as ui
from bot.ui import deals as deals_ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor

router = Router(name="deal_events")


@router.callback_query(ui.DealHappened.filter())
async def happened(
    callback: CallbackQuery, callback_data: ui.DealHappened, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """It happened now; dates that hang on it follow."""
    code = ui.CODES.get(callback_data.code, "")
    noted = await services.deal_events.note(actor, callback_data.id, callback_data.ver, code)
    card = await services.deals.card(actor, callback_data.id)
    await show(ui.noted(deals_ui.deal_card(card, words), noted, words))


@router.callback_query(ui.DealEventUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.DealEventUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """It did not."""
    deal_id = await services.deal_events.undo(actor, callback_data.event_undo)
    card = await services.deals.card(actor, deal_id)
    await show(deals_ui.deal_card(card, words).with_toast(ui.undone_toast(words)))


@redraws(ui.DealHappened)
async def card_now(callback_data: ui.DealHappened, actor: Actor, services: Services, words: Words) -> Screen:
    """The deal as it is now."""
    return deals_ui.deal_card(await services.deals.card(actor, callback_data.id), words)


@redraws(ui.DealEventUndo)
async def undone_card(callback_data: ui.DealEventUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """The deal of an event that was taken back before, or long ago."""
    deal_id = await services.deal_events.deal_of(actor, callback_data.event_undo)
    return deals_ui.deal_card(await services.deals.card(actor, deal_id), words)
