"""Products of a deal: adding, quantity, price, cost, taking out, and their sum as the deal's amount."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import deal_lines as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.deal_lines import ONE, QUANTITY_MOST, LineBook
from services.errors import Invalid
from services.rules import money
from services.rules.actor import Actor

router = Router(name="deal_lines")


class LineForm(StatesGroup):
    """A part of a product's name is waited for, or a number of a line."""

    search = State()
    value = State()


@dataclass(frozen=True)
class LineDraft:
    """Which deal, or which line as of which version of its deal; what of it: q(uantity), p(rice), c(ost)."""

    deal: int = 0
    line: int = 0
    ver: int = 0
    what: str = "q"


@router.callback_query(ui.LinesShow.filter())
async def book(
    callback: CallbackQuery,
    callback_data: ui.LinesShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is sold in a deal."""
    await state.clear()
    await show(ui.book(await services.deal_lines.book(actor, callback_data.deal), words, callback_data.page))


@router.callback_query(ui.LineOpen.filter())
async def card(
    callback: CallbackQuery,
    callback_data: ui.LineOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One line."""
    await state.clear()
    await show(ui.card(await services.deal_lines.get(actor, callback_data.line), words))


@redraws(*ui.OF_DEAL)
async def book_now(callback_data: ui.OfDeal, actor: Actor, services: Services, words: Words) -> Screen:
    """The lines as they are now."""
    return ui.book(await services.deal_lines.book(actor, callback_data.deal), words)


@redraws(*ui.OF_LINE)
async def card_now(callback_data: ui.OfLine, actor: Actor, services: Services, words: Words) -> Screen:
    """The line as it is now."""
    return ui.card(await services.deal_lines.get(actor, callback_data.line), words)


@redraws(ui.LineUndo)
async def undone_book(callback_data: ui.LineUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """The lines of what was taken back before, or long ago."""
    deal_id = await services.deal_lines.deal_of(actor, callback_data.undo)
    return ui.book(await services.deal_lines.book(actor, deal_id), words)


@router.callback_query(ui.LinesAdd.filter())
async def ask_product(
    callback: CallbackQuery,
    callback_data: ui.LinesAdd,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Which product?"""
    data = callback_data
    view, found = await services.deal_lines.offers(actor, data.deal, data.key, data.page)
    await wait_for(state, LineForm.search, LineDraft(deal=view.deal_id))
    await show(ui.choice(view, found, words))


@router.message(LineForm.search, TYPED)
async def search(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Those with this in their names."""
    draft = await draft_of(state, LineDraft)
    view, found = await services.deal_lines.offers(actor, draft.deal, message.text or "")
    await show(ui.choice(view, found, words))


@router.callback_query(ui.LinePut.filter())
async def put(
    callback: CallbackQuery,
    callback_data: ui.LinePut,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """This one."""
    data = callback_data
    await _saved(await services.deal_lines.add(actor, data.deal, data.ver, data.product), show, words, state)


@router.callback_query(ui.LinesAmount.filter())
async def take_amount(
    callback: CallbackQuery,
    callback_data: ui.LinesAmount,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The sum of the lines is the deal's amount."""
    await _saved(
        await services.deal_lines.take_amount(actor, callback_data.deal, callback_data.ver), show, words, state
    )


@router.callback_query(ui.LineCount.filter())
async def count(
    callback: CallbackQuery,
    callback_data: ui.LineCount,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """So many."""
    data = callback_data
    if not 0 < data.number <= QUANTITY_MOST // ONE:
        raise Invalid("number_invalid")
    await _saved(
        await services.deal_lines.set_quantity(actor, data.line, data.ver, data.number * ONE), show, words, state
    )


@router.callback_query(ui.LineAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.LineAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How many, or at which price?"""
    what = "p" if callback_data.what == "p" else "q"
    view = await services.deal_lines.get(actor, callback_data.line)
    await wait_for(state, LineForm.value, LineDraft(view.deal_id, view.line.id, view.version, what))
    await show(ui.question(view, what, words))


@router.callback_query(ui.LineCost.filter())
async def ask_cost(
    callback: CallbackQuery,
    callback_data: ui.LineCost,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What does it cost the company?"""
    view = await services.deal_lines.get(actor, callback_data.line)
    await wait_for(state, LineForm.value, LineDraft(view.deal_id, view.line.id, view.version, "c"))
    await show(ui.question(view, "c", words))


@router.message(LineForm.value, TYPED)
async def typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A quantity, a price, a cost."""
    draft, text = await draft_of(state, LineDraft), message.text or ""
    if draft.what == "q":
        number = money.decimal(text)
        if number is None or not 0 < number * ONE <= QUANTITY_MOST:
            raise Invalid("number_invalid")
        view = await services.deal_lines.set_quantity(actor, draft.line, draft.ver, int(number * ONE))
    else:
        value = money.parse(text)
        if value is None:
            raise Invalid("amount_invalid")
        change = services.deal_lines.set_cost if draft.what == "c" else services.deal_lines.set_price
        view = await change(actor, draft.line, draft.ver, value)
    await _saved(view, show, words, state)


@router.callback_query(ui.LineDrop.filter())
async def drop(
    callback: CallbackQuery,
    callback_data: ui.LineDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Taken out; it can be taken back."""
    await _saved(await services.deal_lines.remove(actor, callback_data.line, callback_data.ver), show, words, state)


@router.callback_query(ui.LineUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.LineUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """As it was."""
    view = await services.deal_lines.undo(actor, callback_data.undo)
    await show(ui.book(view, words).with_toast(ui.undone_toast(words)))


async def _saved(view: LineBook, show: Show, words: Words, state: FSMContext) -> None:
    await state.clear()
    await show(ui.book(view, words).with_toast(ui.saved_toast(words)))
