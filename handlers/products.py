"""/products: the list, one product, its price, cost and category."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import products as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid, Stale
from services.products import ProductCard
from services.rules import money
from services.rules.actor import Actor

router = Router(name="products")
router.message.filter(Allowed(ADMINS))


class ProductForm(StatesGroup):
    """Something of a product is to be typed, or a part of a name to look for."""

    value = State()
    search = State()


@dataclass(frozen=True)
class ProductDraft:
    """Which product as of which version, 0 for a new one; what of it: n(ame), g(roup), p(rice), c(ost)."""

    product: int = 0
    ver: int = 0
    what: str = "n"


@router.message(command("products"))
async def table(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """All of them."""
    await show(ui.table(await services.products.page(actor), words))


@router.callback_query(ui.ProductsShow.filter())
async def page(
    callback: CallbackQuery,
    callback_data: ui.ProductsShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """A page of the list."""
    await state.clear()
    await show(ui.table(await services.products.page(actor, callback_data.key, callback_data.page), words))


@router.callback_query(ui.ProductsFind.filter())
async def ask_search(callback: CallbackQuery, actor: Actor, show: Show, words: Words, state: FSMContext) -> None:
    """Which one?"""
    await wait_for(state, ProductForm.search, ProductDraft())
    await show(ui.search_question(words))


@router.message(ProductForm.search, TYPED)
async def search(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Those with this in their names."""
    await state.clear()
    await show(ui.table(await services.products.page(actor, message.text or ""), words))


@router.callback_query(ui.ProductOpen.filter())
async def card(
    callback: CallbackQuery,
    callback_data: ui.ProductOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One of them."""
    await state.clear()
    await show(ui.card(await services.products.get(actor, callback_data.product), words))


@redraws(*ui.CHANGES)
async def card_now(callback_data: ui.ProductAsk, actor: Actor, services: Services, words: Words) -> Screen:
    """As it is now, after a stale button."""
    return ui.card(await services.products.get(actor, callback_data.product), words)


@redraws(ui.ProductUndo)
async def table_now(callback_data: ui.ProductUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """The list as it is now: there is nothing to take back."""
    return ui.table(await services.products.page(actor), words)


@router.callback_query(ui.ProductNew.filter())
async def ask_new(callback: CallbackQuery, actor: Actor, show: Show, words: Words, state: FSMContext) -> None:
    """What is it called?"""
    await wait_for(state, ProductForm.value, ProductDraft())
    await show(ui.question(None, "n", words))


@router.callback_query(ui.ProductAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.ProductAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What shall it be?"""
    view = await services.products.get(actor, callback_data.product)
    await wait_for(state, ProductForm.value, ProductDraft(view.id, view.version, callback_data.what))
    await show(ui.question(view, callback_data.what, words))


@router.message(ProductForm.value, TYPED)
async def typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """What was asked for."""
    draft, text = await draft_of(state, ProductDraft), message.text or ""
    about = (actor, draft.product, draft.ver)
    if not draft.product:
        view = await services.products.add(actor, text, key=once)
    elif draft.what == "p":
        view = await services.products.set_price(*about, _amount(text))
    elif draft.what == "c":
        view = await services.products.set_cost(*about, _amount(text))
    elif draft.what == "g":
        view = await services.products.set_category(*about, text)
    else:
        view = await services.products.rename(*about, text)
    await _saved(view, show, words, state)


@router.callback_query(ui.ProductGroup.filter())
async def group(
    callback: CallbackQuery,
    callback_data: ui.ProductGroup,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Into this category."""
    data = callback_data
    known = (await services.products.get(actor, data.product)).categories
    if data.place >= len(known):
        raise Stale
    name = known[data.place] if data.place >= 0 else ""
    await _saved(await services.products.set_category(actor, data.product, data.ver, name), show, words, state)


@router.callback_query(ui.ProductArchive.filter())
async def archive(
    callback: CallbackQuery,
    callback_data: ui.ProductArchive,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Offered no more; it can be taken back at once."""
    await _saved(await services.products.archive(actor, callback_data.product, callback_data.ver), show, words, state)


@router.callback_query(ui.ProductRestore.filter())
async def restore(
    callback: CallbackQuery,
    callback_data: ui.ProductRestore,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Offered again."""
    await _saved(await services.products.restore(actor, callback_data.product, callback_data.ver), show, words, state)


@router.callback_query(ui.ProductUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.ProductUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """As it was."""
    view = await services.products.undo(actor, callback_data.undo)
    await show(ui.card(view, words).with_toast(ui.undone_toast(words)))


async def _saved(view: ProductCard, show: Show, words: Words, state: FSMContext) -> None:
    await state.clear()
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


def _amount(text: str) -> int:
    value = money.parse(text)
    if value is None:
        raise Invalid("amount_invalid")
    return value
