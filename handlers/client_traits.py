"""Segment, region and audience of a client; person or company."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import client_traits as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.client_traits import TraitDone
from services.rules.actor import Actor

router = Router(name="client_traits")


class TraitForm(StatesGroup):
    """A new value is waited for."""

    value = State()


@dataclass(frozen=True)
class TraitDraft:
    """Of which client as of which version, and of what."""

    client: int
    ver: int
    trait: str


@router.callback_query(ui.ClientTraits.filter())
async def page(
    callback: CallbackQuery,
    callback_data: ui.ClientTraits,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is said of a client."""
    await state.clear()
    await show(ui.page(await services.clients.card(actor, callback_data.id), words))


@redraws(*ui.BUTTONS)
async def page_now(callback_data: ui.TraitButton, actor: Actor, services: Services, words: Words) -> Screen:
    """As it is now, after a stale button."""
    return ui.page(await services.clients.card(actor, callback_data.id), words)


@router.callback_query(ui.ClientTraitAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.ClientTraitAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Which one?"""
    trait = ui.LETTERS.get(callback_data.letter, "")
    asked = await services.client_traits.choice(actor, callback_data.id, trait)
    await wait_for(state, TraitForm.value, TraitDraft(asked.id, asked.version, trait))
    await show(ui.question(asked, words))


@router.callback_query(ui.ClientTraitPut.filter())
async def put(
    callback: CallbackQuery,
    callback_data: ui.ClientTraitPut,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """A known one."""
    data = callback_data
    trait = ui.LETTERS.get(data.letter, "")
    await _saved(await services.client_traits.choose(actor, data.id, data.ver, trait, data.number), show, words, state)


@router.message(TraitForm.value, TYPED)
async def typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A new one."""
    draft = await draft_of(state, TraitDraft)
    text = message.text or ""
    await _saved(
        await services.client_traits.write(actor, draft.client, draft.ver, draft.trait, text), show, words, state
    )


@router.callback_query(ui.ClientPerson.filter())
async def set_person(
    callback: CallbackQuery,
    callback_data: ui.ClientPerson,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """A person, or a company."""
    data = callback_data
    done = await services.client_traits.set_person(actor, data.id, data.ver, person=data.person)
    await _saved(done, show, words, state)


@router.callback_query(ui.ClientTraitUndo.filter())
async def undo(
    callback: CallbackQuery,
    callback_data: ui.ClientTraitUndo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """As it was before."""
    await state.clear()
    await show(ui.page(await services.client_traits.undo(actor, callback_data.undo), words))


@redraws(ui.ClientTraitUndo)
async def undone_now(callback_data: ui.ClientTraitUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """As it is now, when it cannot be taken back any more."""
    client = await services.client_traits.client_of(actor, callback_data.undo)
    return ui.page(await services.clients.card(actor, client), words)


async def _saved(done: TraitDone, show: Show, words: Words, state: FSMContext) -> None:
    await state.clear()
    await show(ui.page(done.card, words, undo=done.undo).with_toast(ui.saved_toast(words)))
