"""A new inquiry: /new step by step, or in two taps from a shared contact, a forwarded message, a typed phone."""

from __future__ import annotations

from dataclasses import replace

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, MessageOriginChannel, MessageOriginChat, MessageOriginUser

from bot.telegram.show import Show
from bot.ui import new as ui
from bot.ui.callbacks import STAFF
from bot.ui.words import Words
from handlers import heard_drafts, inquiry_drafts
from handlers.access import TYPED, Allowed, command
from handlers.find import Finding
from handlers.new_flow import NewFlow, NewForm
from handlers.picking import Picking
from handlers.sent import ATTACHED, file_of, words_of
from handlers.states import AfterCall, RefusalWord
from services import Services
from services.errors import Invalid
from services.leads import Inquiry, Reading
from services.rules.actor import Actor
from services.rules.people import clean_name

router = Router(name="new")
router.message.filter(Allowed(STAFF))

typed_router = Router(name="typed_phone")
"""Asked after those that read a typed text as an answer or a note."""
typed_router.message.filter(Allowed(STAFF))

NOTHING_ASKED = StateFilter(None, NewForm, Finding.query, AfterCall, RefusalWord, Picking.moment)
"""Where a contact or a forwarded message is an inquiry: nothing asks for one, and a note is typed or spoken."""
PHONE_DIGITS = 7


