"""What happened to a record, as a person would tell it (S2-43); translations avoid the gender of who did it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from bot.ui.due_words import bare, source_text
from bot.ui.field_texts import said
from bot.ui.titles import KINDS
from bot.ui.words import Words, short
from services.history import Change, HistoryLine, Value
from services.rules.field_values import FieldSpec
from services.rules.kinds import ActivityKind, LeadStatus, StageKind, TaskKind, TaskStatus
from services.rules.sources import Source

TEXT_MOST: Final = 200
"""Characters of a note on a card or in a history."""

VALUE_MOST: Final = 100
"""Characters of an own field's value before, and after."""

Say = Callable[[Words], str]
Changes = dict[str, Change]

_BY_EVENT: Final = {TaskKind.CALL: ActivityKind.CALL, TaskKind.MEETING: ActivityKind.MEETING}
"""Tasks whose end is told by the event that closed them."""


def told_changes(lines: Sequence[HistoryLine], w: Words) -> str:
    """What one press of one person changed, told once and in its order: plain text, empty for mere bookkeeping.

    `lines` come newest first, as a history has them.
    """
    events = {line.event.kind for line in lines if line.event is not None}
    found = _merged([line for line in reversed(lines) if line.event is None])
    refused = any(map(_refusing, found))
    parts = [change_text(line, w) for line in found if not _repeats(line, events, refused=refused)]
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _merged(lines: list[HistoryLine]) -> list[HistoryLine]:
    """Several writings of one record as one change, from the first value to the last; tasks after what moved them."""
    found: dict[tuple[str, int], HistoryLine] = {}
    for line in lines:
        key = (line.record, line.record_id)
        before = found.get(key)
        found[key] = line if before is None else replace(before, changes=_joined(before, line))
    return sorted(found.values(), key=lambda line: line.record == "tasks")


def _joined(first: HistoryLine, second: HistoryLine) -> tuple[Change, ...]:
    changes = {change.field: change for change in first.changes}
    for change in second.changes:
        old = changes[change.field].old if change.field in changes else change.old
        changes[change.field] = replace(change, old=old)
    return tuple(change for change in changes.values() if change.old != change.new)


def _repeats(line: HistoryLine, events: set[str], *, refused: bool) -> bool:
    """True for what another line of the same press says already."""
    if line.record == "refusals":
        return line.action == "created" and refused
    if line.record != "tasks":
        return False
    if line.task_kind is TaskKind.CHECK_REFUSAL and line.action == "created":
        return True
    return _ended(line) and line.task_kind in _BY_EVENT and _BY_EVENT[line.task_kind] in events


def _refusing(line: HistoryLine) -> bool:
    return any(change.field == "status" and change.new in (StageKind.LOST, LeadStatus.REJECTED) for change in
               line.changes) and line.record in ("deals", "leads")  # fmt: skip


def _ended(line: HistoryLine) -> bool:
    return line.record == "tasks" and any(
        change.field == "status" and change.new == TaskStatus.DONE for change in line.changes
    )


def change_text(line: HistoryLine, w: Words) -> str:
    """One change of one record in words, plain text; empty for what is only bookkeeping."""
    changes = {change.field: change for change in line.changes}
    if line.field is not None:
        return _field(line.field, line.changes[0], w) if line.changes else ""
    if line.record == "tasks":
        return _task(line, changes, w)
    if line.record == "deal_events":
        return _happened(line, w)
    if line.record == "deal_lines":
        return _sold(line, changes, w)
    if line.action == "created":
        return _created(line.record, {field: change.new for field, change in changes.items()}, w)
    if line.action == "deleted":
        return _DELETED[line.record](w) if line.record in _DELETED else ""
    parts = _state(line, changes, w)
    parts += [text for change in changes.values() if (text := _changed(line.record, change, w))]
    return "; ".join(parts)


_DELETED: Final[dict[str, Say]] = {
    "deals": lambda w: w._("deal deleted"),
    "leads": lambda w: w._("inquiry deleted"),
    "clients": lambda w: w._("client deleted"),
    "contacts": lambda w: w._("contact person deleted"),
}


def _created(record: str, new: dict[str, Value], w: Words) -> str:
    name = short(str(new.get("title") or new.get("name") or ""), 80)
    if record == "deals":
        return w._("deal opened: “%(name)s”", name=name)
    if record == "leads":
        return w._("inquiry received: %(name)s", name=name)
    if record == "clients":
        return w._("client added: %(name)s", name=name)
    if record == "contacts":
        return w._("contact person added: %(name)s", name=name)
    if record == "refusals":
        return w._("refused: %(reason)s", reason=new.get("reason_id", "—"))
    return w._("score asked for") if record == "nps_polls" else ""


def _sold(line: HistoryLine, changes: Changes, w: Words) -> str:
    """A product put into the deal, changed there, taken out."""
    name = short(line.product or "—", 80)
    if line.action == "deleted":
        return w._("product taken out: “%(name)s”", name=name)
    if line.action == "created":
        return w._("product added: “%(name)s”", name=name) + "".join(
            f", {_amount(field, changes[field].new, w)}" for field in ("quantity", "price") if field in changes
        )
    parts = [f"{_amount(one.field, one.old, w)} → {_amount(one.field, one.new, w)}" for one in changes.values()]
    return w._("“%(name)s”: %(what)s", name=name, what=", ".join(parts)) if parts else ""


