"""What counts as handled in a round: only what was overdue, and only what happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from services.rules.rounds import Change, Handled, TaskLife, handled

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATE, AHEAD = NOW - timedelta(days=1), NOW + timedelta(days=1)


def life(id_: int = 1, due_at: datetime = LATE, **fields: Any) -> TaskLife:
    """A task made long ago."""
    values = {"deal_id": None, "created_at": NOW - timedelta(days=9), "done_at": None, **fields}
    return TaskLife(id_, due_at=due_at, **values)


def task(minute: int = 0, *, id_: int = 1, action: str = "changed", deal: int | None = None, **fields: Any) -> Change:
    """A change of a task."""
    return Change("tasks", id_, action, fields, NOW + minute * MINUTE, deal)


def moved(minute: int, old: datetime, new: datetime) -> Change:
    """A new due date."""
    return task(minute, due_at=[old.isoformat(), new.isoformat()])


def test_each_thing_a_head_can_do():
    deeds = {
        Handled.MOVED: moved(0, LATE, AHEAD),
        Handled.GIVEN: task(assignee_id=[1, 2]),
        Handled.ASKED: task(asked_why_at=[None, NOW.isoformat()]),
        Handled.CLOSED: task(status=["open", "done"]),
    }
    for deed, change in deeds.items():
        due = AHEAD if deed is Handled.MOVED else LATE
        assert handled([change], [life(due_at=due)]) == ({1: deed}, {})


def test_a_task_counts_once_by_the_most_that_was_done():
    asked, given = task(0, asked_why_at=[None, "x"]), task(1, assignee_id=[1, 2])
    assert handled([asked, given], [life()])[0] == {1: Handled.GIVEN}
    assert handled([asked, given, moved(2, LATE, AHEAD)], [life(due_at=AHEAD)])[0] == {1: Handled.MOVED}


def test_what_was_not_overdue_does_not_count():
    assert handled([moved(0, AHEAD, AHEAD + MINUTE)], [life(due_at=AHEAD + MINUTE)]) == ({}, {})
    assert handled([task(assignee_id=[1, 2])], [life(due_at=AHEAD)]) == ({}, {})
    assert handled([moved(0, LATE, AHEAD), task(1, assignee_id=[1, 2])], [life(due_at=AHEAD)])[0] == {1: Handled.MOVED}


def test_other_changes_do_not_count():
    assert handled([task(why=[None, "ill"]), task(id_=2, action="created")], [life(), life(2)]) == ({}, {})


def test_a_bare_deal_gets_a_call_another_owner_or_an_end():
    made = life(5, due_at=AHEAD, deal_id=7, created_at=NOW)
    assert handled([task(id_=5, action="created", deal=7)], [made]) == ({}, {7: Handled.PLANNED})
    owner = Change("deals", 7, "changed", {"owner_id": [1, 2]}, NOW, 7)
    assert handled([owner], []) == ({}, {7: Handled.GIVEN})
    lost = Change("deals", 7, "changed", {"status": ["open", "lost"]}, NOW + MINUTE, 7)
    assert handled([owner, lost], []) == ({}, {7: Handled.CLOSED})
    assert handled([Change("deals", 7, "changed", {"amount": [1, 2]}, NOW, 7)], []) == ({}, {})


def test_a_deal_with_a_task_was_not_bare():
    busy = life(4, due_at=AHEAD, deal_id=7)
    made = life(5, due_at=AHEAD, deal_id=7, created_at=NOW)
    assert handled([task(id_=5, action="created", deal=7)], [made, busy]) == ({}, {})
    assert handled([Change("deals", 7, "changed", {"owner_id": [1, 2]}, NOW, 7)], [busy]) == ({}, {})
    done_before = life(4, deal_id=7, done_at=NOW - MINUTE)
    assert handled([task(id_=5, action="created", deal=7)], [made, done_before])[1] == {7: Handled.PLANNED}


def test_a_task_cancelled_with_its_deal_counts_once():
    """Closing a deal closes its overdue task: one item of the round."""
    ended = life(4, deal_id=7, done_at=NOW)
    lost = Change("deals", 7, "changed", {"status": ["open", "lost"]}, NOW, 7)
    assert handled([lost, task(id_=4, deal=7, status=["open", "cancelled"])], [ended]) == ({4: Handled.CLOSED}, {})
