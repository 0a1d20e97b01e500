"""/plan: plans against what is won."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import plan_buttons as buttons
from bot.ui import plans as ui
from bot.ui import report_pictures as pictures
from bot.ui.pictures import Draw
from bot.ui.words import Words
from handlers.access import command
from services import Services
from services.rules.actor import Actor, Role

router = Router(name="plans")


@router.message(command("plan"))
async def plan(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The own plan, the team's, or the company's."""
    await show(ui.page(await services.plans.page(actor), words, admin=actor.role is Role.ADMIN))


@router.callback_query(buttons.PlanShow.filter())
async def page(
    callback: CallbackQuery,
    callback_data: buttons.PlanShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Another one, another period or another metric."""
    view = await services.plans.page(
        actor,
        buttons.unit_of(callback_data),
        buttons.metric_of(callback_data),
        buttons.slot_of(callback_data),
        directions=callback_data.of == "d",
    )
    await show(ui.page(view, words, callback_data.page, admin=actor.role is Role.ADMIN))


@router.callback_query(buttons.PlanPicture.filter())
async def picture(
    callback: CallbackQuery,
    callback_data: buttons.PlanPicture,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    draw: Draw,
) -> None:
    """The picture, beside the numbers."""
    view = await services.plans.page(
        actor,
        buttons.unit_of(callback_data),
        buttons.metric_of(callback_data),
        buttons.slot_of(callback_data),
        directions=callback_data.of == "d",
    )
    await show.answer()
    await show.new(ui.picture(view, await draw(pictures.plan_fact(ui.chart(view, words), words)), words))
