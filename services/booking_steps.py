"""Booking a resource inside an open transaction: free times, taking one, giving it back (S2-57)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import takewhile

from services.errors import Stale
from services.field_steps import booked
from services.policy import Policy
from services.rules import booking_slots
from services.rules.field_values import FieldSpec, Value
from services.rules.views import Named
from services.rules.worktime import (
    DayHours,
    NoWorkingTime,
    Span,
    WorkCalendar,
    local_day,
    local_day_bounds,
    working_days,
)
from storage import bookings as rows
from storage.tables import Booking, Deal, Resource
from storage.unit_of_work import Work

DAYS_SHOWN = 8


async def resource_of(work: Work, spec: FieldSpec) -> Resource:
    """What a field books. Raises Stale("field_resource_gone") when it is no longer in use."""
    row = await rows.resource(work, spec.resource_id) if spec.resource_id else None
    if row is None or row.archived_at is not None:
        raise Stale("field_resource_gone")
    return row


async def free_on(work: Work, rules: Policy, resource: Resource, day: date, *, but: int | None = None) -> list[Span]:
    """Free slots of a day on the company's clock; the booking `but` is taken for free."""
    start, end = local_day_bounds(day, rules.settings.zone)
    all_slots = booking_slots.slots(_calendar(rules, resource), rules.settings.zone, day, resource.slot_minutes)
    taken = await rows.taken(work, resource.id, start - timedelta(days=1), end + timedelta(days=1), but=but)
    return list(booking_slots.free(all_slots, taken, work.now))


async def free_days(work: Work, rules: Policy, resource: Resource, first: date) -> list[tuple[date, int]]:
    """The next days from `first` on with their numbers of free slots; days without any are left out."""
    zone, calendar = rules.settings.zone, _calendar(rules, resource)
    today = local_day(work.now, zone)
    last = today + timedelta(days=booking_slots.DAYS_AHEAD)
    first = min(max(first, today), last)
    span = local_day_bounds(first, zone)[0], local_day_bounds(last, zone)[1]
    taken = await rows.taken(work, resource.id, *span)
    found: list[tuple[date, int]] = []
    try:
        for day, _ in takewhile(lambda item: item[0] <= last, working_days(calendar, zone, first)):
            slots = booking_slots.slots(calendar, zone, day, resource.slot_minutes)
            near = [one for one in taken if slots and booking_slots.overlap(one, (slots[0][0], slots[-1][1]))]
            free = booking_slots.free(slots, near, work.now)
            found += [(day, len(free))] if free else []
            if len(found) == DAYS_SHOWN:
                break
    except NoWorkingTime:
        pass
    return found


async def take(work: Work, rules: Policy, deal: Deal, spec: FieldSpec, starts_at: datetime) -> Value:
    """Book the slot that begins then; an earlier booking of this field is moved there.

    Raises Stale("slot_taken") when it is not free any more. The resource stays locked until the transaction ends.
    """
    resource = await rows.locked(work, (await resource_of(work, spec)).id)
    if resource is None or resource.archived_at is not None:
        raise Stale("field_resource_gone")
    row = await rows.of_value(work, deal.id, spec.id)
    but = row.id if row is not None and row.resource_id == resource.id else None
    day = local_day(starts_at, rules.settings.zone)
    slot = next((one for one in await free_on(work, rules, resource, day, but=but) if one[0] == starts_at), None)
    if slot is None:
        raise Stale("slot_taken")
    if row is None:
        row = Booking(deal_id=deal.id, field_id=spec.id)
        work.session.add(row)
    row.resource_id, row.user_id = resource.id, work.actor.user_id
    row.starts_at, row.ends_at = slot
    await work.session.flush()
    return booked(row.id, Named(resource.id, resource.name), *slot)


async def give_back(work: Work, deal: Deal, spec: FieldSpec) -> None:
    """Cancel the booking of a field: its time is free again."""
    row = await rows.of_value(work, deal.id, spec.id)
    if row is not None:
        row.cancelled_at = work.now


def _calendar(rules: Policy, resource: Resource) -> WorkCalendar:
    return booking_slots.calendar_of(rules.calendar, hours_of(resource))


def hours_of(resource: Resource) -> tuple[DayHours, ...] | None:
    """A resource's own week; None when it has the company's."""
    if resource.hours is None:
        return None
    return tuple(
        tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in day) for day in resource.hours
    )
