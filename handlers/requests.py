"""A stranger's or a client's request: name, phone, what is needed; few questions, kind answers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import menu as menu_ui
from bot.ui import requests as ui
from bot.ui.callbacks import OUTSIDERS, Menu
from bot.ui.words import Words
from handlers.access import TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from services import Services
from services.errors import Invalid, Stale
from services.rules.actor import Actor
from services.rules.people import clean_name

router = Router(name="requests")
router.message.filter(Allowed(OUTSIDERS))


class RequestForm(StatesGroup):
    """A request is being left."""

    name = State()
    phone = State()
    need = State()
    sure = State()


ASKING: Final = (RequestForm.name, RequestForm.phone, RequestForm.need)
"""The questions under which a reply keyboard may stand."""


@dataclass(frozen=True)
class RequestDraft:
    """What was said so far. `shared`: the phone came by the contact button as the person's own."""

    channel: str | None = None
    name: str = ""
    phone: str | None = None
    shared: bool = False
    need: str = ""


async def begin(
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    *,
    channel: str | None = None,
    need: str = "",
) -> None:
    """Ask the first thing that is not known yet."""
    known = await services.requests.known_person(actor)
    draft = RequestDraft(channel=channel, name=known.name or "", phone=known.phone, need=need)
    if known.name and known.has_phone:
        await wait_for(state, RequestForm.need, draft)
        await show(ui.client_question(known.name, words, phone=known.phone))
    elif known.name:
        await wait_for(state, RequestForm.phone, draft)
        await show(ui.phone_question(known.name, words))
    else:
        await wait_for(state, RequestForm.name, draft)
        await show(ui.welcome(await services.requests.opening(actor), actor.name, words, need=need))


@router.message(StateFilter(*ASKING), F.text.startswith("/") & ~F.text.regexp(r"(?i)^/(request|cancel)\b"))
async def leave(message: Message, show: Show, words: Words, state: FSMContext) -> None:
    """A command ends the questions and takes their keyboard away; then it does what it always does."""
    await _leave(show, words, state)
    raise SkipHandler


@router.callback_query(StateFilter(*ASKING), Menu.filter(), Allowed(OUTSIDERS))
async def leave_by_menu(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """So does the menu button."""
    await _leave(show, words, state)
    raise SkipHandler


async def _leave(show: Show, words: Words, state: FSMContext) -> None:
    left = await state.get_state()
    await state.clear()
    await show.new(menu_ui.cancelled(left, words, reply_keyboard=True))


@router.message(command("request"))
async def request(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Leave a request."""
    await begin(actor, services, show, words, state)


@router.message(RequestForm.name, TYPED)
async def name(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """The name; a phone number is not one, but it is welcome."""
    said = message.text or ""
    draft = await draft_of(state, RequestDraft)
    with suppress(Invalid):
        number = await services.requests.check_phone(actor, said)
        await wait_for(state, RequestForm.name, replace(draft, phone=number))
        await show(ui.name_question(actor.name, words))
        return
    cleaned = clean_name(said)
    if cleaned is None:
        raise Invalid("name_bad")
    draft = replace(draft, name=cleaned)
    if draft.phone is not None:
        await _ask_need(draft, actor, services, show, words, state, once)
        return
    await wait_for(state, RequestForm.phone, draft)
    await show(ui.phone_question(cleaned, words))


@router.message(RequestForm.name, F.contact)
@router.message(RequestForm.phone, F.contact)
@router.message(RequestForm.phone, TYPED)
async def phone(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """The phone, shared or typed; only the person's own shared contact proves whose it is."""
    contact = message.contact
    number = await services.requests.check_phone(
        actor, _with_plus(contact.phone_number) if contact else message.text or ""
    )
    own = contact is not None and contact.user_id is not None and contact.user_id == actor.chat_id
    draft = await draft_of(state, RequestDraft)
    draft = replace(draft, name=draft.name or actor.name, phone=number, shared=own)
    await _ask_need(draft, actor, services, show, words, state, once)


@router.message(RequestForm.need, TYPED)
async def need(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """What is needed, or nothing in particular."""
    said = message.text or ""
    draft = await draft_of(state, RequestDraft)
    if draft.phone is not None and said == ui.change_label(words):
        await wait_for(state, RequestForm.name, RequestDraft(channel=draft.channel))
        await show(ui.name_question(actor.name, words, again=True))
        return
    if said != ui.skip_label(words):
        draft = replace(draft, need=said)
    await _submit(draft, actor, services, show, words, state, once)


@router.callback_query(ui.RequestSend.filter())
async def send(
    callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A client's text is a request."""
    if await state.get_state() != RequestForm.sure.state:
        raise Stale
    draft = await draft_of(state, RequestDraft)
    received = await services.requests.submit(actor, name=draft.name, phone=draft.phone, need=draft.need, once=once)
    await state.clear()
    await show(ui.received(received, words, reply_keyboard=False))


@router.callback_query(ui.RequestDrop.filter())
async def drop(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """It was not."""
    await state.clear()
    await show(ui.dropped(words))


@router.message(StateFilter(None, RequestForm.sure), TYPED)
async def free_text(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """Somebody just writes: it joins today's request, or a stranger is asked who it is and a client whether it is one.

    After a question that waits ("Shall I pass this on?") the newer line is the one asked about.
    """
    said = message.text or ""
    added = await services.requests.add_line(actor, said, once=once)
    if added is not None:
        await show(ui.added(added, words))
        return
    known = await services.requests.known_person(actor)
    if known.name is None or not known.has_phone:
        await begin(actor, services, show, words, state, need=said)
        return
    await wait_for(state, RequestForm.sure, RequestDraft(name=known.name, phone=known.phone, need=said))
    await show(ui.pass_on_question(said, words))


@router.message(StateFilter(None), F.contact)
async def free_contact(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A shared contact without a question is the answer to one that was not asked yet."""
    await wait_for(state, RequestForm.phone, RequestDraft())
    await phone(message, actor, services, show, words, state, once)


async def _ask_need(
    draft: RequestDraft, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """Name and phone are known: ask what is needed, unless that was said first of all."""
    if draft.need:
        await _submit(draft, actor, services, show, words, state, once)
        return
    await wait_for(state, RequestForm.need, draft)
    await show(ui.need_question(words))


async def _submit(
    draft: RequestDraft, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    received = await services.requests.submit(
        actor,
        name=draft.name,
        phone=draft.phone,
        phone_shared=draft.shared,
        need=draft.need,
        channel_token=draft.channel,
        once=once,
    )
    await state.clear()
    await show(ui.received(received, words, reply_keyboard=True))


def _with_plus(number: str) -> str:
    """Telegram gives a shared number sometimes with and sometimes without its plus; it is international anyway."""
    return number if number.startswith("+") else f"+{number}"
