"""Conversations that wait for a text after something was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, TelegramObject

from bot.ui.callbacks import Ignore, prefix_of

router = Router(name="states")

NOTE_WITHIN = timedelta(minutes=20)
"""How long after a call a typed line is taken for its note."""


class AfterCall(StatesGroup):
    """A line typed during a call, or after it was recorded, is its note."""

    talking = State()
    note = State()


class CallReason(StatesGroup):
    """Why is a planned call moved?"""

    text = State()


class RefusalWord(StatesGroup):
    """A word is to be added to a refusal."""

    word = State()


class DealForm(StatesGroup):
    """Something of a deal is to be typed or sent."""

    amount = State()
    title = State()
    note = State()


class FieldForm(StatesGroup):
    """A value of an own field is to be typed, sent or pressed."""

    value = State()


class TaskForm(StatesGroup):
    """Why is a task's date moved? What came of it?"""

    reason = State()
    result = State()


class StepForm(StatesGroup):
    """What is to be done by the time that was chosen?"""

    title = State()


class FilterForm(StatesGroup):
    """A condition on deals is to be typed, or a piece of a name to tick."""

    value = State()


class ViewForm(StatesGroup):
    """A filter of deals is to be named."""

    name = State()
    rename = State()


LEFT_BY_BUTTONS: Final = frozenset(
    {
        "DealForm", "TaskForm", "StepForm", "RefusalWord", "LeadForm", "ClientForm", "NewForm", "Finding",
        "StageTaskForm", "PipelineForm", "StageForm", "ControlForm",
        "RoundReason", "Why", "MoveWord", "NpsReason", "FilterForm", "ViewForm",
        "FieldForm", "HeardForm", "FieldSetUp", "ResourceForm", "PlanForm", "BonusForm",
    }
)  # fmt: skip


_STAYING: Final = frozenset({Ignore.__prefix__, "cz1"})
"""Labels, and the length of the call whose note may still come."""


LEAVING: Final[dict[str, Callable[[FSMContext, datetime], Awaitable[None]]]] = {}
"""How forms are left whose question is not dropped without a word; the others are just cleared."""
OWN_BUTTONS: Final[dict[str, frozenset[str]]] = {}
"""Buttons by which a form goes on instead of being left."""


async def leave_forms(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
) -> Any:
    """Who presses a button went elsewhere: what is typed later is no answer to the earlier question."""
    group = (data.get("raw_state") or "").partition(":")[0]
    staying = _STAYING | OWN_BUTTONS.get(group, frozenset())
    pressed = isinstance(event, CallbackQuery) and prefix_of(event.data or "") not in staying
    if pressed and group in LEFT_BY_BUTTONS:
        leaving = LEAVING.get(group)
        await (leaving(data["state"], data["words"].now) if leaving else data["state"].clear())
        data["raw_state"] = None
    return await handler(event, data)


router.callback_query.outer_middleware(leave_forms)


async def begin(state: FSMContext, step: State, data: dict[str, Any]) -> None:
    """Wait at this step, remembering `data`: one write instead of aiogram's two."""
    conversations: Any = state.storage
    await conversations.begin(state.key, step, data)


def changed_by_others(state: FSMContext) -> None:
    """A service has changed what conversations hold: nothing of it is remembered any more."""
    conversations: Any = state.storage
    conversations.reread()


async def note_after(state: FSMContext, activity_id: int | None, now: datetime) -> None:
    """Take the next typed line for the note of this call, for a while."""
    if activity_id is None:
        await state.clear()
        return
    await begin(state, AfterCall.note, {"activity": activity_id, "until": (now + NOTE_WITHIN).isoformat()})


async def noted_activity(state: FSMContext, now: datetime) -> int | None:
    """The call a typed line belongs to; None when that was too long ago."""
    data = await state.get_data()
    if "activity" not in data or datetime.fromisoformat(data["until"]) < now:
        return None
    return int(data["activity"])


async def note_during(state: FSMContext, kind: str, id_: int, now: datetime) -> None:
    """Take what is typed while a call's outcome is asked for as said in this call, for a while."""
    await begin(state, AfterCall.talking, {"kind": kind, "id": id_, "until": (now + NOTE_WITHIN).isoformat()})


async def talking_about(state: FSMContext, now: datetime) -> tuple[str, int] | None:
    """Whom the call whose outcome is asked for is with; None when that was too long ago."""
    data = await state.get_data()
    if "id" not in data or datetime.fromisoformat(data["until"]) < now:
        return None
    return str(data["kind"]), int(data["id"])
