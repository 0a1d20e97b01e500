"""/jobs: scheduled jobs and unsent messages, for admins."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import jobs as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import command
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor

router = Router(name="jobs")


@router.message(command("jobs"))
async def list_jobs(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Every job with its last and next run."""
    await show(await _list(actor, services, words))


@router.callback_query(ui.JobsShow.filter())
async def back_to_jobs(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The list again."""
    await show(await _list(actor, services, words))


@router.callback_query(ui.JobRunNow.filter())
async def run_now(
    callback: CallbackQuery, callback_data: ui.JobRunNow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Run one at once and show how it went."""
    job = await services.jobs.run_now(actor, callback_data.number)
    await show((await _list(actor, services, words)).with_toast(ui.ran(job, words)))


@router.callback_query(ui.DeadShow.filter())
async def dead(
    callback: CallbackQuery, callback_data: ui.DeadShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Messages that were given up, and why."""
    await show(ui.dead_screen(await services.outbox.dead(actor, callback_data.page), words))


@redraws(ui.DeadAgain)
async def dead_now(callback_data: ui.DeadAgain, actor: Actor, services: Services, words: Words) -> Screen:
    """The page as it is now: somebody else has sent the message again already."""
    return ui.dead_screen(await services.outbox.dead(actor, callback_data.page), words)


@router.callback_query(ui.DeadAgain.filter())
async def send_again(
    callback: CallbackQuery, callback_data: ui.DeadAgain, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Queue one anew."""
    await services.outbox.send_again(actor, callback_data.message)
    screen = ui.dead_screen(await services.outbox.dead(actor, callback_data.page), words)
    await show(screen.with_toast(ui.queued(words)))


async def _list(actor: Actor, services: Services, words: Words) -> Screen:
    return ui.jobs_screen(await services.jobs.list(actor), await services.outbox.counts(actor), words)
