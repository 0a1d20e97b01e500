"""The head answers a further move of a date: agree, refuse with a word, another date."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import postponing as ui
from bot.ui import rounds as rounds_ui
from bot.ui.picker import Pick
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers import picking
from handlers.access import TYPED
from handlers.answers import await_answer, awaited
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from services import Services
from services.postponing import MoveRequest
from services.rules.actor import Actor

router = Router(name="postponing")

WORD_WITHIN: Final = timedelta(minutes=20)


class MoveWord(StatesGroup):
    """A move was refused: a typed text is the head's word to it."""

    text = State()


async def _after(view: MoveRequest, going: bool, actor: Actor, services: Services, words: Words) -> Screen:
    """The round's next item, or what became of the request."""
    if going:
        return rounds_ui.shown(await services.rounds.next(actor, words.now), words)
    return ui.request(view, words)


@redraws(ui.MoveAgree, ui.MoveRefuse, ui.MoveOther)
async def request_now(
    callback_data: ui.MoveAgree | ui.MoveRefuse | ui.MoveOther, actor: Actor, services: Services, words: Words
) -> Screen:
    """After a stale button: the request as it is now, or the round's next item."""
    view = await services.postponing.get(actor, callback_data.request)
    return await _after(view, callback_data.going, actor, services, words)


@redraws(ui.MoveShow)
async def shown_now(callback_data: ui.MoveShow, actor: Actor, services: Services, words: Words) -> Screen:
    """The same for a date that was picked too late."""
    return ui.request(await services.postponing.get(actor, callback_data.request), words)


@redraws(ui.MoveBack)
async def item_now(actor: Actor, services: Services, words: Words) -> Screen:
    """The same in the round."""
    return rounds_ui.shown(await services.rounds.next(actor, words.now), words)


@router.callback_query(ui.MoveShow.filter())
async def show_request(
    callback: CallbackQuery, callback_data: ui.MoveShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The request."""
    await show(ui.request(await services.postponing.get(actor, callback_data.request), words))


@router.callback_query(ui.MoveBack.filter())
async def back(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The round's item."""
    await show(await item_now(actor, services, words))


@router.callback_query(ui.MoveAgree.filter())
async def agree(
    callback: CallbackQuery, callback_data: ui.MoveAgree, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """It moves to the date asked for."""
    view = await services.postponing.agree(actor, callback_data.request, callback_data.ver)
    screen = await _after(view, callback_data.going, actor, services, words)
    await show(screen.with_toast(ui.agreed_toast(view, words)))


@router.callback_query(ui.MoveRefuse.filter())
async def refuse(
    callback: CallbackQuery,
    callback_data: ui.MoveRefuse,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The date stays; what is typed next is the word to it."""
    view = await services.postponing.refuse(actor, callback_data.request, callback_data.ver)
    await await_answer(state, MoveWord.text, words.now, WORD_WITHIN, request=view.id)
    screen = await _after(view, callback_data.going, actor, services, words)
    await show(screen.with_toast(ui.refused_toast(view, words)))


@router.message(MoveWord.text, TYPED)
async def word(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """The word is passed on."""
    asked = await awaited(state, words.now)
    view = await services.postponing.add_word(actor, int(asked["request"]), message.text or "")
    await show(ui.word_sent(view, words))


@router.callback_query(ui.MoveOther.filter())
async def ask_other(
    callback: CallbackQuery,
    callback_data: ui.MoveOther,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """To which date?"""
    asked = await services.postponing.other_date(actor, callback_data.request)
    purpose = ui.OTHER_GOING if callback_data.going else ui.OTHER
    await picking.let_type(state, Pick(purpose, callback_data.request, callback_data.ver), words.now)
    await show(ui.other_date(asked, callback_data, words))


@picked(ui.OTHER)
async def other(choice: Picked, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """It moves to another date."""
    await _set(choice, False, actor, services, show, words)


@picked(ui.OTHER_GOING)
async def other_going(choice: Picked, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The same in the round."""
    await _set(choice, True, actor, services, show, words)


async def _set(choice: Picked, going: bool, actor: Actor, services: Services, show: Show, words: Words) -> None:
    view = await services.postponing.set_date(actor, choice.ref, choice.ver, choice.moment)
    screen = await _after(view, going, actor, services, words)
    await show(screen.with_toast(ui.agreed_toast(view, words)))
