"""Pictures and files sent together come as messages of their own: what the first one answered is answered once.

Whatever else came in that album is kept in the history of the same deal, whatever is asked meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.telegram.show import Show
from bot.ui import deal_fields as fields_ui
from bot.ui import deals as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers import field_flow as flow
from handlers.field_flow import Chat
from handlers.heard import check_size
from handlers.sent import ATTACHED, file_of, words_of
from handlers.states import FieldForm
from services import Services
from services.rules.actor import Actor

router = Router(name="albums")

_PLACE: Final = "album"


def _place(state: FSMContext) -> FSMContext:
    """Apart from the conversation, which goes on with the first picture."""
    return FSMContext(storage=state.storage, key=replace(state.key, destiny=_PLACE))


async def answered_by(message: Message, state: FSMContext, deal: int) -> None:
    """This message was the answer; the rest of its album belongs to the deal."""
    if message.media_group_id:
        await _place(state).set_data({"album": message.media_group_id, "deal": deal, "told": False})


async def _rest_of(message: Message, state: FSMContext) -> bool:
    return (await _place(state).get_data()).get("album") == message.media_group_id


@router.message(ATTACHED, F.media_group_id, _rest_of)
async def rest(
    message: Message,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    once: str,
) -> None:
    """One more of the album: kept with the deal, and said so once."""
    check_size(message)
    album = await _place(state).get_data()
    card = await services.deals.note(actor, album["deal"], words_of(message), key=once, file=file_of(message))
    if album["told"]:
        return
    await _place(state).update_data(told=True)
    chat = Chat(actor, services, show, words, state)
    screen: Screen = ui.deal_card(card, words)
    if await state.get_state() == FieldForm.value.state:
        screen = await flow.question_now(await chat.draft(), chat)
    await show(fields_ui.rest_kept(screen, words))
