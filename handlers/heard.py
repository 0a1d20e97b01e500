"""What comes with no flow open: free text, forwarded messages, voice messages, pictures and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.telegram.in_hand import InHand
from bot.telegram.show import Show
from bot.ui import calls as calls_ui
from bot.ui import find as find_ui
from bot.ui import understanding as ui
from bot.ui.callbacks import STAFF
from bot.ui.targets import kind_of
from bot.ui.words import Words
from handlers import heard_drafts, late
from handlers.access import TYPED, Allowed
from handlers.cards import record_card
from handlers.heard_drafts import Draft, option, pair
from handlers.heard_flow import Turn
from handlers.new import NOTHING_ASKED, author_of
from handlers.sent import ATTACHED, file_of, size_of, words_of
from handlers.states import AfterCall, talking_about
from services import Services
from services.errors import Invalid
from services.rules.actor import Actor
from services.rules.target import Target
from services.rules.understanding import Intent, asks_for_the_day
from services.understanding import Heard, Whom

forwarded_router = Router(name="heard_forwarded")
"""Asked before forwarded messages become inquiries."""
forwarded_router.message.filter(Allowed(STAFF))

router = Router(name="heard")
"""Asked when nobody else took the message."""
router.message.filter(Allowed(STAFF))

LARGEST: Final = 50 * 1024 * 1024
"""Bytes: what a bot may send itself."""
JUST_NOW: Final = timedelta(minutes=5)
"""How long after its card was opened a lone sum may be meant for a record."""
NOTE_WORDS: Final = 2
NAME_LETTERS: Final = 4
SENTENCE_WORDS: Final = 3
_MEGABYTE: Final = 1024 * 1024
_STICKERS_AND_SUCH: Final = (
    F.sticker | F.animation | F.poll | F.dice | F.venue | F.story | F.location | F.game | F.checklist | F.paid_media
)


@router.message(TYPED)
async def typed(
    message: Message,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    in_hand: InHand,
) -> None:
    """A text nobody waited for: a name alone opens its card, anything else is understood."""
    text = message.text or ""
    if asks_for_the_day(text):
        await state.clear()
        await show(calls_ui.call_list(await services.calls.today(actor), words))
        return
    heard = await services.understanding.read(actor, text, in_hand.of(actor.chat_id))
    said = heard.said
    bare = said.intent is Intent.NOTE and said.amount is None
    if bare and await _is_nothing(heard, text, state, words):
        raise SkipHandler
    await state.clear()
    if bare and said.name is not None and not said.rest and heard.whom:
        if len(heard.whom) == 1:
            await show(await record_card(heard.whom[0].target, actor, services, words))
        else:
            await show(find_ui.found(await services.search.find(actor, heard.whom[0].name), words))
        return
    turn, draft = Turn(actor, services, show, words, state), _drafted(message.message_id, text, heard, words)
    whom = heard.whom[0] if len(heard.whom) == 1 else None
    if said.intent is Intent.NOTE and said.amount is not None and said.name is None and not said.rest:
        draft = replace(draft, lone=True)
        whom = whom if in_hand.of(actor.chat_id, JUST_NOW) is not None else None
    await show(await turn.card(draft, whom))


async def reads_like_a_message(text: str, actor: Actor, services: Services, in_hand: InHand) -> bool:
    """A sentence about somebody or something to do, not a word that is looked for in a list."""
    if len(text.split()) < SENTENCE_WORDS:
        return False
    heard = await services.understanding.read(actor, text, in_hand.of(actor.chat_id))
    return bool(heard.whom) or heard.said.name is not None or heard.said.intent is not Intent.NOTE


async def keep(message: Message, actor: Actor, services: Services, words: Words, state: FSMContext) -> Draft:
    """Keep what was typed while something else was asked, as it would be understood."""
    text = message.text or ""
    heard = await services.understanding.read(actor, text)
    draft = _drafted(message.message_id, text, heard, words)
    if len(heard.whom) == 1:
        draft = replace(draft, record=pair(heard.whom[0].target), ver=heard.whom[0].version)
    return await heard_drafts.keep(state, draft)


async def _is_nothing(heard: Heard, text: str, state: FSMContext, words: Words) -> bool:
    """Words that are no note of anybody: "hm", "ok", an answer that came too late for its question."""
    if heard.said.name is not None:
        return not heard.whom and (len(text.strip()) < NAME_LETTERS or await late.waits(state, words.now))
    words_said = sum(any(char.isalpha() for char in word) for word in text.split())
    return not heard.whom or words_said < NOTE_WORDS or await late.waits(state, words.now)


def _drafted(number: int, text: str, heard: Heard, words: Words) -> Draft:
    said = heard.said
    when = said.when
    if when is not None and when <= words.now and (said.done or not said.has_time):
        when = None  # when it was, or a day without a time that is running out
    return Draft(
        number=number,
        text=text.strip(),
        intent=said.intent.value,
        done=said.done,
        talked=said.talked,
        when=when.isoformat() if when is not None and said.intent is not Intent.NOTE else None,
        amount=said.amount,
        name=said.name,
        options=[option(one) for one in heard.whom],
    )


@forwarded_router.message(F.forward_origin, F.text | F.caption | ATTACHED, NOTHING_ASKED)
async def forwarded(
    message: Message,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    in_hand: InHand,
) -> None:
    """A forwarded message belongs to the record in hand; without one, or with a new phone, it is an inquiry."""
    author, chat_id = author_of(message)
    read = await services.leads.read(actor, words_of(message), author=author, chat_id=chat_id)
    turn = Turn(actor, services, show, words, state)
    raw_state = await state.get_state()
    shown = await _in_hand(turn, in_hand, raw_state)
    whom = await services.understanding.in_hand(actor, shown) if shown or _called(raw_state) else None
    if whom is None:
        raise SkipHandler
    if read.inquiry.phone is not None and read.known is None:
        if size_of(message) <= LARGEST:
            await heard_drafts.keep(state, _sent(message, whom))
        raise SkipHandler
    await _offer(message, turn, whom)


@router.message(ATTACHED, NOTHING_ASKED)
async def attached(
    message: Message,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    in_hand: InHand,
) -> None:
    """A voice message, a picture, a file: to the record in hand, or to one that is chosen."""
    turn = Turn(actor, services, show, words, state)
    raw_state = await state.get_state()
    shown = await _in_hand(turn, in_hand, raw_state)
    await _offer(message, turn, await services.understanding.in_hand(actor, shown))


@router.message(_STICKERS_AND_SUCH, StateFilter(None))
async def not_attachable(message: Message, show: Show, words: Words) -> None:
    """A sticker, a poll: said clearly what can be kept."""
    await show(ui.not_attachable(words))


def _called(raw_state: str | None) -> bool:
    return raw_state in (AfterCall.note.state, AfterCall.talking.state)


async def _in_hand(turn: Turn, in_hand: InHand, raw_state: str | None) -> Target | None:
    """The card shown last; during and after a call its record, though the next card is shown already."""
    if raw_state == AfterCall.talking.state:
        about = await talking_about(turn.state, turn.words.now)
        return Target(kind_of(about[0]), about[1]) if about else None
    return None if raw_state == AfterCall.note.state else in_hand.of(turn.actor.chat_id)


async def _offer(message: Message, turn: Turn, whom: Whom | None) -> None:
    """Ask where it belongs; of an album the first picture asks for all."""
    check_size(message)
    file, album = file_of(message), message.media_group_id
    first = await heard_drafts.same_album(turn.state, album)
    if first is not None and file is not None:
        await heard_drafts.keep(turn.state, replace(first, files=[*first.files, file]))
        return
    await turn.show(await turn.card(_sent(message), whom))


def check_size(message: Message) -> None:
    """Raise Invalid for what is too big to be kept."""
    if size_of(message) > LARGEST:
        raise Invalid("attached_too_big", limit=LARGEST // _MEGABYTE)


def _sent(message: Message, whom: Whom | None = None) -> Draft:
    """What was sent, to be attached; `whom` is the record it may go to."""
    file, (author, author_id) = file_of(message), author_of(message) if message.forward_origin else ("", None)
    return Draft(
        number=message.message_id,
        text=words_of(message).strip(),
        name=whom.name if whom is not None else None,
        record=pair(whom.target) if whom is not None else None,
        files=[file] if file is not None else [],
        sent=True,
        album=message.media_group_id,
        author=author,
        author_id=author_id,
    )
