"""Conversations that wait for a text after something was done."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

NOTE_WITHIN = timedelta(minutes=20)
"""How long after a call a typed line is taken for its note."""


class AfterCall(StatesGroup):
    """A call was recorded: a line typed now is its note."""

    note = State()


class RefusalWord(StatesGroup):
    """A word is to be added to a refusal."""

    word = State()


async def note_after(state: FSMContext, activity_id: int | None, now: datetime) -> None:
    """Take the next typed line for the note of this call, for a while."""
    if activity_id is None:
        await state.clear()
        return
    await state.set_state(AfterCall.note)
    await state.set_data({"activity": activity_id, "until": (now + NOTE_WITHIN).isoformat()})


async def noted_activity(state: FSMContext, now: datetime) -> int | None:
    """The call a typed line belongs to; None when that was too long ago."""
    data = await state.get_data()
    if "activity" not in data or datetime.fromisoformat(data["until"]) < now:
        await state.clear()
        return None
    return int(data["activity"])
