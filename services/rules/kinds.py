"""The closed lists of values used in the tables and on the screens (glossary terms)."""

from __future__ import annotations

from enum import StrEnum


class UserStatus(StrEnum):
    """Where a colleague stands: invited (no chat yet), active, inactive (left)."""

    INVITED = "invited"
    ACTIVE = "active"
    INACTIVE = "inactive"


class LeadStatus(StrEnum):
    """new → taken → converted or rejected."""

    NEW = "new"
    TAKEN = "taken"
    CONVERTED = "converted"
    REJECTED = "rejected"


class StageKind(StrEnum):
    """What a stage means, apart from its name; also a deal's status."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class TaskKind(StrEnum):
    """What has to be done. A `call` is a deal's, lead's or client's next contact."""

    CALL = "call"
    MEETING = "meeting"
    TODO = "todo"
    NPS = "nps"
    CHECK_REFUSAL = "check_refusal"
    UNREACHABLE = "unreachable"


CONTACT_KINDS = (TaskKind.CALL, TaskKind.MEETING)
"""A record has at most one open task of these kinds: its next contact."""


class TaskStatus(StrEnum):
    """`cancelled` is "no longer needed", as when its deal closes."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class PromiseState(StrEnum):
    """What became of an agreed contact time; `moved` means agreed anew before it passed."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    MOVED = "moved"


class ActivityKind(StrEnum):
    """What happened with a client."""

    CALL = "call"
    MEETING = "meeting"
    OFFER = "offer"
    MESSAGE = "message"
    NOTE = "note"
    FILE = "file"


class Direction(StrEnum):
    """Who began the contact (S1-12)."""

    OUT = "out"
    IN = "in"


class CallOutcome(StrEnum):
    """How a call ended."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"


class CheckResult(StrEnum):
    """The head's verdict on a refusal (S2-84)."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    BACK_TO_WORK = "back_to_work"


class NpsStatus(StrEnum):
    """Where a poll stands; `by_task` means the manager asks in person."""

    SENT = "sent"
    BY_TASK = "by_task"
    SCORED = "scored"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


class OutboxStatus(StrEnum):
    """A queued message's life; `expired` was no longer worth sending."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"


class PipelineCycle(StrEnum):
    """How long deals of a pipeline live; `short` counts in minutes and hours (S0-42)."""

    LONG = "long"
    SHORT = "short"
    WARM_UP = "warm_up"


class PlanMetric(StrEnum):
    """What a plan counts (S2-14)."""

    REVENUE = "revenue"
    DEALS = "deals"
    MARGIN = "margin"


class PlanScope(StrEnum):
    """Whom a plan is for (S2-15)."""

    COMPANY = "company"
    TEAM = "team"
    USER = "user"
    PIPELINE = "pipeline"


class BonusBase(StrEnum):
    """What a bonus is a share of."""

    REVENUE = "revenue"
    MARGIN = "margin"


class CostKind(StrEnum):
    """What money for a channel was spent on (S4-03)."""

    ADVERTISING = "advertising"
    PHONE = "phone"
    MAILING = "mailing"
    EXHIBITION = "exhibition"
    OTHER = "other"
