"""/settings → reminders of what is late: when, when again, whom, quiet hours."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import escalation as ui
from bot.ui.settings import saved
from bot.ui.targets import EscalationShow
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from services import Services
from services.errors import Invalid
from services.rules.actor import Actor
from services.rules.people import parse_quiet

router = Router(name="escalation")
router.message.filter(Allowed(ADMINS))


class EscalationForm(StatesGroup):
    """A setting waits for a text."""

    grace = State()
    quiet = State()


@router.callback_query(EscalationShow.filter())
async def show_settings(
    callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """What is set."""
    await state.clear()
    await show(ui.screen((await services.company.policy(actor)).settings, words))


@router.callback_query(ui.EscalationAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.EscalationAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What shall it be?"""
    settings = (await services.company.policy(actor)).settings
    waits = {"g": EscalationForm.grace, "q": EscalationForm.quiet}.get(callback_data.what)
    await state.set_state(waits)
    await show(ui.question(callback_data.what, settings, words))


@router.callback_query(ui.EscalationSet.filter())
async def choose(
    callback: CallbackQuery,
    callback_data: ui.EscalationSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One of the usual values."""
    choices: tuple[Any, ...] = {"g": ui.GRACE, "a": ui.AGAIN, "t": ui.TOLD, "q": ui.QUIET}[callback_data.what]
    if not 0 <= callback_data.choice < len(choices):
        raise Invalid("invalid")
    value = choices[callback_data.choice]
    if callback_data.what == "q":
        await _quiet(value, actor, services, show, words, state)
        return
    name = {"g": "grace_minutes", "a": "again_hours", "t": "told"}[callback_data.what]
    await _change(actor, services, show, words, state, **{name: value})


@router.message(EscalationForm.grace, TYPED)
async def typed_grace(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Minutes were written."""
    typed = (message.text or "").strip()
    if not (typed.isascii() and typed.isdigit() and int(typed) <= ui.MOST_GRACE):
        raise Invalid("grace_bad", most=ui.MOST_GRACE)
    await _change(actor, services, show, words, state, grace_minutes=int(typed))


@router.message(EscalationForm.quiet, TYPED)
async def typed_quiet(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Hours were written."""
    await _quiet(message.text or "", actor, services, show, words, state)


async def _quiet(typed: str, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    span = parse_quiet(typed)
    if span is None:
        raise Invalid("quiet_hours")
    start, end = span
    await _change(actor, services, show, words, state, quiet_from=f"{start:%H:%M}", quiet_to=f"{end:%H:%M}")


async def _change(actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, **values: Any) -> None:
    settings = await services.company.change(actor, **values)
    await state.clear()
    await show(saved(ui.screen(settings, words), words))
