"""/new and what is shared, forwarded or typed: an inquiry in two taps."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.leads import LeadTable
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.understanding import HeardOpen
from bot.ui.words import Words, short
from services.lead_steps import Known
from services.leads import Inquiry
from services.rules.views import Named

STEPS: Final = "npwc"
"""The questions of /new in order: name, phone, what is needed, channel."""
Step = Annotated[str, Field(max_length=1, pattern="^[npwc]$")]


class NewAdd(VoronkaCallback, prefix="ni1", roles=STAFF):
    """Add the inquiry that came with this message."""

    number: int


class NewOther(VoronkaCallback, prefix="ni2", roles=STAFF):
    """Change something first."""

    number: int


class NewAsk(VoronkaCallback, prefix="ni3", roles=STAFF):
    """Ask for one thing: n(ame), p(hone), w(hat is needed), c(hannel)."""

    number: int
    what: Step = "n"


class NewSkip(VoronkaCallback, prefix="ni4", roles=STAFF):
    """This is not known: the next question."""

    number: int
    what: Step = "n"


class NewChannel(VoronkaCallback, prefix="ni5", roles=STAFF):
    """Where it comes from; in the steps of /new (`last`) the inquiry is added at once."""

    number: int
    channel: int
    last: bool = False


class NewDrop(VoronkaCallback, prefix="ni6", roles=STAFF):
    """No inquiry after all."""

    number: int


# ------------------------------------------------------------------------------------------------------ what was read
def confirm(
    number: int, inquiry: Inquiry, w: Words, *, has_file: bool = False, instead: tuple[int, str] | None = None
) -> Screen:
    """Is this a new inquiry? `instead`: the message and the name of the record it could be attached to."""
    rows: Rows = (
        (
            Button("✅ " + w.p_("button", "Create"), data=NewAdd(number=number), style="success"),
            Button(w.p_("button", "Other"), data=NewOther(number=number)),
        ),
    )
    if instead is not None:
        label = "📎 " + w.p_("button", "To %(name)s", name=short(instead[1], 30))
        rows += ((Button(label, data=HeardOpen(number=instead[0])),),)
    return Screen(_draft(inquiry, None, w, has_file), rows=rows)


def change(number: int, inquiry: Inquiry, channel: str | None, w: Words, *, has_file: bool = False) -> Screen:
    """The same with everything that can be changed."""
    rows: Rows = (
        (
            Button(w.p_("button", "Name"), data=_ask(number, "n")),
            Button(w.p_("button", "Phone"), data=_ask(number, "p")),
        ),
        (
            Button(w.p_("button", "What is needed"), data=_ask(number, "w")),
            Button(w.p_("button", "Channel"), data=_ask(number, "c")),
        ),
    )
    if inquiry.name or inquiry.phone:
        rows = ((Button("✅ " + w.p_("button", "Create"), data=NewAdd(number=number), style="success"),), *rows)
    drop = Button(w.p_("button", "No inquiry"), data=NewDrop(number=number), style="danger")
    return Screen(_draft(inquiry, channel, w, has_file), rows=(*rows, (drop,)))


def _draft(inquiry: Inquiry, channel: str | None, w: Words, has_file: bool) -> str:
    call = w.when(datetime.fromisoformat(inquiry.call_at)) if inquiry.call_at else ""
    return render("new/draft.j2", w, inquiry=inquiry, channel=channel, has_file=has_file, call=call)


def _ask(number: int, what: str) -> NewAsk:
    return NewAsk(number=number, what=what)


# -------------------------------------------------------------------------------------------------------- the questions
def question(number: int, what: str, inquiry: Inquiry, channels: tuple[Named, ...], w: Words, *, steps: bool) -> Screen:
    """One question: in the `steps` of /new it may be skipped, else it leads back to the draft."""
    rows: Rows = ()
    if what == "c":
        buttons = [
            Button(short(item.name), data=NewChannel(number=number, channel=item.id, last=steps)) for item in channels
        ]
        rows = grid(buttons, 2)
    text = render("new/question.j2", w, what=what, inquiry=inquiry, steps=steps)
    if not steps:
        return Screen(text, rows=(*rows, (Button(w.p_("button", "Back"), data=NewOther(number=number)),)))
    if what != "p" or inquiry.name:  # one of name and phone is needed
        rows += ((Button(w.p_("button", "Skip"), data=NewSkip(number=number, what=what)),),)
    elif steps:
        rows += ((Button(w.p_("button", "No inquiry"), data=NewDrop(number=number)),),)
    if what == "n":
        rows += ((Button(w.p_("button", "Open inquiries"), data=LeadTable()),),)
    return Screen(text, rows=rows)


def dropped(w: Words) -> Screen:
    """Nothing was added."""
    return Screen(w._("All right, no inquiry was added."))


def added_toast(w: Words) -> str:
    """It is there, and whose."""
    return w._("The inquiry is yours.")


# --------------------------------------------------------------------------------------------------------------- known
def known_head(w: Words) -> str:
    """The line above a card that is there already; HTML."""
    return str(w.html("ℹ️ <b>Known already</b>"))


def known_to_others(known: Known, w: Words) -> Screen:
    """A colleague has it: a name, and nothing more."""
    if known.owner:
        return Screen(str(w.html("Known already: works with <b>%(name)s</b>.", name=known.owner)))
    return Screen(w._("Known already, and nobody looks after it. Ask your head to give it to you."))


flows.add({"NewForm": N_("the new inquiry")})
problems.add(
    {
        "draft_gone": N_("This is no longer at hand. Send the contact or the message once more."),
    }
)
