"""Recording a refusal and checking one (screen 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from bot.ui import flows, ordered, problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.kit import copy_number, elsewhere
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import Kind, Look, OpenCard, kind_of, short_code
from bot.ui.words import Words, short
from services.closing import Restored
from services.refusals import RefusalCheck, RefusalDone, RefusalQuestion
from services.rules.kinds import CheckResult
from services.rules.target import Target


class RefuseAsk(VoronkaCallback, prefix="ra1", roles=STAFF):
    """Why was it refused? `talked`: a call led to it and is not recorded yet."""

    kind: Kind
    id: int
    ver: int
    talked: bool = False


class Refuse(VoronkaCallback, prefix="rf1", roles=STAFF):
    """Record the refusal with this reason."""

    kind: Kind
    id: int
    ver: int
    reason: int
    talked: bool = False


class RefuseWord(VoronkaCallback, prefix="rw1", roles=STAFF):
    """Add a word to a refusal."""

    refusal: int


class RefuseUndo(VoronkaCallback, prefix="ru1", roles=STAFF):
    """Take a refusal back."""

    undo: int


class CheckOpen(VoronkaCallback, prefix="ko1", roles=STAFF, door=True):
    """The card of a refusal to verify."""

    task: int


class CheckGive(VoronkaCallback, prefix="kg1", roles=STAFF):
    """The verdict: c(onfirmed) or b(ack to work); x asks for the right reason."""

    task: int
    ver: int
    result: Annotated[str, Field(max_length=1)]


class CheckCorrect(VoronkaCallback, prefix="kc1", roles=STAFF):
    """The right reason."""

    task: int
    ver: int
    reason: int


def target_of(data: RefuseAsk | Refuse) -> Target:
    """The record a button is about."""
    return Target(kind_of(data.kind), data.id)


def question(view: RefusalQuestion, w: Words, *, talked: bool) -> Screen:
    """Why? The reasons as buttons."""
    kind = short_code(view.target.kind)
    about = {"kind": kind, "id": view.target.id, "ver": view.version, "talked": talked}
    reasons = [Button(item.name, data=Refuse(**about, reason=item.id)) for item in view.reasons]
    back = Button(w.p_("button", "Back"), data=OpenCard(kind=kind, id=view.target.id))
    return Screen(render("refusals/question.j2", w, view=view), rows=(*grid(reasons, 2), (back,)))


def receipt(done: RefusalDone, w: Words) -> Screen:
    """It is recorded; a word can be added, and for 24 hours it can be taken back."""
    rows: Rows = (
        (Button("✏️ " + w.p_("button", "Add a word"), data=RefuseWord(refusal=done.refusal_id)),),
        *ordered.undo_row(RefuseUndo(undo=done.undo_id), w),
    )
    return Screen(render("refusals/receipt.j2", w, done=done), rows=rows)


def word_question(w: Words) -> Screen:
    """What is to be added?"""
    return Screen(w._("Write what the client said; it is added to the refusal."))


def word_added(name: str, w: Words) -> Screen:
    """The comment is stored."""
    return Screen(str(w.html("Added to the refusal: <b>%(name)s</b>.", name=name)))


def undone(back: Restored, w: Words) -> Screen:
    """It is open again."""
    card = Button(w.p_("button", "Card"), data=OpenCard(kind=short_code(back.target.kind), id=back.target.id))
    told = [w._("The refusal is taken back, the work goes on."), *elsewhere(back.stage, w)]
    return Screen("\n".join(told), rows=((card,),))


def check_card(view: RefusalCheck, w: Words) -> Screen:
    """A refusal to verify: was it really so?"""
    text = render("refusals/check.j2", w, view=view, elsewhere=elsewhere(view.moved_to, w))
    card: tuple[Button, ...] = ()
    if view.opens:
        card = (Button(w.p_("button", "Card"), data=OpenCard(kind=short_code(view.target.kind), id=view.target.id)),)
    if view.result is not None:
        return Screen(text, rows=(card,))
    rows: Rows = (
        (
            Button(w.p_("button", "Confirm"), data=_give(view, "c"), style="success"),
            Button(w.p_("button", "Correct"), data=_give(view, "x")),
        ),
        (Button(w.p_("button", "Back to work"), data=_give(view, "b"), style="primary"), *card),
    )
    if view.contact_phone:
        rows += ((copy_number(view.contact_phone, w),),)
    return Screen(text, rows=rows)


def corrected(target: Target, said: Mapping[str, str], w: Words) -> Screen:
    """To whoever refused: which reason counts after the check."""
    text = w.html(
        "🔎 <b>%(name)s</b>: the reason of the refusal is “%(counts)s” now, not “%(said)s” (%(by)s checked it).",
        **{key: short(value, 60) for key, value in said.items()},
    )
    card = Button(w.p_("button", "Open"), data=Look(kind=short_code(target.kind), id=target.id))
    return Screen(str(text), rows=((card,),))


def _give(view: RefusalCheck, result: str) -> CheckGive:
    return CheckGive(task=view.task_id, ver=view.version, result=result)


def correct_question(view: RefusalCheck, w: Words) -> Screen:
    """Which reason is the right one?"""
    reasons = [
        Button(item.name, data=CheckCorrect(task=view.task_id, ver=view.version, reason=item.id))
        for item in view.reasons
    ]
    back = Button(w.p_("button", "Back"), data=CheckOpen(task=view.task_id))
    text = w.html("<b>%(name)s</b>: what was the real reason?", name=view.name)
    return Screen(str(text), rows=(*grid(reasons, 2), (back,)))


VERDICTS = {"c": CheckResult.CONFIRMED, "b": CheckResult.BACK_TO_WORK}

flows.add({"RefusalWord": N_("the word for the refusal")})
problems.add(
    {
        "undo_over": N_("This can no longer be taken back."),
        "no_lost_stage": N_("This pipeline has no stage for refused deals. The admin can add one."),
        "no_won_stage": N_("This pipeline has no stage for won deals. The admin can add one."),
        "not_refusable": N_("Only deals and inquiries can be refused."),
        "pipeline_gone": N_("This pipeline is no longer used. Choose another one."),
        "stage_gone": N_("This stage is no longer used. Choose another one."),
    }
)
