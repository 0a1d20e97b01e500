"""Waiting for a typed answer for a while: what is typed much later was not meant for the question."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State

from handlers.late import put_off
from handlers.states import begin


async def await_answer(state: FSMContext, step: State, now: datetime, within: timedelta, **asked: int) -> None:
    """Take the next typed text for the answer at this step, for a while; `asked` is what it will be about."""
    await begin(state, step, {**asked, "until": (now + within).isoformat()})


async def awaited(state: FSMContext, now: datetime) -> dict[str, Any]:
    """What the typed text is an answer to; the waiting ends. Too late, the text goes on to whoever reads free text."""
    asked = await state.get_data()
    until = asked.pop("until", None)
    if until is None or datetime.fromisoformat(until) < now:
        await put_off(state, now)
        raise SkipHandler
    await state.clear()
    return asked
