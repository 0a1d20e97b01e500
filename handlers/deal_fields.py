"""Own fields of a deal: their page, filling one by typing, pressing or sending, booking a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.attachments import send_file, send_place
from bot.telegram.show import Show
from bot.ui import deal_fields as ui
from bot.ui import deals as deals_ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers import field_flow as flow
from handlers import heard, heard_drafts
from handlers.access import TYPED
from handlers.albums import answered_by
from handlers.drafts import wait_for
from handlers.field_flow import Chat, FieldDraft
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from handlers.sent import ATTACHED, file_of
from handlers.states import FieldForm
from services import Services
from services.deal_fields import FieldLine
from services.errors import Stale
from services.rules.actor import Actor
from services.rules.field_kinds import FieldKind
from services.rules.target import Target
from services.rules.understanding import says_what_to_do

router = Router(name="deal_fields")


@router.callback_query(ui.FieldsOf.filter())
async def fields_of(
    callback: CallbackQuery, callback_data: ui.FieldsOf, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The page of the fields."""
    await show(ui.fields_page(await services.deal_fields.page(actor, callback_data.deal, callback_data.page), words))


@redraws(ui.FieldAsk, ui.FieldShow)
async def page_now(callback_data: ui.FieldAsk | ui.FieldShow, actor: Actor, services: Services, words: Words) -> Screen:
    """The fields as they are now."""
    return ui.fields_page(await services.deal_fields.page(actor, callback_data.deal, at=callback_data.field), words)