# ---------------------------------------------------------------------------------------------------- beginning of it
@router.message(command("new"))
async def new(
    message: Message,
    command: CommandObject,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """/new asks step by step; a line after it is read as a whole."""
    flow = NewFlow(actor, services, show, words, state)
    if command.args:
        await flow.offer(message.message_id, await services.leads.read(actor, command.args))
    else:
        await flow.begin(message.message_id)


@router.message(F.contact, NewForm.phone)
async def contact_for_phone(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A shared contact answers the question for the phone, and more."""
    flow = NewFlow(actor, services, show, words, state)
    draft, waiting = await flow.asked()
    read, before = await _read_contact(message, actor, services), waiting.inquiry
    name = before.name or read.inquiry.name
    inquiry = replace(read.inquiry, name=name, need=before.need, channel_id=before.channel_id)
    await flow.answered("p", replace(waiting, inquiry=inquiry), steps=draft.steps, known=read.known)


@router.message(F.contact, NOTHING_ASKED)
async def shared_contact(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A shared contact: two taps to the inquiry."""
    read = await _read_contact(message, actor, services)
    await NewFlow(actor, services, show, words, state).offer(message.message_id, read)


@router.message(F.forward_origin, F.text | F.caption | ATTACHED, NOTHING_ASKED)
async def forwarded(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A forwarded message: its author asks, the text says what for; several in a row are one inquiry."""
    author, chat_id = author_of(message)
    read = await services.leads.read(actor, words_of(message), author=author, chat_id=chat_id)
    before = await inquiry_drafts.same_story(state, read.inquiry, words.now)
    number, file = message.message_id, file_of(message)
    if before is not None:
        number, file = before.number, file or before.file
        read = replace(read, inquiry=_together(before.inquiry, read.inquiry))
    attach = await heard_drafts.waiting(state, message.message_id)
    await NewFlow(actor, services, show, words, state).offer(number, read, file, attach)


@typed_router.message(StateFilter(None, AfterCall.note, Picking.moment), TYPED)
async def typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A typed phone, alone or in a line; any other text is for somebody else to read."""
    text = message.text or ""
    if sum(char.isdigit() for char in text) < PHONE_DIGITS:
        raise SkipHandler
    read = await services.leads.read(actor, text)
    if read.inquiry.phone is None or (read.known is not None and read.known.target and read.inquiry.call_at):
        raise SkipHandler  # nothing new, or a call to whoever is known by this phone
    await NewFlow(actor, services, show, words, state).offer(message.message_id, read)


async def _read_contact(message: Message, actor: Actor, services: Services) -> Reading:
    shared = message.contact
    if shared is None:
        raise SkipHandler
    name = " ".join(part for part in (shared.first_name, shared.last_name) if part)
    phone = shared.phone_number if shared.phone_number.startswith("+") else f"+{shared.phone_number}"
    return await services.leads.read(actor, author=name, phone=phone, chat_id=shared.user_id)


def author_of(message: Message) -> tuple[str, int | None]:
    """Who wrote a forwarded message; the Telegram id only when the person shows it."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser):
        person = origin.sender_user
        return ("", None) if person.is_bot else (person.full_name, person.id)
    if isinstance(origin, MessageOriginChat):
        return origin.sender_chat.title or "", None
    if isinstance(origin, MessageOriginChannel):
        return origin.chat.title or "", None
    return getattr(origin, "sender_user_name", ""), None


def _together(first: Inquiry, second: Inquiry) -> Inquiry:
    need = "\n".join(part for part in (first.need, second.need) if part)
    phone = first if first.phone else second
    return replace(first, phone=phone.phone, phone_typed=phone.phone_typed, need=need)


# --------------------------------------------------------------------------------------------------------- the answers
@router.message(NewForm.name, TYPED)
async def name(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """A name, or everything in one line."""
    flow, text = NewFlow(actor, services, show, words, state), message.text or ""
    draft, waiting = await flow.asked()
    if draft.steps:
        read = await services.leads.read(actor, text)
        if read.inquiry.phone is not None:
            await flow.offer(draft.number, read)
            return
    cleaned = clean_name(text)
    if cleaned is None:
        raise Invalid("name_bad")
    inquiry = replace(waiting.inquiry, name=cleaned)
    await flow.answered("n", replace(waiting, inquiry=inquiry), steps=draft.steps)


@router.message(NewForm.phone, TYPED)
async def phone(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The phone; a known one shows its card."""
    flow = NewFlow(actor, services, show, words, state)
    draft, waiting = await flow.asked()
    read = await services.leads.read(actor, phone=message.text or "")
    if read.inquiry.phone is None:
        raise Invalid("phone_invalid")
    inquiry = replace(waiting.inquiry, phone=read.inquiry.phone, phone_typed=read.inquiry.phone_typed)
    await flow.answered("p", replace(waiting, inquiry=inquiry), steps=draft.steps, known=read.known)


@router.message(NewForm.need, TYPED)
async def need(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """What is needed."""
    flow = NewFlow(actor, services, show, words, state)
    draft, waiting = await flow.asked()
    inquiry = replace(waiting.inquiry, need=message.text or "")
    await flow.answered("w", replace(waiting, inquiry=inquiry), steps=draft.steps)


# --------------------------------------------------------------------------------------------------------- the buttons
@router.callback_query(ui.NewAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.NewAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One thing is to be changed."""
    waiting = await inquiry_drafts.find(state, callback_data.number)
    await NewFlow(actor, services, show, words, state).ask(callback_data.what, waiting, steps=False)


@router.callback_query(ui.NewSkip.filter())
async def skip(
    callback: CallbackQuery,
    callback_data: ui.NewSkip,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The next question; after the last one the inquiry is added."""
    flow = NewFlow(actor, services, show, words, state)
    waiting = await inquiry_drafts.find(state, callback_data.number)
    if callback_data.what == ui.STEPS[-1]:
        await flow.add(waiting)
    else:
        await flow.answered(callback_data.what, waiting, steps=True)


@router.callback_query(ui.NewChannel.filter())
async def channel(
    callback: CallbackQuery,
    callback_data: ui.NewChannel,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Where it comes from."""
    flow = NewFlow(actor, services, show, words, state)
    waiting = await inquiry_drafts.find(state, callback_data.number)
    waiting = replace(waiting, inquiry=replace(waiting.inquiry, channel_id=callback_data.channel))
    if callback_data.last:
        await flow.add(waiting)
    else:
        await flow.answered("c", waiting, steps=False)


@router.callback_query(ui.NewOther.filter())
async def other(
    callback: CallbackQuery,
    callback_data: ui.NewOther,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is to be changed?"""
    waiting = await inquiry_drafts.find(state, callback_data.number)
    await NewFlow(actor, services, show, words, state).whole(waiting)


@router.callback_query(ui.NewAdd.filter())
async def add(
    callback: CallbackQuery,
    callback_data: ui.NewAdd,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Added and taken; its card follows."""
    waiting = await inquiry_drafts.find(state, callback_data.number)
    await NewFlow(actor, services, show, words, state).add(waiting)


@router.callback_query(ui.NewDrop.filter())
async def drop(callback: CallbackQuery, callback_data: ui.NewDrop, show: Show, words: Words, state: FSMContext) -> None:
    """No inquiry."""
    await inquiry_drafts.drop(state, callback_data.number)
    await state.clear()
    await show(ui.dropped(words))