def _amount(field: str, value: Value, w: Words) -> str:
    """How many, or the price of one."""
    if not isinstance(value, int):
        return "—"
    return w.money(value) if field == "price" else w._("%(n)s pcs.", n=w.number(value / 1000, 3))


def _field(spec: FieldSpec, change: Change, w: Words) -> str:
    """The value of an own field: “Event date”: — → 12 December."""
    old, new = (short(said(spec, value, w), VALUE_MOST) for value in (change.old, change.new))
    return "" if old == new else w._("“%(name)s”: %(old)s → %(new)s", name=short(spec.name, 60), old=old, new=new)


def _happened(line: HistoryLine, w: Words) -> str:
    """Payment received, document sent, client answered: recorded, or taken back."""
    what = bare(Source(str(line.changes[0].new)), w)
    return w._("taken back: %(what)s", what=what) if line.action == "deleted" else what


# ---------------------------------------------------------------------------------------------------- states as a whole
def _state(line: HistoryLine, changes: Changes, w: Words) -> list[str]:
    """A deal won, refused or open again, an inquiry taken: told with what changed along; that is taken out."""
    if line.record == "deals":
        return _deal(changes, w)
    if line.record == "leads" and "status" in changes:
        return _lead(changes, line.by, w)
    if line.record == "refusals":
        return _refusal(changes, w)
    return []


def _deal(changes: Changes, w: Words) -> list[str]:
    status, stage = changes.pop("status", None), changes.pop("stage_id", None)
    if status is not None and status.new == StageKind.WON:
        return [w._("deal won")]
    if status is not None and status.new == StageKind.LOST:
        return [_refused(w._("deal refused"), changes, w)]
    if status is not None:
        changes.pop("loss_reason_id", None)
        changes.pop("loss_comment", None)
        return [w._("deal in work again, stage “%(stage)s”", stage=stage.new if stage else "—")]
    if stage is not None:
        return [w._("next stage: “%(old)s” → “%(new)s”", old=stage.old, new=stage.new)]
    return []


def _lead(changes: Changes, by: str | None, w: Words) -> list[str]:
    status = changes.pop("status").new
    if status == LeadStatus.REJECTED:
        return [_refused(w._("inquiry refused"), changes, w)]
    if status == LeadStatus.NEW:
        changes.pop("loss_reason_id", None)
        return [w._("inquiry waits again")]
    if status == LeadStatus.TAKEN:
        owner = changes.pop("owner_id", None)
        other = owner is not None and owner.new not in (None, by)
        return [w._("inquiry taken by %(name)s", name=owner.new) if owner and other else w._("inquiry taken")]
    changes.pop("client_id", None)
    changes.pop("contact_id", None)
    return [w._("inquiry became a deal")]


def _refused(what: str, changes: Changes, w: Words) -> str:
    reason, comment = changes.pop("loss_reason_id", None), changes.pop("loss_comment", None)
    told = f"{what}: {reason.new}" if reason and reason.new else what
    return f"{told} ({_said('loss_comment', comment.new, w)})" if comment and comment.new else told


def _refusal(changes: Changes, w: Words) -> list[str]:
    found = []
    checked, undone = changes.get("check_result"), changes.get("undone_at")
    if checked is not None and str(checked.new) in _CHECKS:
        right = changes.get("checked_reason_id")
        found.append(_CHECKS[str(checked.new)](w) + (f": {right.new}" if right and right.new else ""))
    if undone is not None and undone.new is not None:
        found.append(w._("refusal taken back"))
    changes.clear()  # the comment is told with the deal or inquiry it stands at as well
    return found


_CHECKS: Final[dict[str, Say]] = {
    "confirmed": lambda w: w._("refusal checked: confirmed"),
    "corrected": lambda w: w._("refusal checked: reason corrected"),
    "back_to_work": lambda w: w._("refusal checked: back to work"),
}


# -------------------------------------------------------------------------------------------------------- single fields
_FIELDS: Final[dict[str, Say]] = {
    "amount": lambda w: w.p_("field", "amount"),
    "expected_close": lambda w: w.p_("field", "sale expected"),
    "title": lambda w: w.p_("field", "title"),
    "name": lambda w: w.p_("field", "name"),
    "phone": lambda w: w.p_("field", "phone"),
    "email": lambda w: w.p_("field", "e-mail"),
    "position": lambda w: w.p_("field", "position"),
    "need": lambda w: w.p_("field", "need"),
    "pipeline_id": lambda w: w.p_("field", "pipeline"),
    "client_id": lambda w: w.p_("field", "client"),
    "contact_id": lambda w: w.p_("field", "contact person"),
    "channel_id": lambda w: w.p_("field", "channel"),
    "team_id": lambda w: w.p_("field", "team"),
    "segment": lambda w: w.p_("field", "segment"),
    "region": lambda w: w.p_("field", "region"),
    "audience": lambda w: w.p_("field", "audience"),
    "website": lambda w: w.p_("field", "website"),
    "loss_reason_id": lambda w: w.p_("field", "refusal reason"),
    "loss_comment": lambda w: w.p_("field", "refusal comment"),
    "score": lambda w: w.p_("field", "client's score"),
    "reason": lambda w: w.p_("field", "reason for the score"),
}
"""What changes are told of; the rest repeats them (a closing time beside its stage) or is bookkeeping."""


