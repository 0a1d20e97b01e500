"""All tables; importing this package is enough for the metadata to be complete."""

from storage.tables.base import Base, Keyed, Tracked, Versioned, metadata
from storage.tables.people import Chat, ClientLink, Invitation, Team, User
from storage.tables.sales import Client, Contact, Deal, DealLine, Lead, Refusal, StageTransition
from storage.tables.standards import (
    CalendarDay,
    Channel,
    LossReason,
    Pipeline,
    PostponeReason,
    Product,
    Setting,
    Stage,
    StageTask,
)
from storage.tables.system import (
    Digest,
    DoneRequest,
    FsmState,
    HistoryEntry,
    JobRun,
    OutboxMessage,
    UndoAction,
)
from storage.tables.work import Activity, NpsPoll, Postponement, Promise, Round, Task

__all__ = [
    "Activity",
    "Base",
    "CalendarDay",
    "Channel",
    "Chat",
    "Client",
    "ClientLink",
    "Contact",
    "Deal",
    "DealLine",
    "Digest",
    "DoneRequest",
    "FsmState",
    "HistoryEntry",
    "Invitation",
    "JobRun",
    "Keyed",
    "Lead",
    "LossReason",
    "NpsPoll",
    "OutboxMessage",
    "Pipeline",
    "PostponeReason",
    "Postponement",
    "Product",
    "Promise",
    "Refusal",
    "Round",
    "Setting",
    "Stage",
    "StageTask",
    "StageTransition",
    "Task",
    "Team",
    "Tracked",
    "UndoAction",
    "User",
    "Versioned",
    "metadata",
]
