"""What happened with a deal, a lead or a client, in words (S2-43)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby
from typing import Final

from bot.ui.field_texts import said
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.screen import Button, Screen
from bot.ui.targets import HistoryOpen, OpenCard, short_code
from bot.ui.titles import KINDS
from bot.ui.words import Words, capital, short
from services.history import Change, HistoryLine, HistoryPage, Value
from services.rules.field_values import FieldSpec
from services.rules.kinds import ActivityKind, CallOutcome, Direction, TaskStatus
from services.rules.views import ActivityLine

TEXT_MOST: Final = 200
"""Characters of a note on a card or in a history."""
VALUE_MOST: Final = 100
"""Characters of an own field's value before, and after."""
LINE_MOST: Final = 300
"""Characters of one line of a history: a page of ten fits a message."""

_RESULTS: Final[dict[str, Callable[[Words], str]]] = {
    "call": lambda w: w.p_("call ended with", "agreed to talk"),
    "meeting": lambda w: w.p_("call ended with", "meeting agreed"),
    "offer": lambda w: w.p_("call ended with", "offer wanted"),
    "thinking": lambda w: w.p_("call ended with", "thinks it over"),
    "sale": lambda w: w.p_("call ended with", "sale"),
    "refusal": lambda w: w.p_("call ended with", "refusal"),
    "deal": lambda w: w.p_("call ended with", "deal"),
}

_EVENTS: Final[dict[str, Callable[[Words], str]]] = {
    ActivityKind.MEETING: lambda w: w.p_("event", "meeting held"),
    ActivityKind.OFFER: lambda w: w.p_("event", "offer sent"),
    ActivityKind.MESSAGE: lambda w: w.p_("event", "message"),
    ActivityKind.NOTE: lambda w: w.p_("event", "note"),
    ActivityKind.FILE: lambda w: w.p_("event", "file"),
}


def activity_text(line: ActivityLine, w: Words) -> str:
    """One event in words, plain text: "call, thinks it over: asks for a discount"."""
    parts = [_what(line, w)]
    if line.result in _RESULTS:
        parts.append(_RESULTS[line.result](w))
    told = ", ".join(parts) + (" 📎" if line.has_file else "")
    return f"{told}: {short(line.text, TEXT_MOST)}" if line.text else told


def _what(line: ActivityLine, w: Words) -> str:
    if line.kind != ActivityKind.CALL:
        return _EVENTS[line.kind](w)
    if line.direction is Direction.IN:
        return w.p_("event", "the client called")
    if line.outcome is CallOutcome.NOT_REACHED:
        return w.p_("event", "call, no answer")
    return w.p_("event", "call, talked")


# ------------------------------------------------------------------------------------------------------------- a page
def history(view: HistoryPage, w: Words) -> Screen:
    """A page of everything that happened, newest first, by days."""
    told = [(w.local(line.at).date(), line, short(line_text(line, w), LINE_MOST)) for line in view.lines]
    days = [
        (capital(w.day(day)), [(line, text) for _, line, text in lines])
        for day, lines in groupby((item for item in told if item[2]), lambda item: item[0])
    ]
    kind = short_code(view.target.kind)
    turn = pager(lambda page: HistoryOpen(kind=kind, id=view.target.id, page=page), view.page, view.pages)
    back = Button(w.p_("button", "Back"), data=OpenCard(kind=kind, id=view.target.id))
    return Screen(render("history/page.j2", w, view=view, days=days), rows=(*turn, (back,)))


def line_text(line: HistoryLine, w: Words) -> str:
    """One thing that happened, in words, plain text; empty for what is only bookkeeping."""
    if line.event is not None:
        return activity_text(line.event, w)
    if line.field is not None:
        return _field(line.field, line.changes[0], w)
    if line.record == "tasks":
        return _task(line, w)
    if line.action == "created":
        return _created(line, w)
    if line.action == "deleted":
        return w._("deleted: %(what)s", what=_RECORDS[line.record](w)) if line.record in _RECORDS else ""
    return "; ".join(text for change in line.changes if (text := _changed(line.record, change, w)))


_RECORDS: Final[dict[str, Callable[[Words], str]]] = {
    "deals": lambda w: w.p_("record", "deal"),
    "leads": lambda w: w.p_("record", "inquiry"),
    "clients": lambda w: w.p_("record", "client"),
    "contacts": lambda w: w.p_("record", "contact person"),
}