def _changed(record: str, change: Change, w: Words) -> str:
    if change.field == "owner_id":
        return _owner(change, w)
    if change.field == "telegram_id" and record == "contacts":
        return w._("in Telegram now") if change.new else w._("no longer in Telegram")
    if change.field == "forgotten":
        return w._("personal data erased at the person's own wish")
    if change.field not in _FIELDS:
        return ""
    name, new = _FIELDS[change.field](w), _said(change.field, change.new, w)
    if change.old in (None, ""):
        return f"{name}: {new}"
    old = _said(change.field, change.old, w)
    if change.new in (None, ""):
        return w._("%(field)s removed, was %(old)s", field=name, old=old)
    return f"{name}: {old} → {new}"


def _owner(change: Change, w: Words) -> str:
    if change.old is None:
        return w._("responsible: %(name)s", name=change.new)
    if change.new is None:
        return w._("nobody responsible any more, was %(name)s", name=change.old)
    return w._("handed over: %(old)s → %(new)s", old=change.old, new=change.new)


# ---------------------------------------------------------------------------------------------------------------- tasks
def _task(line: HistoryLine, changes: Changes, w: Words) -> str:
    """A task planned, done, moved, given."""
    kind = line.task_kind or TaskKind.TODO
    title = short(line.task_title or w._(KINDS[kind]), 80)
    if line.action == "created":
        due = changes.get("due_at")
        return _PLANNED.get(kind, _planned_task)(w, title, _said("due_at", due.new if due else None, w))
    if "status" in changes:
        if "sent_back" in changes:
            return w._("back to work: %(title)s: %(why)s", title=title, why=_said("why", changes["sent_back"].new, w))
        return _TURNED[str(changes["status"].new)](w, title)
    parts = []
    if "due_at" in changes:
        old, new = (_said("due_at", value, w) for value in (changes["due_at"].old, changes["due_at"].new))
        moved = _MOVED.get(kind, _moved_task)(w, title, f"{old} → {new}")
        reason = line.reason or (w._("follows %(what)s", what=source_text(line.follows, w)) if line.follows else "")
        parts.append(f"{moved} ({reason})" if reason else moved)
    if "accepted_at" in changes:
        parts.append(w._("looked at: %(title)s: right", title=title))
    if "assignee_id" in changes:
        given = " → ".join(str(value) for value in (changes["assignee_id"].old, changes["assignee_id"].new) if value)
        parts.append(w._("“%(title)s” handed over: %(change)s", title=title, change=given))
    if "asked_why_at" in changes and changes["asked_why_at"].new:
        parts.append(w._("asked why not in time: “%(title)s”", title=title))
    if "why" in changes and changes["why"].new:
        why = _said("why", changes["why"].new, w)
        parts.append(w._("why “%(title)s” was not done in time: %(why)s", title=title, why=why))
    if "title" in changes:
        old, new = (_said("title", value, w) for value in (changes["title"].old, changes["title"].new))
        parts.append(w._("task renamed: %(old)s → %(new)s", old=old, new=new))
    return "; ".join(parts)


_TURNED: Final[dict[str, Callable[[Words, str], str]]] = {
    TaskStatus.DONE: lambda w, title: w._("done: “%(title)s”", title=title),
    TaskStatus.OPEN: lambda w, title: w._("to be done again: “%(title)s”", title=title),
    TaskStatus.CANCELLED: lambda w, title: w._("no longer needed: “%(title)s”", title=title),
}
_PLANNED: Final[dict[TaskKind, Callable[[Words, str, str], str]]] = {
    TaskKind.CALL: lambda w, _title, when: w._("call planned: %(when)s", when=when),
    TaskKind.MEETING: lambda w, _title, when: w._("meeting planned: %(when)s", when=when),
}
_MOVED: Final[dict[TaskKind, Callable[[Words, str, str], str]]] = {
    TaskKind.CALL: lambda w, _title, change: w._("next call moved: %(change)s", change=change),
    TaskKind.MEETING: lambda w, _title, change: w._("meeting moved: %(change)s", change=change),
}


def _planned_task(w: Words, title: str, when: str) -> str:
    return w._("task: “%(title)s”, due %(when)s", title=title, when=when)


def _moved_task(w: Words, title: str, change: str) -> str:
    return w._("“%(title)s” moved: %(change)s", title=title, change=change)


def _said(field: str, value: Value, w: Words) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return w.when(value)
    if isinstance(value, date):
        return w.day(value)
    if field == "amount" and isinstance(value, int):
        return w.money(value)
    return w.phone(str(value)) if field == "phone" else short(str(value), TEXT_MOST)
