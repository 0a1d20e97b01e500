"""/audit."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import audit as ui
from bot.ui.words import Words
from handlers.access import command
from services import Services
from services.rules.actor import Actor

router = Router(name="audit")


@router.message(command("audit"))
async def audit(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """All standards."""
    await show(ui.report(await services.audit.report(actor), words))


@router.callback_query(ui.AuditShow.filter())
async def again(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """All standards, as they are now."""
    await show(ui.report(await services.audit.report(actor), words))


@router.callback_query(ui.AuditOpen.filter())
async def breaches(
    callback: CallbackQuery, callback_data: ui.AuditOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What breaks one."""
    standard = ui.STANDARDS[callback_data.standard]
    await show(ui.breaches(await services.audit.breaches(actor, standard, callback_data.page), words))
