"""The call list, the call card and the questions after a call (screens 1–4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, picker, problems
from bot.ui.call_reasons import reason_text, which_try
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.kit import copy_number, menu_row
from bot.ui.layout import room, share
from bot.ui.paging import pager
from bot.ui.refusals import RefuseAsk
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import CODES, ConvertAsk, Kind, OpenCard, kind_of, short_code
from bot.ui.words import Words, capital, short
from services.call_steps import Logged
from services.call_views import CallCard, CallEntry
from services.calls import CallListView, Moving, Noted
from services.rules.call_reasons import Reason
from services.rules.target import Target

RESULTS: Final = {"c": "call", "m": "meeting", "o": "offer"}
SLACK: Final = 1.6
"""Letters left free beside a time: where letters are wider than reckoned, it would be the time that is cut."""
LENGTHS: Final = (2, 5, 10, 20)
"""Minutes offered as the length of the call just made."""


class CallTable(VoronkaCallback, prefix="ct1", roles=STAFF):
    """A page of today's list; pages count from 1."""

    page: int = 1


class CallNext(VoronkaCallback, prefix="cn1", roles=STAFF):
    """The card `skip` places after the next one."""

    skip: int = 0


class CallOpen(VoronkaCallback, prefix="co1", roles=STAFF):
    """The call card of one contact."""

    kind: Kind
    id: int


class CallMissed(VoronkaCallback, prefix="cm1", roles=STAFF):
    """Nobody answered."""

    kind: Kind
    id: int
    ver: int


class CallReached(VoronkaCallback, prefix="cr1", roles=STAFF):
    """They talked: how did it end?"""

    kind: Kind
    id: int
    ver: int


class CallIncoming(VoronkaCallback, prefix="ci1", roles=STAFF):
    """The client called."""

    kind: Kind
    id: int
    ver: int


class CallResult(VoronkaCallback, prefix="cs1", roles=STAFF):
    """How the call ended: c, m, o (then a time is asked), t thinking, s sale; `logged` when the call is recorded."""

    kind: Kind
    id: int
    ver: int
    result: Annotated[str, Field(max_length=1)]
    logged: bool = False


class CallLater(VoronkaCallback, prefix="cl1", roles=STAFF):
    """Another time."""

    kind: Kind
    id: int
    ver: int


class CallMove(VoronkaCallback, prefix="cv2", roles=STAFF):
    """Move a planned call to `at` (minutes since 1970) for a reason; `ver` is the version of its task."""

    kind: Kind
    id: int
    ver: int
    at: int
    reason: int

    @property
    def moment(self) -> datetime:
        """The chosen time in UTC."""
        return picker.EPOCH + timedelta(minutes=self.at)


class CallLength(VoronkaCallback, prefix="cz1", roles=STAFF):
    """How long the call just recorded was, in seconds."""

    activity: int
    seconds: int


def _card_of(kind: str) -> picker.BackTo:
    return lambda ref, _ver: CallOpen(kind=kind, id=ref)


PICKED: Final = {
    f"{flow}{kind}{result}": picker.purpose(f"{flow}{kind}{result}", _card_of(kind))
    for flow in "ci"
    for kind in CODES
    for result in RESULTS
} | {f"c{kind}l": picker.purpose(f"c{kind}l", _card_of(kind)) for kind in CODES}
"""Purposes of the date picker: c (outgoing) or i (call recorded already), the target's kind, the result or l(ater)."""


def target_of(data: CallMissed | CallReached | CallResult | CallLater | CallMove | CallOpen | CallIncoming) -> Target:
    """The record a button is about."""
    return Target(kind_of(data.kind), data.id)


# ------------------------------------------------------------------------------------------------------------ the list
def call_list(view: CallListView, w: Words, *, greeting: str = "", line: str = "", beside: Rows = ()) -> Screen:
    """Today's list: what fits with its times, then what does not; `line` and `beside` are more of the morning."""
    text = render(
        "calls/list.j2",
        w,
        view=view,
        total=view.fits + view.cut,
        greeting=greeting,
        line=line,
        reasons=[reason_text(_at_its_slot(item), w, item.stage, item.amount) for item in view.lines],
    )
    rows: Rows = ()
    if view.lines:
        rows = ((Button("▶ " + w.p_("button", "Start"), data=CallNext(), style="primary"),),)
        rows += grid([_door(item, w) for item in view.lines], 2)
    turn = pager(lambda page: CallTable(page=page), view.page + 1, view.pages)
    return Screen(text, rows=(*rows, *beside, *turn, *menu_row(w)))


