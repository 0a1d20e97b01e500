"""What was understood of free text, with every part to correct; and things sent, to be attached to a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, picker, problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import Kind, short_code
from bot.ui.titles import deal_label
from bot.ui.words import Words, short
from services.rules.understanding import Intent
from services.rules.views import Named
from services.understanding import Whom
from services.understanding_steps import Meant, Written

MARKS: Final = {"lead": "🆕", "client": "🏢", "deal": "💼"}

CODES: Final[dict[str, tuple[Intent, bool]]] = {
    "r": (Intent.REACHED, True),
    "n": (Intent.NOT_REACHED, True),
    "c": (Intent.CALL_BACK, False),
    "o": (Intent.OFFER_SENT, True),
    "m": (Intent.MEETING, False),
    "h": (Intent.MEETING, True),
    "p": (Intent.PAYMENT, True),
    "f": (Intent.REFUSAL, True),
    "t": (Intent.NOTE, False),
}
"""What can be written, and whether it has happened: the letters of the buttons."""
SPOKEN: Final = frozenset({"voice", "video_note"})
"""Files with words in them that a bot does not hear."""

_LABELS: Final[dict[str, Callable[[Words], str]]] = {
    "r": lambda w: "✅ " + w.p_("button", "We talked"),
    "n": lambda w: "📵 " + w.p_("button", "No answer"),
    "c": lambda w: "📞 " + w.p_("button", "Call"),
    "o": lambda w: "📄 " + w.p_("button", "Offer sent"),
    "m": lambda w: "🤝 " + w.p_("button", "Meeting agreed"),
    "h": lambda w: "🤝 " + w.p_("button", "Meeting held"),
    "p": lambda w: "💰 " + w.p_("button", "Paid"),
    "f": lambda w: "⛔ " + w.p_("button", "Refused"),
    "t": lambda w: "📝 " + w.p_("button", "Only a note"),
}


class HeardOpen(VoronkaCallback, prefix="hrd1", roles=STAFF):
    """What was understood of a message, once more."""

    number: int


class HeardWrite(VoronkaCallback, prefix="hrw1", roles=STAFF):
    """Yes, write it down."""

    number: int


class HeardAsk(VoronkaCallback, prefix="hra1", roles=STAFF):
    """Another w(hom), d(oing), t(ime); s(earch)."""

    number: int
    what: Annotated[str, Field(max_length=1)] = "w"


class HeardWhom(VoronkaCallback, prefix="hrp1", roles=STAFF):
    """It is about this record."""

    number: int
    kind: Kind
    id: int


class HeardDoing(VoronkaCallback, prefix="hri1", roles=STAFF):
    """It means this: a letter of `CODES`."""

    number: int
    code: Annotated[str, Field(max_length=1)] = "t"


class HeardOff(VoronkaCallback, prefix="hro1", roles=STAFF):
    """Without its t(ime), or its a(mount)."""

    number: int
    part: Annotated[str, Field(max_length=1)] = "a"


class HeardRefuse(VoronkaCallback, prefix="hrf1", roles=STAFF):
    """Refused, for this reason."""

    number: int
    reason: int


class HeardNew(VoronkaCallback, prefix="hrn1", roles=STAFF):
    """A new inquiry with this text."""

    number: int


class HeardDrop(VoronkaCallback, prefix="hrx1", roles=STAFF):
    """Write nothing."""

    number: int


WHEN: Final = picker.purpose("heard", lambda ref, _ver: HeardOpen(number=ref))
"""The next contact of what was understood; the picker's record is the number of the message."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a card shows: the message's number, what would be written, of whom; `sent`: something to attach.

    `reason`: of a refusal, as it was said.
    """

    number: int
    meant: Meant
    whom: Whom | None
    sent: bool = False
    reason: Named | None = None


# ------------------------------------------------------------------------------------------------------------ the card
def card(view: Understood, w: Words) -> Screen:
    """What would be written: one button to confirm, the others correct a part each."""
    meant, whom = view.meant, view.whom
    warning = _warning(view, w)
    text = render(
        "understanding/card.j2",
        w,
        whom=whom,
        what=w._("Attach?") if view.sent else doing(meant, w),
        when=_when(meant, w),
        amount=_amount(view, w),
        files=len(meant.files),
        voice=_is_spoken(meant),
        text=meant.text,
        warning=warning,
    )
    rows: Rows = ()
    if not warning:
        label = w.p_("button", "Attach") if view.sent else w.p_("button", "Write down")
        if meant.intent is Intent.REFUSAL:
            label = w.p_("button", "Choose the reason")
        rows = ((Button("✅ " + label, data=HeardWrite(number=view.number), style="success"),),)
        if view.reason is not None and meant.intent is Intent.REFUSAL:
            rows = _refuse_rows(view.number, view.reason, w)
    elif meant.needs_when and whom is not None and whom.is_open:
        rows = (
            (Button("📅 " + w.p_("button", "When?"), data=HeardAsk(number=view.number, what="t"), style="primary"),),
        )
    return Screen(text, rows=(*rows, *_corrections(view, w)))


def _is_spoken(meant: Meant) -> bool:
    return any(file.get("kind") in SPOKEN for file in meant.files)


def _refuse_rows(number: int, reason: Named, w: Words) -> Rows:
    """The reason was said: one press records it."""
    label = "⛔ " + w.p_("button", "Refused: %(reason)s", reason=short(reason.name, 30))
    said = Button(label, data=HeardRefuse(number=number, reason=reason.id), style="success")
    return ((said,), (Button(w.p_("button", "Another reason"), data=HeardWrite(number=number)),))


def _corrections(view: Understood, w: Words) -> Rows:
    number, meant = view.number, view.meant
    other = Button(w.p_("button", "Other record"), data=HeardAsk(number=number, what="w"))
    drop = Button("🗑 " + w.p_("button", "Nothing"), data=HeardDrop(number=number), style="danger")
    new = Button("🆕 " + w.p_("button", "New inquiry"), data=HeardNew(number=number))
    if view.sent:
        return ((other, new), (drop,))
    doing_ = Button(w.p_("button", "Other action"), data=HeardAsk(number=number, what="d"))
    rows: Rows = ((other, doing_),)
    parts = []
    if meant.intent not in (Intent.NOTE, Intent.REFUSAL):
        parts.append(Button("📅 " + w.p_("button", "Time"), data=HeardAsk(number=number, what="t")))
        if meant.when is not None and not meant.needs_when:
            parts.append(Button(w.p_("button", "No time"), data=HeardOff(number=number, part="t")))
    if _amount(view, w):
        parts.append(Button(w.p_("button", "No amount"), data=HeardOff(number=number, part="a")))
    if parts:
        rows += (tuple(parts),)
    note = (
        (Button(_LABELS["t"](w), data=HeardDoing(number=number, code="t")),) if meant.intent is not Intent.NOTE else ()
    )
    return (*rows, (*note, drop))


def doing(meant: Meant, w: Words) -> str:
    """What happened or is planned, in words."""
    return _DOING[meant.intent](meant, w)


_DOING: Final[dict[Intent, Callable[[Meant, Words], str]]] = {
    Intent.CALL_BACK: lambda m, w: "📞 " + (w._("We talked; call again") if m.talked else w._("Call")),
    Intent.MEETING: lambda m, w: "🤝 " + (w._("Meeting held") if m.done else w._("Meeting agreed")),
    Intent.OFFER_SENT: lambda m, w: "📄 " + w._("Offer sent"),
    Intent.PAYMENT: lambda m, w: "💰 " + (w._("Payment received") if m.done else w._("Payment expected")),
    Intent.REFUSAL: lambda m, w: "⛔ " + w._("Refused"),
    Intent.REACHED: lambda m, w: "✅ " + w._("Call: we talked"),
    Intent.NOT_REACHED: lambda m, w: "📵 " + w._("Call: no answer"),
    Intent.NOTE: lambda m, w: "📝 " + w._("Note"),
}


def _when(meant: Meant, w: Words) -> str:
    if meant.intent in (Intent.NOTE, Intent.REFUSAL):
        return ""
    if meant.when is None:
        return w._("📅 Next try: by the usual rhythm") if meant.intent is Intent.NOT_REACHED else ""
    if meant.needs_when:
        return "📅 " + w.when(meant.when)
    return w._("📅 Next call: %(when)s", when=w.when(meant.when))


def _amount(view: Understood, w: Words) -> str:
    """The sum and what it changes; empty where it changes nothing."""
    amount, whom = view.meant.amount, view.whom
    if amount is None or view.meant.intent is Intent.NOTE or view.sent:
        return ""
    if view.meant.intent is Intent.PAYMENT:
        return "💵 " + w.money(amount)
    if not view.meant.sets_amount or whom is None or whom.target.kind != "deal" or whom.amount == amount:
        return ""
    if whom.amount is None:
        return w._("💵 Amount of the deal: %(new)s", new=w.money(amount))
    return w._("💵 Amount of the deal: %(old)s → %(new)s", old=w.money(whom.amount), new=w.money(amount))


def _warning(view: Understood, w: Words) -> str:
    """Why it can't be written as it is."""
    meant, whom = view.meant, view.whom
    if whom is None:
        return w._("Choose the record.")
    if meant.intent is Intent.NOTE:
        return ""
    if not whom.is_open:
        return w._("This is closed: only a note can be added. Or choose another record.")
    if meant.intent is Intent.REFUSAL and whom.target.kind == "client":
        return w._("Only deals and inquiries can be refused. Choose one of them, or add a note.")
    if meant.needs_when and meant.when is None:
        return w._("When? Choose a time.")
    if meant.when is not None and meant.when <= w.now:
        return w._("This time has already passed. Choose a later one.")
    return ""


