"""Typed drafts of conversations: a dataclass in, the same dataclass out, also after a restart."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeVar

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State

from handlers.states import begin
from services.errors import Stale

Draft = TypeVar("Draft")


async def wait_for(state: FSMContext, step: State, draft: Any) -> None:
    """Wait for a text at this step, with what is known so far; `draft` is a dataclass of JSON values."""
    await begin(state, step, asdict(draft))


async def draft_of(state: FSMContext, kind: type[Draft]) -> Draft:
    """What is known so far. Raises Stale for the draft of an earlier version, after leaving its flow."""
    try:
        return kind(**await state.get_data())
    except TypeError:
        await state.clear()
        raise Stale from None
