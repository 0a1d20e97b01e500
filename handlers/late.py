"""Answers that come after their time: nothing is lost, one tap uses them after all.

A question waits for a while only, so that a text typed much later is not taken for its answer. Such a text goes on to
whoever reads free text; when nobody understands it, it is kept and offered for the question it may have been meant for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from aiogram import Bot, Dispatcher, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import kit
from bot.ui.flows import flow_name
from bot.ui.words import Words
from handlers.states import LEAVING, begin
from services.errors import Stale

router = Router(name="late")

_PLACE: Final = "late"
_AFTER_ALL: Final = timedelta(minutes=5)
"""How long the question is open again for the text that was kept."""
_LEFT_FOR: Final = timedelta(minutes=15)
"""How long a question that was left by a button is still thought of."""


def _place(state: FSMContext) -> FSMContext:
    return FSMContext(storage=state.storage, key=replace(state.key, destiny=_PLACE))


async def put_off(state: FSMContext, now: datetime) -> None:
    """End a waiting whose time is over, remembering for this message what was asked."""
    step, asked = await state.get_state(), await state.get_data()
    await state.clear()
    await _place(state).set_data({"step": step, "asked": asked, "at": now.isoformat()})


async def waits(state: FSMContext, now: datetime) -> bool:
    """Whether this message came too late for a question that it may be the answer to."""
    return bool((await _place(state).get_data()).get("at") == now.isoformat())


async def left(state: FSMContext, now: datetime) -> None:
    """A button elsewhere ended a waiting: what is typed soon, and nobody understands, may still be the answer."""
    step, asked = await state.get_state(), await state.get_data()
    await state.clear()
    await _place(state).set_data({"step": step, "asked": asked, "until": (now + _LEFT_FOR).isoformat()})


def _meant(kept: dict[str, Any], now: datetime) -> bool:
    """Whether a text that came now may be the answer to a question that was closed."""
    if "until" in kept:
        return datetime.fromisoformat(kept["until"]) >= now
    return bool(kept.get("at") == now.isoformat())


async def offered(message: Message, state: FSMContext, show: Show, words: Words) -> bool:
    """Offer a text nobody understood for the question it came too late for; False when there is none."""
    place = _place(state)
    kept = await place.get_data()
    flow = flow_name(kept["step"], words) if _meant(kept, words.now) else None
    if flow is None:
        return False
    await place.set_data({**kept, "message": message.model_dump_json(exclude_none=True)})
    await show.new(kit.late(message.text or "", flow, words))
    return True


LEAVING.update(dict.fromkeys(("FieldForm", "MoveWord", "Why"), left))


@router.callback_query(kit.LateUse.filter())
async def use(
    callback: CallbackQuery, dispatcher: Dispatcher, state: FSMContext, words: Words, bot: Bot, **data: Any
) -> Any:
    """It was meant for the question: the question is open again, and the text is its answer."""
    place = _place(state)
    kept = await place.get_data()
    if "message" not in kept:
        raise Stale("old_button")
    await place.set_data({})
    until = (words.now + _AFTER_ALL).isoformat()
    step = State(kept["step"].partition(":")[2], group_name=kept["step"].partition(":")[0])
    await begin(state, step, {**kept["asked"], "until": until})
    message = Message.model_validate_json(kept["message"]).as_(bot)
    given = {**data, "raw_state": kept["step"], "state": state, "words": words, "bot": bot, "dispatcher": dispatcher}
    return await dispatcher.propagate_event(update_type="message", event=message, **given)