# ----------------------------------------------------------------------------------------------------------- questions
def whom_question(
    number: int, found: tuple[Whom, ...], name: str | None, meant: Meant, w: Words, *, back: bool
) -> Screen:
    """Who is it about? `name`: what was looked for."""
    text = render(
        "understanding/whom.j2",
        w,
        found=found,
        name=name,
        text=meant.text or w._("(no words)"),
        files=len(meant.files),
        voice=_is_spoken(meant),
    )
    rows: Rows = grid([_choice(number, one, w) for one in found], 1)
    search = Button("🔎 " + w.p_("button", "Search"), data=HeardAsk(number=number, what="s"))
    new = Button("🆕 " + w.p_("button", "New inquiry"), data=HeardNew(number=number))
    leave = Button(w.p_("button", "Back"), data=HeardOpen(number=number))
    drop = Button("🗑 " + w.p_("button", "Nothing"), data=HeardDrop(number=number), style="danger")
    return Screen(text, rows=(*rows, (search, new), (leave if back else drop,)))


def sum_question(number: int, whom: Whom | None, amount: int, w: Words) -> Screen:
    """A sum alone says little: is it of the record that was opened just now, and what is it?"""
    drop = Button("🗑 " + w.p_("button", "No"), data=HeardDrop(number=number), style="danger")
    if whom is None:
        search = Button("🔎 " + w.p_("button", "Search"), data=HeardAsk(number=number, what="s"))
        return Screen(str(w.html("<b>%(sum)s</b>: of which client?", sum=w.money(amount))), rows=((search, drop),))
    label = deal_label(whom.title or whom.name, whom.name, None, w) if whom.target.kind == "deal" else whom.name
    other = Button(w.p_("button", "Another client"), data=HeardAsk(number=number, what="s"))
    kinds = tuple(Button(_LABELS[code](w), data=HeardDoing(number=number, code=code)) for code in ("p", "o", "t"))
    text = w.html("<b>%(sum)s</b>: is it of %(name)s? What is it?", sum=w.money(amount), name=label)
    return Screen(str(text), rows=(kinds[:2], kinds[2:], (other, drop)))