def _at_its_slot(item: CallEntry) -> Reason:
    """Its reason; at the end of a day a try stands before its own time, which is not told then."""
    at = item.reason.params.get("at")
    early = item.slot is not None and isinstance(at, datetime) and item.slot < at
    return Reason(item.reason.code, {**item.reason.params, "at": None}) if early else item.reason


def _door(item: CallEntry, w: Words) -> Button:
    """The way to a line's card, two to a row: its name and, as in the text, its time."""
    data = CallOpen(kind=short_code(item.target.kind), id=item.target.id)
    return Button(
        share(item.name, tail=w.time(item.slot) if item.slot else "", sep=" ", most=room(2) - SLACK), data=data
    )


# ------------------------------------------------------------------------------------------------------------ the card
def call_card(card: CallCard, w: Words, *, last: Logged | None = None) -> Screen:
    """Who to call now and why. `last` is the call just recorded: its note and length may still be given here."""
    reason = reason_text(card.reason, w, card.stage.name if card.stage else None, card.amount) if card.reason else ""
    count = which_try(card.attempts + 1, card.tries, w) if card.attempts and not reason else ""
    text = render("calls/card.j2", w, card=card, reason=reason, count=capital(count), last=last)
    kind = short_code(card.target.kind)
    about = {"kind": kind, "id": card.target.id, "ver": card.version}
    rows: Rows = (
        (
            Button("✅ " + w.p_("button", "We talked"), data=CallReached(**about), style="success"),
            Button("📵 " + w.p_("button", "No answer"), data=CallMissed(**about)),
        ),
        (
            Button("🕘 " + w.p_("button", "Later"), data=CallLater(**about)),
            Button(w.p_("button", "Card"), data=OpenCard(kind=kind, id=card.target.id)),
        ),
        *_phone_and_skip(card, w),
    )
    if last is not None and last.activity_id is not None and last.attempt == 1:
        rows += _length_row(last.activity_id, w)
    return Screen(text, rows=rows)


def _phone_and_skip(card: CallCard, w: Words) -> Rows:
    row = []
    if card.contact and card.contact.phone:
        row.append(copy_number(card.contact.phone, w))
    if card.place and card.total > 1:
        row.append(Button(w.p_("button", "Skip") + " →", data=CallNext(skip=card.place % card.total)))
    return (tuple(row),) if row else ()


def _length_row(activity: int, w: Words) -> Rows:
    buttons = [
        Button("⏱ " + w.duration(minutes * 60), data=CallLength(activity=activity, seconds=minutes * 60))
        for minutes in LENGTHS
    ]
    return (tuple(buttons),)


def finished(w: Words) -> Screen:
    """Nobody is left to call."""
    return Screen(render("calls/finished.j2", w), rows=((Button(w.p_("button", "Whole list"), data=CallTable()),),))


def next_or_finished(card: CallCard | None, w: Words, *, last: Logged | None = None) -> Screen:
    """The next card, or that nobody is to be called now; `last` is the call just recorded."""
    if card is None:
        return finished(w)
    return pause(card, w) if card.not_before else call_card(card, w, last=last)


def pause(card: CallCard, w: Words) -> Screen:
    """Who comes next did not answer a moment ago: not at once again."""
    text = render("calls/pause.j2", w, card=card)
    now = Button(w.p_("button", "Call now"), data=CallOpen(kind=short_code(card.target.kind), id=card.target.id))
    return Screen(text, rows=((now, Button(w.p_("button", "Whole list"), data=CallTable())),))


# ------------------------------------------------------------------------------------------------------- after the call
def outcome_question(card: CallCard, w: Words, *, logged: bool = False, kept: bool = False) -> Screen:
    """How did it end? `kept`: a note has just been taken."""
    kind = short_code(card.target.kind)
    about = {"kind": kind, "id": card.target.id, "ver": card.version}

    def result(code: str, label: str, style: str | None = None) -> Button:
        return Button(label, data=CallResult(**about, result=code, logged=logged), style=style)  # type: ignore[arg-type]

    rows: Rows = (
        (result("c", w.p_("outcome", "Next call")), result("m", w.p_("button", "Meeting"))),
        (result("o", w.p_("button", "Send an offer")), result("t", w.p_("button", "Thinking it over"))),
    )
    refuse = Button(w.p_("button", "Refusal"), data=RefuseAsk(**about, talked=not logged), style="danger")
    if card.target.kind == "deal":
        rows += ((result("s", w.p_("button", "Sale"), "success"), refuse),)
    elif card.target.kind == "client":
        rows += ((Button(w.p_("button", "Only the card"), data=OpenCard(kind="c", id=card.target.id)),),)
    else:
        convert = ConvertAsk(id=card.target.id, ver=card.version, talked=not logged)
        rows += ((Button(w.p_("button", "Make a deal"), data=convert, style="success"), refuse),)
    back = Button(w.p_("button", "Back"), data=CallOpen(kind=kind, id=card.target.id))
    return Screen(render("calls/outcome.j2", w, name=card.name, kept=kept), rows=(*rows, (back,)))


