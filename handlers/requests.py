"""A stranger's or a client's request: name, phone, what is needed; few questions, kind answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import requests as ui
from bot.ui.callbacks import OUTSIDERS
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
    draft = RequestDraft(channel=channel, name=known.name or "", need=need)
    if known.name and known.has_phone:
        await wait_for(state, RequestForm.need, draft)
        await show(ui.client_question(known.name, words))
    elif known.name:
        await wait_for(state, RequestForm.phone, draft)
        await show(ui.phone_question(known.name, words))
    else:
        await wait_for(state, RequestForm.name, draft)
        await show(ui.welcome(await services.requests.opening(actor), actor.name, words, need=need))


@router.message(command("request"))
async def request(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Leave a request."""
    await begin(actor, services, show, words, state)


@router.message(RequestForm.name, TYPED)
async def name(message: Message, show: Show, words: Words, state: FSMContext) -> None:
    """The name."""
    cleaned = clean_name(message.text or "")
    if cleaned is None:
        raise Invalid("name_bad")
    draft = await draft_of(state, RequestDraft)
    await wait_for(state, RequestForm.phone, replace(draft, name=cleaned))
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
    if draft.need:
        await _submit(draft, actor, services, show, words, state, once)
        return
    await wait_for(state, RequestForm.need, draft)
    await show(ui.need_question(words))


@router.message(RequestForm.need, TYPED)
async def need(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """What is needed, or nothing in particular."""
    said = message.text or ""
    draft = await draft_of(state, RequestDraft)
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
    """Somebody just writes: it goes to today's request, else a stranger is asked who it is, a client whether to pass on.

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
    await wait_for(state, RequestForm.sure, RequestDraft(name=known.name, need=said))
    await show(ui.pass_on_question(said, words))


@router.message(StateFilter(None), F.contact)
async def free_contact(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A shared contact without a question is the answer to one that was not asked yet."""
    await wait_for(state, RequestForm.phone, RequestDraft())
    await phone(message, actor, services, show, words, state, once)


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