def _choice(number: int, one: Whom, w: Words) -> Button:
    if one.contact:
        label = f"{short(one.contact, 24)} · {short(one.name, 30)}"
        return Button(f"{MARKS[one.target.kind]} {label}", data=_about(number, one))
    label = (
        deal_label(one.title or one.name, one.name, one.amount, w) if one.target.kind == "deal" else short(one.name, 30)
    )
    return Button(f"{MARKS[one.target.kind]} {label}", data=_about(number, one))


def _about(number: int, one: Whom) -> HeardWhom:
    return HeardWhom(number=number, kind=short_code(one.target.kind), id=one.target.id)


def search_question(number: int, w: Words) -> Screen:
    """Whose name is to be looked for?"""
    back = Button(w.p_("button", "Back"), data=HeardOpen(number=number))
    return Screen(w._("Write the name, the last digits of the phone, or the number of the deal."), rows=((back,),))


def doing_question(number: int, whom: Whom | None, meant: Meant, w: Words) -> Screen:
    """What does it mean?"""
    text = w.html("<b>%(name)s</b>: what happened?", name=whom.name) if whom else w._("What happened?")
    codes = [code for code, meaning in CODES.items() if meaning != (meant.intent, meant.done)]
    rows = grid([Button(_LABELS[code](w), data=HeardDoing(number=number, code=code)) for code in codes], 2)
    back = Button(w.p_("button", "Back"), data=HeardOpen(number=number))
    return Screen(str(text), rows=(*rows, (back,)))


def time_question(number: int, whom: Whom | None, moments: tuple[datetime, ...], w: Words) -> Screen:
    """When?"""
    text = (
        w.html("<b>%(name)s</b>: when? Press or write it.", name=whom.name) if whom else w._("When? Press or write it.")
    )
    back = Button(w.p_("button", "Back"), data=HeardOpen(number=number))
    return Screen(str(text), rows=(*picker.presets(when_pick(number), moments, w), (back,)))


def when_pick(number: int) -> picker.Pick:
    """What a chosen or typed moment is for."""
    return picker.Pick(WHEN, number)


# ------------------------------------------------------------------------------------------------------ what came of it
def written_toast(done: Written, w: Words) -> str:
    """What is on record now."""
    if done.files:
        return w.n_("Attached: %(n)s file.", "Attached: %(n)s files.", done.files)
    if done.asked is not None:
        return w._("Written. The new date waits for %(head)s.", head=done.asked) if done.asked else w._("Written.")
    if done.planned_at is not None:
        return w._("Written. Next contact: %(when)s.", when=w.when(done.planned_at))
    return w._("Written.")


def dropped(w: Words) -> Screen:
    """Nothing was written."""
    return Screen(w._("All right, nothing was written."))


def not_attachable(w: Words) -> Screen:
    """A sticker, a poll: nothing to keep."""
    return Screen(
        w._(
            "I can keep texts, voice messages, pictures, videos and files with a deal, but not this. Send one of those."
        )
    )


flows.add({"HeardForm": N_("the search for the record")})
problems.add(
    {
        "heard_gone": N_("This is no longer at hand. Write it once more."),
        "heard_written": N_("This is written already. Here is how it is now."),
        "when_needed": N_("A time is missing. Choose when."),
        "attached_too_big": N_("This file is too big to keep: %(limit)s MB at most. Send a smaller one or a link."),
    }
)