def _created(line: HistoryLine, w: Words) -> str:
    new = {change.field: change.new for change in line.changes}
    if line.record == "refusals":
        return w._("refused: %(reason)s", reason=new.get("reason_id", "—"))
    if line.record == "nps_polls":
        return w._("score asked for")
    if line.record not in _RECORDS:
        return ""
    name = str(new.get("title") or new.get("name") or "")
    return w._("new %(what)s: %(name)s", what=_RECORDS[line.record](w), name=short(name, 80))


def _field(spec: FieldSpec, change: Change, w: Words) -> str:
    """The value of an own field: “Event date”: — → 12 December."""
    old, new = (short(said(spec, value, w), VALUE_MOST) for value in (change.old, change.new))
    return "" if old == new else w._("“%(name)s”: %(old)s → %(new)s", name=short(spec.name, 60), old=old, new=new)


def _task(line: HistoryLine, w: Words) -> str:
    """A task made, done, moved, given."""
    title = short(line.task_title or (w._(KINDS[line.task_kind]) if line.task_kind else ""), 80)
    changes = {change.field: change for change in line.changes}
    if line.action == "created":
        due = changes.get("due_at")
        return w._("task: %(title)s, due %(when)s", title=title, when=_said("due_at", due.new if due else None, w))
    if "status" in changes:
        if changes["status"].new == TaskStatus.DONE:
            return w._("done: %(title)s", title=title)
        return w._("no longer needed: %(title)s", title=title)
    parts = []
    if "due_at" in changes:
        moved = w._("moved: %(title)s: %(change)s", title=title, change=_from_to(changes["due_at"], w))
        parts.append(f"{moved} ({line.reason})" if line.reason else moved)
    if "assignee_id" in changes:
        parts.append(w._("given: %(title)s: %(change)s", title=title, change=_from_to(changes["assignee_id"], w)))
    if "why" in changes and changes["why"].new:
        parts.append(w._("why not done: %(title)s: %(why)s", title=title, why=_said("why", changes["why"].new, w)))
    if "title" in changes:
        parts.append(w._("task renamed: %(change)s", change=_from_to(changes["title"], w)))
    return "; ".join(parts)


_FIELDS: Final[dict[str, Callable[[Words], str]]] = {
    "stage_id": lambda w: w.p_("field", "stage"),
    "owner_id": lambda w: w.p_("field", "owner"),
    "amount": lambda w: w.p_("field", "amount"),
    "expected_close": lambda w: w.p_("field", "expected"),
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
    "website": lambda w: w.p_("field", "website"),
    "loss_reason_id": lambda w: w.p_("field", "refusal reason"),
    "loss_comment": lambda w: w.p_("field", "refusal comment"),
    "score": lambda w: w.p_("field", "score"),
    "reason": lambda w: w.p_("field", "reason for the score"),
    "comment": lambda w: w.p_("field", "refusal comment"),
}
"""What changes are told of; the rest repeats them (a closing time beside its stage) or is bookkeeping."""

_CHECKS: Final[dict[str, Callable[[Words], str]]] = {
    "confirmed": lambda w: w._("refusal checked: confirmed"),
    "corrected": lambda w: w._("refusal checked: reason corrected"),
    "back_to_work": lambda w: w._("refusal checked: back to work"),
}
_LEADS: Final[dict[str, Callable[[Words], str]]] = {
    "new": lambda w: w._("inquiry waits again"),
    "taken": lambda w: w._("inquiry taken"),
    "converted": lambda w: w._("inquiry became a deal"),
    "rejected": lambda w: w._("inquiry refused"),
}


def _changed(record: str, change: Change, w: Words) -> str:
    if record == "refusals":
        if change.field == "check_result" and str(change.new) in _CHECKS:
            return _CHECKS[str(change.new)](w)
        if change.field == "undone_at" and change.new is not None:
            return w._("refusal taken back")
    if record == "leads" and change.field == "status" and str(change.new) in _LEADS:
        return _LEADS[str(change.new)](w)
    if change.field not in _FIELDS or (record == "refusals" and change.field != "comment"):
        return ""
    return f"{_FIELDS[change.field](w)}: {_from_to(change, w)}"


def _from_to(change: Change, w: Words) -> str:
    new = _said(change.field, change.new, w)
    return new if change.old in (None, "") else f"{_said(change.field, change.old, w)} → {new}"


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
