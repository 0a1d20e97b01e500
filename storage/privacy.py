"""What is stored of a person outside: found by the own chat, and erased with figures kept.

Erasing goes by bulk statements past the history on purpose: it would write down what is erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select, update

from services.rules.field_kinds import FieldKind
from services.rules.kinds import ActivityKind, Direction, OutboxStatus
from storage.tables import (
    Activity,
    Client,
    ClientLink,
    Contact,
    Deal,
    FieldDefinition,
    FieldValue,
    HistoryEntry,
    Lead,
    NpsPoll,
    OutboxMessage,
    Refusal,
    Task,
)
from storage.unit_of_work import Work

PERSONAL: Final = frozenset(
    {
        "name", "phone", "phone_typed", "email", "position", "need", "title", "website", "telegram_id", "username",
        "loss_comment", "comment", "reason", "why", "result", "instruction", "value", "text", "chat_id",
    }
)  # fmt: skip
"""Fields of a history entry that may say who somebody is."""
WORDY: Final = (FieldKind.TEXT, FieldKind.ADDRESS, FieldKind.LINK, FieldKind.FILE)
"""Kinds of own fields that may hold a passport or an address; numbers and dates are figures."""


@dataclass(frozen=True, slots=True)
class Traces:
    """The ids of everything that belongs to a person: contacts, own inquiries, a private client and its deals.

    A company's client and deals are not the person's.
    """

    contacts: frozenset[int]
    leads: frozenset[int]
    clients: frozenset[int]
    deals: frozenset[int]


async def contacts(work: Work, chat_id: int) -> Sequence[Contact]:
    """The contact persons behind a chat."""
    return (await work.session.scalars(select(Contact).where(Contact.telegram_id == chat_id))).all()


async def contacts_of(work: Work, client_ids: Iterable[int]) -> Sequence[Contact]:
    """All contact persons of clients."""
    return (await work.session.scalars(select(Contact).where(Contact.client_id.in_(list(client_ids))))).all()


async def client_of(work: Work, contact: Contact) -> Client:
    """Where a contact person works, or the person as a client."""
    return await work.session.get_one(Client, contact.client_id)


async def leads(work: Work, chat_id: int, contact_ids: Iterable[int]) -> Sequence[Lead]:
    """Inquiries left from a chat or of its contacts, oldest first."""
    own = or_(Lead.telegram_id == chat_id, Lead.contact_id.in_(list(contact_ids)))
    return (await work.session.scalars(select(Lead).where(own).order_by(Lead.id))).all()


async def deals(work: Work, client_ids: Iterable[int]) -> Sequence[Deal]:
    """Deals of private clients."""
    found = select(Deal).where(Deal.client_id.in_(list(client_ids))).order_by(Deal.id)
    return (await work.session.scalars(found)).all()


async def messages(work: Work, contact_ids: Iterable[int], lead_ids: Iterable[int]) -> Sequence[Activity]:
    """What the person wrote, oldest first."""
    own = or_(Activity.contact_id.in_(list(contact_ids)), Activity.lead_id.in_(list(lead_ids)))
    said = (own, Activity.kind == ActivityKind.MESSAGE, Activity.direction == Direction.IN)
    return (await work.session.scalars(select(Activity).where(*said).order_by(Activity.at, Activity.id))).all()


async def scores(work: Work, chat_id: int, contact_ids: Iterable[int]) -> Sequence[NpsPoll]:
    """Scores the person gave, oldest first."""
    own = or_(NpsPoll.chat_id == chat_id, NpsPoll.contact_id.in_(list(contact_ids)))
    found = select(NpsPoll).where(own, NpsPoll.score.is_not(None))
    return (await work.session.scalars(found.order_by(NpsPoll.id))).all()


async def drop_waiting(work: Work, chat_id: int, kinds: Iterable[str]) -> None:
    """Messages of these kinds that wait for a chat are not sent any more."""
    mine = (OutboxMessage.chat_id == chat_id, OutboxMessage.kind.in_(list(kinds)))
    waiting = OutboxMessage.status == OutboxStatus.WAITING
    await work.session.execute(update(OutboxMessage).where(*mine, waiting).values(status=OutboxStatus.EXPIRED))


# -------------------------------------------------------------------------------------------------------------- erasing
async def erase(work: Work, chat_id: int, found: Traces) -> None:
    """Erase who somebody is from everything that belongs to the person; sums, dates and stages stay."""
    await _erase_people(work, found)
    await _erase_words(work, chat_id, found)
    await _erase_history(work, found)
    await work.session.execute(delete(ClientLink).where(ClientLink.contact_id.in_(found.contacts)))
    told = select(OutboxMessage.id, OutboxMessage.params).where(OutboxMessage.kind == "request_more")
    about = [row.id for row in (await work.session.execute(told)).all() if row.params.get("lead") in found.leads]
    mine = or_(OutboxMessage.chat_id == chat_id, OutboxMessage.id.in_(about))
    await work.session.execute(delete(OutboxMessage).where(mine))
    work.session.expire_all()


async def _erase_people(work: Work, found: Traces) -> None:
    nameless: dict[str, Any] = {"phone": None, "phone_typed": None, "telegram_id": None}
    for id_ in found.contacts:
        await _put(work, Contact, id_, name=f"#{id_}", search_key=str(id_), email=None, position=None, **nameless)
    for id_ in found.leads:
        await _put(work, Lead, id_, name=f"#{id_}", search_key=str(id_), need="", loss_comment=None, **nameless)
    for id_ in found.clients:
        await _put(work, Client, id_, name=f"#{id_}", search_key=str(id_), website=None)
    for id_ in found.deals:
        await _put(work, Deal, id_, title=f"#{id_}", search_key=str(id_), loss_comment=None)


async def _put(work: Work, table: Any, id_: int, **values: Any) -> None:
    await work.session.execute(
        update(table).where(table.id == id_).values(version=table.version + 1, **values),
        execution_options={"synchronize_session": False},
    )


async def _erase_words(work: Work, chat_id: int, found: Traces) -> None:
    def about(table: Any) -> ColumnElement[bool]:
        parts = [table.deal_id.in_(found.deals), table.lead_id.in_(found.leads)]
        if hasattr(table, "client_id"):
            parts.append(table.client_id.in_(found.clients))
        return or_(*parts)

    written = Activity.contact_id.in_(found.contacts) & (Activity.kind == ActivityKind.MESSAGE)
    wordy = select(FieldDefinition.id).where(FieldDefinition.kind.in_(WORDY))
    polls = or_(NpsPoll.chat_id == chat_id, NpsPoll.contact_id.in_(found.contacts))
    statements = (
        update(Activity).where(or_(about(Activity), written)).values(text="", file=None),
        update(Task).where(about(Task)).values(result=None, why=None, sent_back=None, version=Task.version + 1),
        update(Task).where(about(Task), Task.stage_task_id.is_(None)).values(title="", instruction=""),
        update(Refusal).where(about(Refusal)).values(comment=None),
        update(NpsPoll).where(polls).values(reason=None, chat_id=None, version=NpsPoll.version + 1),
        delete(FieldValue).where(FieldValue.deal_id.in_(found.deals), FieldValue.field_id.in_(wordy)),
    )
    for statement in statements:
        await work.session.execute(statement, execution_options={"synchronize_session": False})


async def _erase_history(work: Work, found: Traces) -> None:
    """Take names and words out of what is written down of the changes; that something changed, stays."""
    of_records = [
        (HistoryEntry.record == table.__tablename__) & HistoryEntry.record_id.in_(ids)
        for table, ids in ((Contact, found.contacts), (Lead, found.leads), (Client, found.clients), (Deal, found.deals))
    ]
    stories = [HistoryEntry.deal_id.in_(found.deals), HistoryEntry.lead_id.in_(found.leads),
               HistoryEntry.client_id.in_(found.clients)]  # fmt: skip
    for entry in await work.session.scalars(select(HistoryEntry).where(or_(*of_records, *stories))):
        kept = {field: values for field, values in entry.changes.items() if field not in PERSONAL}
        if kept != entry.changes:
            entry.changes = kept
    await work.session.flush()
