"""Inquiries that wait for a press of Create: kept apart from the conversation, so that nothing else pushes them out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from aiogram.fsm.context import FSMContext

from services.errors import Stale
from services.leads import Inquiry

KEPT_MOST: Final = 30
ONE_STORY: Final = timedelta(minutes=2)
"""Messages of one author forwarded within this time belong together."""
_PLACE: Final = "inquiries"


@dataclass(frozen=True)
class Waiting:
    """One inquiry that waits; `number` is the message it came with. `lead` is set once it was added."""

    number: int
    inquiry: Inquiry = Inquiry()  # noqa: RUF009 - frozen
    at: str = ""
    file: dict[str, Any] | None = None
    lead: int | None = None


@dataclass(frozen=True)
class _Kept:
    """As it is stored: JSON."""

    inquiry: dict[str, Any] = field(default_factory=dict)
    at: str = ""
    file: dict[str, Any] | None = None
    lead: int | None = None


def _place(state: FSMContext) -> FSMContext:
    return FSMContext(storage=state.storage, key=replace(state.key, destiny=_PLACE))


async def keep(state: FSMContext, waiting: Waiting) -> None:
    """Store one; the oldest make room."""
    place = _place(state)
    data = await place.get_data()
    kept = _Kept(asdict(waiting.inquiry), waiting.at, waiting.file, waiting.lead)
    data[str(waiting.number)] = asdict(kept)
    for number in sorted(data, key=int)[:-KEPT_MOST]:
        del data[number]
    await place.set_data(data)


async def find(state: FSMContext, number: int) -> Waiting:
    """The inquiry of a message. Raises Stale("draft_gone")."""
    found = _read(number, (await _place(state).get_data()).get(str(number)))
    if found is None:
        raise Stale("draft_gone")
    return found


async def made(state: FSMContext, waiting: Waiting, lead: int) -> None:
    """Remember what became of one."""
    await keep(state, replace(waiting, lead=lead))


async def drop(state: FSMContext, number: int) -> None:
    """Forget one."""
    place = _place(state)
    data = await place.get_data()
    if data.pop(str(number), None) is not None:
        await place.set_data(data)


async def same_story(state: FSMContext, inquiry: Inquiry, now: datetime) -> Waiting | None:
    """The inquiry a further message of the same author belongs to, when it has just come and was not added yet."""
    data = await _place(state).get_data()
    if not data:
        return None
    number = max(data, key=int)
    last = _read(int(number), data[number])
    if last is None or last.lead is not None or datetime.fromisoformat(last.at) < now - ONE_STORY:
        return None
    known, new = last.inquiry, inquiry
    same = known.chat_id == new.chat_id if known.chat_id or new.chat_id else bool(new.name) and known.name == new.name
    return last if same else None


def _read(number: int, stored: Any) -> Waiting | None:
    """A draft of an earlier version is as good as none."""
    try:
        kept = _Kept(**stored)
        return Waiting(number, Inquiry(**kept.inquiry), kept.at, kept.file, kept.lead)
    except TypeError:
        return None
