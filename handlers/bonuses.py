"""Bonus rules."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import bonuses as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid
from services.rules import money
from services.rules.actor import Actor
from services.rules.bonus import PRESETS, parse_steps
from services.rules.kinds import BonusBase

router = Router(name="bonuses")
router.message.filter(Allowed(ADMINS))


class BonusForm(StatesGroup):
    """Steps or a cap are to be typed."""

    steps = State()
    cap = State()


@dataclass(frozen=True)
class BonusDraft:
    """Which rule is being changed."""

    rule: int
    ver: int


@router.callback_query(ui.BonusesShow.filter())
async def table(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The rules that count."""
    await show(ui.table(await services.bonuses.rules(actor), words))


@router.callback_query(ui.BonusOpen.filter())
async def card(
    callback: CallbackQuery, callback_data: ui.BonusOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One of them."""
    await show(ui.card(await services.bonuses.card(actor, callback_data.rule), words))


@router.callback_query(ui.BonusNew.filter())
async def new(callback: CallbackQuery, show: Show, words: Words) -> None:
    """What is it to give?"""
    await show(ui.presets(words))


@router.callback_query(ui.BonusMake.filter())
async def make(
    callback: CallbackQuery, callback_data: ui.BonusMake, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """This preset."""
    base, steps = PRESETS[callback_data.preset % len(PRESETS)]
    done = await services.bonuses.add(actor, base, steps)
    await show(ui.card(done.card, words, done.undo_id))


@router.callback_query(ui.BonusAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.BonusAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """To what?"""
    view = await services.bonuses.card(actor, callback_data.rule)
    waits = {"s": BonusForm.steps, "c": BonusForm.cap}.get(callback_data.what)
    if waits is not None:
        await wait_for(state, waits, BonusDraft(view.rule.id, view.rule.version))
    await show(ui.question(view, callback_data.what, words))


@router.message(BonusForm.steps, TYPED)
async def steps(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The steps as they were typed."""
    draft = await draft_of(state, BonusDraft)
    found = parse_steps(message.text or "")
    if found is None:
        raise Invalid("bonus_steps")
    done = await services.bonuses.change(actor, draft.rule, draft.ver, steps=found)
    await state.clear()
    await show(ui.card(done.card, words, done.undo_id))


@router.message(BonusForm.cap, TYPED)
async def cap(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """The cap as it was typed."""
    draft = await draft_of(state, BonusDraft)
    found = money.parse(message.text or "")
    if not found:
        raise Invalid("amount_invalid")
    done = await services.bonuses.change(actor, draft.rule, draft.ver, cap=found)
    await state.clear()
    await show(ui.card(done.card, words, done.undo_id))


@router.callback_query(ui.BonusPut.filter())
async def put(
    callback: CallbackQuery, callback_data: ui.BonusPut, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """To this."""
    rule, ver, choice = callback_data.rule, callback_data.ver, callback_data.choice
    change = services.bonuses.change
    if callback_data.what == "b":
        done = await change(actor, rule, ver, base=BonusBase.MARGIN if choice else BonusBase.REVENUE)
    elif callback_data.what == "p":
        done = await change(actor, rule, ver, pipeline=choice)
    elif callback_data.what == "t":
        done = await change(actor, rule, ver, team=choice)
    else:
        done = await change(actor, rule, ver, cap=choice)
    await show(ui.card(done.card, words, done.undo_id))


@router.callback_query(ui.BonusBegin.filter())
async def begin(
    callback: CallbackQuery, callback_data: ui.BonusBegin, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """From this month, or from the next."""
    done = await services.bonuses.begin(actor, callback_data.rule, callback_data.ver, later=callback_data.later)
    await show(ui.card(done.card, words, done.undo_id))


@router.callback_query(ui.BonusEnd.filter(~F.sure))
async def ask_end(
    callback: CallbackQuery, callback_data: ui.BonusEnd, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Are you sure?"""
    await show(ui.end_question(await services.bonuses.card(actor, callback_data.rule), words))


@router.callback_query(ui.BonusEnd.filter(F.sure))
async def end(
    callback: CallbackQuery, callback_data: ui.BonusEnd, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """No more."""
    undo = await services.bonuses.end(actor, callback_data.rule, callback_data.ver)
    await show(ui.table(await services.bonuses.rules(actor), words, undo))


@router.callback_query(ui.BonusUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.BonusUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """As it was."""
    await show(ui.table(await services.bonuses.undo(actor, callback_data.undo), words))


@redraws(ui.BonusAsk, ui.BonusPut, ui.BonusBegin, ui.BonusEnd, ui.BonusOpen)
async def table_now(actor: Actor, services: Services, words: Words) -> Screen:
    """The rules as they are now, after a stale button."""
    return ui.table(await services.bonuses.rules(actor), words)