@redraws(*ui.ANSWERS)
async def question_now(
    callback_data: ui.ValueButton, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> Screen:
    """The question as it is now, or the page of the fields when it is over."""
    chat = Chat(actor, services, show, words, state)
    try:
        return await flow.question_now(await chat.draft(callback_data.deal, callback_data.field), chat)
    except Stale:
        page = await services.deal_fields.page(actor, callback_data.deal, at=callback_data.field)
        return ui.fields_page(page, words)


@redraws(ui.FieldGo)
async def card_now(callback_data: ui.FieldGo, actor: Actor, services: Services, words: Words) -> Screen:
    """The card as it is now."""
    return deals_ui.deal_card(await services.deals.card(actor, callback_data.deal), words)


@router.callback_query(ui.FieldGo.filter())
async def go(
    callback: CallbackQuery,
    callback_data: ui.FieldGo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Fill in what is missing, then the card: only its own button moves the deal."""
    await flow.fill(callback_data.deal, Chat(actor, services, show, words, state))


@router.callback_query(ui.FieldAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.FieldAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Ask for one field, or for the one that is asked before a move once more."""
    await flow.edit(callback_data.deal, callback_data.field, Chat(actor, services, show, words, state))


# ------------------------------------------------------------------------------------------------------ typed and sent
@router.message(FieldForm.value, TYPED)
async def typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A typed value; a sentence about work with another client is asked about first."""
    chat, text = Chat(actor, services, show, words, state), message.text or ""
    draft = await chat.draft()
    if says_what_to_do(text, words.now, actor.zone, actor.locale):
        others = await services.understanding.others(actor, text, target=Target("deal", draft.deal))
        if others:
            await heard.keep(message, actor, services, words, state)
            asked = await services.deal_fields.question(actor, draft.deal, draft.field)
            await show(ui.doubt(asked, message.message_id, text, others[0].name, words))
            return
    await flow.answer_sent(
        draft,
        lambda draft: services.deal_fields.type_in(actor, draft.deal, draft.field, draft.ver, text, key=once),
        chat,
    )


@router.callback_query(ui.FieldTyped.filter())
async def typed_after_all(
    callback: CallbackQuery,
    callback_data: ui.FieldTyped,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    once: str,
) -> None:
    """It was the answer."""
    chat, number = Chat(actor, services, show, words, state), callback_data.number
    draft = await chat.draft(callback_data.deal, callback_data.field)
    text = (await heard_drafts.find(state, number)).text
    await heard_drafts.drop(state, number)
    await flow.answer_sent(
        draft,
        lambda draft: services.deal_fields.type_in(actor, draft.deal, draft.field, draft.ver, text, key=once),
        chat,
    )


@router.message(FieldForm.value, F.location)
async def place(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A place on the map."""
    assert message.location is not None  # noqa: S101 - the filter let it through
    chat, shared = Chat(actor, services, show, words, state), (message.location.latitude, message.location.longitude)
    await flow.answer_sent(
        await chat.draft(),
        lambda draft: services.deal_fields.share_place(actor, draft.deal, draft.field, draft.ver, shared, key=once),
        chat,
    )


@router.message(FieldForm.value, ATTACHED)
async def sent(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A picture, a document; anything else is refused with a word."""
    chat, file = Chat(actor, services, show, words, state), (file_of(message) or {}) | {"size": _size(message)}

    async def give(draft: FieldDraft) -> FieldLine:
        line = await services.deal_fields.attach(actor, draft.deal, draft.field, draft.ver, file, key=once)
        await answered_by(message, state, draft.deal)
        return line

    await flow.answer_sent(await chat.draft(), give, chat)


def _size(message: Message) -> int:
    sent = message.document or (message.photo[-1] if message.photo else None)
    return (sent.file_size or 0) if sent else 0


# ------------------------------------------------------------------------------------------------------------- pressed
@router.callback_query(ui.FieldPick.filter())
async def pick(
    callback: CallbackQuery,
    callback_data: ui.FieldPick,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """An option: chosen, or ticked where several may be."""
    chat, option = Chat(actor, services, show, words, state), callback_data.option
    draft = await chat.draft(callback_data.deal, callback_data.field)
    asked = await flow.look(draft, lambda: services.deal_fields.question(actor, draft.deal, draft.field), chat)
    if asked is None:
        return
    if asked.spec.kind is not FieldKind.OPTIONS:
        await flow.answer(
            draft, lambda one: services.deal_fields.choose(actor, one.deal, one.field, one.ver, [option]), chat
        )
        return
    ticked = [one for one in draft.ticked if one != option]
    now = replace(draft, ticked=tuple(ticked if option in draft.ticked else [*ticked, option]))
    await wait_for(state, FieldForm.value, now)
    place = next((n for n, one in enumerate(asked.spec.offered) if one.id == option), 0)
    await show(ui.question(asked, replace(now.asking, page=place // ui.OPTIONS_SHOWN + 1), words))


@router.callback_query(ui.FieldOptions.filter())
async def options(
    callback: CallbackQuery,
    callback_data: ui.FieldOptions,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Another page of the options."""
    chat = Chat(actor, services, show, words, state)
    draft = await chat.draft(callback_data.deal, callback_data.field)
    asked = await flow.look(draft, lambda: services.deal_fields.question(actor, draft.deal, draft.field), chat)
    if asked is not None:
        await show(ui.question(asked, replace(draft.asking, page=callback_data.page), words))


@router.callback_query(ui.FieldTicked.filter())
async def ticked(
    callback: CallbackQuery,
    callback_data: ui.FieldTicked,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """All that fits is ticked."""
    chat = Chat(actor, services, show, words, state)
    await flow.answer(
        await chat.draft(callback_data.deal, callback_data.field),
        lambda draft: services.deal_fields.choose(actor, draft.deal, draft.field, draft.ver, list(draft.ticked)),
        chat,
    )


@picked(ui.PICK_DAY)
async def day_chosen(
    choice: Picked, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A day of the calendar."""
    await _picked(choice, Chat(actor, services, show, words, state))


@picked(ui.PICK_MOMENT)
async def moment_chosen(
    choice: Picked, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A moment of the calendar."""
    await _picked(choice, Chat(actor, services, show, words, state))


async def _picked(choice: Picked, chat: Chat) -> None:
    fields, actor = chat.services.deal_fields, chat.actor
    await flow.answer(
        await chat.draft(choice.ref, choice.ver),
        lambda draft: fields.pick(actor, draft.deal, draft.field, draft.ver, choice.moment),
        chat,
    )


@router.callback_query(ui.FieldClear.filter())
async def clear(
    callback: CallbackQuery,
    callback_data: ui.FieldClear,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Empty it; a booked time is free again."""
    chat = Chat(actor, services, show, words, state)
    await flow.answer(
        await chat.draft(callback_data.deal, callback_data.field),
        lambda draft: services.deal_fields.clear(actor, draft.deal, draft.field, draft.ver),
        chat,
    )


# ------------------------------------------------------------------------------------------------------------ bookings
@router.callback_query(ui.FieldDays.filter())
async def days(
    callback: CallbackQuery,
    callback_data: ui.FieldDays,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Free days further on."""
    chat, fields = Chat(actor, services, show, words, state), services.deal_fields
    draft = await chat.draft(callback_data.deal, callback_data.field)
    first = _day(callback_data.day, words) if callback_data.day else None
    asked = await flow.look(draft, lambda: fields.question(actor, draft.deal, draft.field, first), chat)
    if asked is not None:
        await show(ui.question(asked, draft.asking, words))


@router.callback_query(ui.FieldDay.filter())
async def day(
    callback: CallbackQuery,
    callback_data: ui.FieldDay,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Free times of a day."""
    chat, on = Chat(actor, services, show, words, state), _day(callback_data.day, words)
    draft = await chat.draft(callback_data.deal, callback_data.field)
    found = await flow.look(draft, lambda: services.deal_fields.slots(actor, draft.deal, draft.field, on), chat)
    if found is not None:
        await show(ui.slots(found, replace(draft.asking, page=callback_data.page), words))


@router.callback_query(ui.FieldSlot.filter())
async def slot(
    callback: CallbackQuery,
    callback_data: ui.FieldSlot,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Book it."""
    chat = Chat(actor, services, show, words, state)
    await flow.answer(
        await chat.draft(callback_data.deal, callback_data.field),
        lambda draft: services.deal_fields.book(actor, draft.deal, draft.field, draft.ver, callback_data.moment),
        chat,
    )


def _day(ordinal: int, words: Words) -> date:
    """A day that came back in a button: forged ones are drawn near."""
    today = words.today.toordinal()
    return date.fromordinal(min(max(ordinal, today), today + 3660))


# ------------------------------------------------------------------------------------------------------------- showing
@router.callback_query(ui.FieldShow.filter())
async def show_value(
    callback: CallbackQuery,
    callback_data: ui.FieldShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    bot: Bot,
) -> None:
    """The place on the map, the file."""
    line = await services.deal_fields.value(actor, callback_data.deal, callback_data.field)
    if line.spec.kind is FieldKind.FILE:
        if not await send_file(bot, show.chat_id, line.value["kind"], line.value["file_id"]):
            await show.toast(ui.lost_toast(words), alert=True)
    elif line.spec.kind is FieldKind.ADDRESS and line.value["lat"] is not None:
        await send_place(bot, show.chat_id, line.value["lat"], line.value["lon"])
    else:
        raise Stale
