"""Names and phones of somebody forgotten, taken out of words that stand elsewhere: drafts, undos, messages, notes.

Like all erasing by statements past the history: it would write down what is erased.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, String, Text, cast, delete, false, inspect, or_, select, true, update

from services.rules.forgetting import Traits, masked, masked_json
from services.rules.search_key import search_key
from storage.tables import (
    Activity,
    Chat,
    Contact,
    Deal,
    FieldValue,
    FsmState,
    HistoryEntry,
    Lead,
    NpsPoll,
    OutboxMessage,
    Payment,
    Postponement,
    PostponeRequest,
    Refusal,
    SavedView,
    Task,
    UndoAction,
)
from storage.types import Code
from storage.unit_of_work import Work

STORIES: Final[tuple[type[Any], ...]] = (
    Activity, Task, Refusal, Postponement, PostponeRequest, FieldValue, NpsPoll, HistoryEntry, Deal, Lead,
    Payment,
)  # fmt: skip
"""What colleagues have written about the clients the person stands for."""


async def names(work: Work, chat_id: int, contacts: Iterable[int], leads: Iterable[int]) -> tuple[set[str], set[str]]:
    """Names (and mail addresses) and phones stored of somebody; call it before they are erased."""
    found: set[str] = set()
    phones: set[str] = set()
    tables: tuple[tuple[type[Any], Iterable[int]], ...] = ((Contact, contacts), (Lead, leads))
    for table, ids in tables:
        for row in await work.session.scalars(select(table).where(table.id.in_(list(ids)))):
            found.add(row.name)
            found |= {row.email} if isinstance(row, Contact) and row.email else set()
            phones |= {phone for phone in (row.phone, row.phone_typed) if phone}
    chat = await work.session.get(Chat, chat_id)
    if chat is not None and chat.username:
        found.add(chat.username)
    return found - phones, phones


async def drop_conversations(work: Work, chat_id: int) -> None:
    """What the person was typing."""
    await work.session.execute(delete(FsmState).where(FsmState.key.contains(f":{chat_id}:{chat_id}:")))


async def mask(work: Work, who: Traits, client_ids: Iterable[int], lead_ids: Iterable[int]) -> None:
    """Take the person's names and phones out of drafts, undos and messages, and out of all that is told of clients."""
    # A draft about a record of the person need not name them, so all of the few are read; messages are many.
    for table in (FsmState, UndoAction, SavedView):
        await _mask(work, table, true(), who)
    await _mask(work, OutboxMessage, _mentions(OutboxMessage.params, who), who)
    deals = select(Deal.id).where(Deal.client_id.in_(list(client_ids)))
    tasks = select(Task.id).where(
        or_(Task.deal_id.in_(deals), Task.lead_id.in_(list(lead_ids)), Task.client_id.in_(list(client_ids)))
    )
    for table in STORIES:
        await _mask(work, table, _of(table, list(client_ids), list(lead_ids), deals, tasks), who)
    work.session.expire_all()


def _of(table: type[Any], clients: list[int], leads: list[int], deals: Any, tasks: Any) -> ColumnElement[bool]:
    """Which rows of a table are told of these clients and inquiries."""
    columns = (("deal_id", deals), ("lead_id", leads), ("client_id", clients), ("task_id", tasks))
    own = [table.id.in_(leads)] if table is Lead else []
    return or_(*own, *(getattr(table, name).in_(ids) for name, ids in columns if hasattr(table, name)))


def _wordy(table: type[Any]) -> dict[str, bool]:
    """Columns with words by name; True: JSON. Keys and codes are none."""
    found = {}
    for column in table.__table__.columns:
        json_ = isinstance(column.type, JSON)
        words = isinstance(column.type, String | Text) and not isinstance(column.type, Code)
        if (json_ or words) and not column.primary_key and not column.unique:
            found[column.key] = json_
    return found


def _mentions(column: Any, who: Traits) -> ColumnElement[bool]:
    """Rows whose JSON may name the person; its letters may be written as escapes."""
    written = {form for needle in who.needles for form in (needle, json.dumps(needle)[1:-1])}
    return or_(false(), *(cast(column, Text).contains(form, autoescape=True) for form in written))


async def _mask(work: Work, table: type[Any], where: ColumnElement[bool], who: Traits) -> None:
    key = inspect(table).primary_key[0]
    columns = _wordy(table)
    found = (await work.session.execute(select(key, *(getattr(table, name) for name in columns)).where(where))).all()
    for id_, *values in found:
        changed: dict[str, Any] = {}
        for (name, is_json), value in zip(columns.items(), values, strict=True):
            if value is None:
                continue
            kept = masked_json(value, who) if is_json else masked(value, who)
            if kept != value:
                changed[name] = kept
        if changed:
            if "search_key" in columns:
                changed |= _search_keys(table, changed)
            statement = update(table).where(key == id_).values(changed)
            await work.session.execute(statement, execution_options={"synchronize_session": False})


def _search_keys(table: type[Any], changed: dict[str, Any]) -> dict[str, str]:
    """The key a record is found by follows its name."""
    name = changed.get("title" if table is Deal else "name")
    return {"search_key": search_key(name)} if name else {}