def time_question(
    name: str, target: Target, ver: int, code: str, moments: Sequence[datetime], w: Words, *, logged: bool = False
) -> Screen:
    """When? `code` is c, m, o or l(ater)."""
    flow = "i" if logged else "c"
    pick = picker.Pick(PICKED[f"{flow}{short_code(target.kind)}{code}"], target.id, ver)
    text = render("calls/when.j2", w, name=name, code=code)
    back = Button(w.p_("button", "Back"), data=CallOpen(kind=short_code(target.kind), id=target.id))
    return Screen(text, rows=(*picker.presets(pick, moments, w), (back,)))


def move_reason(asked: Moving, target: Target, at: datetime, w: Words) -> Screen:
    """Why is the call moved? (S2-47)"""
    kind, minutes = short_code(target.kind), (at - picker.EPOCH) // timedelta(minutes=1)
    buttons = [
        Button(
            item.name, data=CallMove(kind=kind, id=target.id, ver=asked.task_version or 0, at=minutes, reason=item.id)
        )
        for item in asked.reasons
    ]
    back = Button(w.p_("button", "Back"), data=CallOpen(kind=kind, id=target.id))
    return Screen(render("calls/move.j2", w, name=asked.name, when=at), rows=(*grid(buttons, 2), (back,)))


def exhausted(done: Logged, w: Words) -> Screen:
    """Six tries in vain: refuse, or keep warm."""
    kind = short_code(done.target.kind)
    rows: Rows = ()
    if done.target.kind != "client":
        refuse = RefuseAsk(kind=kind, id=done.target.id, ver=done.version)
        rows = ((Button(w.p_("button", "Refusal"), data=refuse, style="danger"),),)
    later = Button(w.p_("button", "Try another time"), data=CallLater(kind=kind, id=done.target.id, ver=done.version))
    on = Button(w.p_("button", "Next call") + " →", data=CallNext())
    return Screen(render("calls/exhausted.j2", w, name=done.name, tries=done.attempts), rows=((later,), *rows, (on,)))


def not_reached_toast(done: Logged, w: Words) -> str:
    """What happens now with an unreached contact."""
    if done.planned_at is None:
        return w._("No answer, tried %(n)s times.", n=done.attempts)
    return w._(
        "We try again %(when)s (%(n)s of %(of)s).", when=w.when(done.planned_at), n=done.attempt, of=done.attempts
    )


def reached_toast(done: Logged, w: Words) -> str:
    """What was written down, and where a note goes."""
    if done.planned_at is None:
        return w._("Written down. Type a few words and they become the note.")
    return w._("Written down: %(when)s. Type a few words and they become the note.", when=w.when(done.planned_at))


def later_toast(done: Logged, w: Words) -> str:
    """When the moved call comes, or who decides whether it moves."""
    if done.asked is not None:
        return w._("Asked %(name)s; the date stays until then.", name=short(done.asked, 60))
    return w._("%(name)s: call %(when)s.", name=short(done.name), when=w.when(done.planned_at or w.now))


def length_toast(w: Words) -> str:
    """The length is written down."""
    return w._("Noted.")


def noted(view: Noted, w: Words) -> Screen:
    """The note is stored; the next card follows."""
    head = w.html("Noted for <b>%(name)s</b>.", name=short(view.name, 60))
    follow = next_or_finished(view.next, w)
    return replace(follow, text=f"{head}\n\n{follow.text}")


flows.add({"AfterCall": N_("the note to the call")})
problems.add(
    {
        "task_closed": N_("This task is closed already."),
        "deal_closed": N_("This deal is closed already."),
        "lead_closed": N_("This inquiry is closed already."),
        "reason_needed": N_("Say why: choose a reason or type it."),
        "reason_gone": N_("This reason is no longer used. Choose another one."),
        "unknown_result": N_("This button is from an older message and no longer works."),
    }
)
