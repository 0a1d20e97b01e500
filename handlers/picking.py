"""The date and time picker of every flow: turning its pages, and handing the choice over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.dispatcher.event.handler import CallableObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.telegram.show import Show
from bot.ui import kit, picker
from bot.ui.callbacks import Ignore, prefix_of
from bot.ui.picker import PURPOSES, Pick, PickAt, PickDay, PickHour, PickMonth, Purpose
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.late import put_off
from handlers.redraw import REDRAWS, redraws
from handlers.states import begin
from services import Services
from services.errors import Invalid, Stale
from services.rules import when
from services.rules.actor import Actor

router = Router(name="picking")

TYPING_FOR: Final = timedelta(minutes=20)
"""How long after the question a typed text is taken for its answer."""
WRONG: Final = {
    when.Failure.PAST: "past",
    when.Failure.NO_SUCH_DATE: "field_no_such_day",
    when.Failure.NO_SUCH_TIME: "field_no_such_time",
    when.Failure.TOO_FAR: "field_year",
}
"""What is said to a text that is no moment to come; to one that is none at all, how to write it."""
_TURNING: Final = frozenset(kind.__prefix__ for kind in (PickAt, PickMonth, PickDay, PickHour, Ignore))


class Picking(StatesGroup):
    """A picker is open: a typed text is read as a moment."""

    moment = State()


@dataclass(frozen=True, slots=True)
class Picked:
    """A chosen moment (UTC) for a record, as of the version its screen was drawn from."""

    ref: int
    ver: int
    moment: datetime


Flow = TypeVar("Flow", bound=Callable[..., Awaitable[None]])

_flows: Final[dict[str, CallableObject]] = {}


def picked(purpose: Purpose) -> Callable[[Flow], Flow]:
    """Register what a flow does with the choice; the function takes `choice: Picked` and any handler arguments::

    @picked(NEXT_CONTACT)
    async def next_contact(choice: Picked, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """

    def register(flow: Flow) -> Flow:
        _flows[purpose.code] = CallableObject(flow)
        return flow

    return register


async def let_type(state: FSMContext, pick: Pick, now: datetime) -> None:
    """Have the next typed text read as the moment; call it where the presets are shown, after the service.

    Any button outside the picker ends it.
    """
    until = (now + TYPING_FOR).isoformat()
    asked = {"purpose": pick.purpose.code, "ref": pick.ref, "ver": pick.ver, "until": until}
    await begin(state, Picking.moment, asked)


async def hand_over(purpose: str, choice: Picked, words: Words, state: FSMContext, data: dict[str, Any]) -> None:
    """Give a choice to its flow. Raises Invalid("past") for a moment gone, Stale for a flow that is no more."""
    flow, known = _flows.get(purpose), PURPOSES.get(purpose)
    if flow is None or known is None:
        raise Stale("old_button")
    gone = (
        choice.moment <= words.now - timedelta(minutes=1)
        if known.with_time
        else words.local(choice.moment).date() < words.today
    )
    if gone:
        raise Invalid("past")
    if data.get("raw_state") == Picking.moment.state:
        await state.clear()
    await flow.call(**{**data, "choice": choice, "words": words, "state": state})


async def leave_typing(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
) -> Any:
    """A button outside the picker means the person went elsewhere: what is typed later is no date."""
    typing = data.get("raw_state") == Picking.moment.state
    if typing and isinstance(event, CallbackQuery) and prefix_of(event.data or "") not in _TURNING:
        await data["state"].clear()
    return await handler(event, data)


router.callback_query.outer_middleware(leave_typing)


@router.callback_query(PickAt.filter())
async def choose(
    callback: CallbackQuery,
    callback_data: PickAt,
    words: Words,
    state: FSMContext,
    **data: Any,
) -> None:
    """A moment was pressed."""
    choice = Picked(callback_data.ref, callback_data.ver, callback_data.moment)
    await hand_over(callback_data.purpose, choice, words, state, {**data, "callback": callback})


@redraws(PickAt)
async def left(callback_data: PickAt, actor: Actor, services: Services, words: Words) -> Screen:
    """What the picker was opened from, as it is now: a choice came too late."""
    known = PURPOSES.get(callback_data.purpose)
    back = known.back(callback_data.ref, callback_data.ver) if known and known.back else None
    drawer = REDRAWS.get(type(back)) if back else None  # type: ignore[arg-type]
    if drawer is None:
        return kit.old_button(words)
    given = {"callback_data": back, "actor": actor, "services": services, "words": words}
    screen: Screen = await CallableObject(drawer).call(**given)
    return screen


@router.message(Picking.moment, TYPED)
async def typed(message: Message, words: Words, state: FSMContext, **data: Any) -> None:
    """A moment was typed; what is none is asked for again."""
    asked, text = await state.get_data(), message.text or ""
    if datetime.fromisoformat(asked["until"]) < words.now:
        await put_off(state, words.now)
        raise SkipHandler
    found = when.parse(text, words.now, words.zone)
    if isinstance(found, when.Failure):
        raise Invalid(WRONG.get(found, "date_invalid"))
    choice = Picked(asked["ref"], asked["ver"], found.at)
    await hand_over(asked["purpose"], choice, words, state, {**data, "message": message})


@router.callback_query(PickMonth.filter())
async def show_month(
    callback: CallbackQuery, callback_data: PickMonth, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The calendar was opened or turned."""
    calendar = (await services.company.policy(actor)).calendar
    question = _question(callback, words)
    await show(picker.month_screen(question, _pick(callback_data), callback_data.month, calendar, words))


@router.callback_query(PickDay.filter())
async def show_day(
    callback: CallbackQuery, callback_data: PickDay, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A day was pressed: its hours."""
    calendar = (await services.company.policy(actor)).calendar
    day = _day(callback_data.day)
    await show(picker.hour_screen(_question(callback, words), _pick(callback_data), day, calendar, words))


@router.callback_query(PickHour.filter())
async def show_hour(callback: CallbackQuery, callback_data: PickHour, show: Show, words: Words) -> None:
    """An hour was pressed: its quarters."""
    day = _day(callback_data.day)
    hour = min(max(callback_data.hour, 0), 23)
    await show(picker.quarter_screen(_question(callback, words), _pick(callback_data), day, hour, words))


def _pick(data: PickMonth | PickDay | PickHour) -> Pick:
    known = PURPOSES.get(data.purpose)
    if known is None:
        raise Stale("old_button")
    return Pick(known, data.ref, data.ver)


def _day(ordinal: int) -> date:
    # Buttons come back as they were drawn, but callback data is the app's to forge.
    today = datetime.now(UTC).date().toordinal()
    return date.fromordinal(min(max(ordinal, today - 3660), today + 3660))


def _question(callback: CallbackQuery, words: Words) -> str:
    """Keep what the message says: only its buttons turn."""
    message = callback.message
    text = message.html_text if isinstance(message, Message) and (message.text or message.caption) else ""
    return text or kit.when_question(words)
