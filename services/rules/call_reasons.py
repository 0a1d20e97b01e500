"""The reason of a place in the call list, as a code and parameters; the screens put it into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from services.rules.call_blocks import Block, Candidate, Today
from services.rules.worktime import local_day

MINUTE = timedelta(minutes=1)


class ReasonCode(StrEnum):
    """Why a candidate stands where it stands; parameters in brackets."""

    INBOUND = "inbound"  # respond_by, minutes_left, free
    INBOUND_LATE = "inbound_late"  # respond_by, minutes_late, free
    PROMISED_AT = "promised_at"  # promised_at
    PROMISED_TODAY_LATE = "promised_today_late"  # promised_at, late_minutes
    PROMISED_BEFORE = "promised_before"  # promised_at, days
    HOT_STAGE = "hot_stage"  # stage_position, probability, amount, usual, weight
    REGULAR_DUE = "regular_due"  # interval_days, days_over (None: never contacted), usual, weight
    EARLY_STAGE = "early_stage"  # stage_position, days_since
    ATTEMPT = "attempt"  # n, of, at (None: its time has come)
    COLD = "cold"  # none


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its parameters: datetimes, whole minutes, days, counts.

    What is owed to somebody who did not answer carries n and of as well: which try of the sequence this is.
    """

    code: ReasonCode
    params: Mapping[str, object]


def reason_of(candidate: Candidate, block: Block, today: Today, attempts: int) -> Reason:
    """Why the candidate is in this block; `attempts` is the length of the attempt sequence."""
    if block <= Block.MISSED_BEFORE:
        owed = _owed(candidate, block, today)
        count = {"n": candidate.attempt + 1, "of": attempts} if candidate.attempt else {}
        return Reason(owed.code, {**owed.params, **count})
    if candidate.attempt:
        at = candidate.attempt_at if candidate.attempt_at and candidate.attempt_at > today.now else None
        return Reason(ReasonCode.ATTEMPT, {"n": candidate.attempt + 1, "of": attempts, "at": at})
    since = _days_since(candidate, today)
    if block is Block.HOT:
        value = {"probability": candidate.probability, "amount": candidate.amount}
        return Reason(ReasonCode.HOT_STAGE, {"stage_position": candidate.stage_position, **value, **_worth(candidate)})
    if block is Block.REGULAR:
        interval = candidate.interval_days or 0
        over = None if since is None else max(0, since - interval)
        return Reason(ReasonCode.REGULAR_DUE, {"interval_days": interval, "days_over": over, **_worth(candidate)})
    if block is Block.EARLY:
        return Reason(ReasonCode.EARLY_STAGE, {"stage_position": candidate.stage_position, "days_since": since})
    return Reason(ReasonCode.COLD, {})


def _worth(candidate: Candidate) -> dict[str, object]:
    """What the client and the segment have to do with the place (S0-25)."""
    return {"usual": candidate.usual, "weight": candidate.weight}


def _owed(candidate: Candidate, block: Block, today: Today) -> Reason:
    """Pass one: somebody waits for this call."""
    if block is Block.INBOUND:
        respond_by = candidate.respond_by or today.now
        left = int((respond_by - today.now) / MINUTE)  # whole minutes, towards zero
        if respond_by < today.now:
            missed = {"respond_by": respond_by, "minutes_late": -left, "free": candidate.free}
            return Reason(ReasonCode.INBOUND_LATE, missed)
        waiting = {"respond_by": respond_by, "minutes_left": left, "free": candidate.free}
        return Reason(ReasonCode.INBOUND, waiting)
    promised = candidate.promised_at or today.now
    if block is Block.APPOINTMENT:
        return Reason(ReasonCode.PROMISED_AT, {"promised_at": promised})
    if block is Block.MISSED_TODAY:
        late = (today.now - promised) // MINUTE
        return Reason(ReasonCode.PROMISED_TODAY_LATE, {"promised_at": promised, "late_minutes": late})
    days = (local_day(today.now, today.zone) - local_day(promised, today.zone)).days
    return Reason(ReasonCode.PROMISED_BEFORE, {"promised_at": promised, "days": days})


def _days_since(candidate: Candidate, today: Today) -> int | None:
    if candidate.last_contact_at is None:
        return None
    return (local_day(today.now, today.zone) - local_day(candidate.last_contact_at, today.zone)).days
