"""Inquiries: the lists, the card, taking, giving, converting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final, get_args

from pydantic import Field

from bot.ui import flows, problems
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.calls import CallOpen
from bot.ui.history import activity_text, file_rows
from bot.ui.i18n import N_
from bot.ui.kit import copy_number, menu_row
from bot.ui.lateness import late_text
from bot.ui.paging import paged, pager
from bot.ui.refusals import RefuseAsk
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import ConvertAsk, HistoryOpen, OpenCard, StepAsk
from bot.ui.titles import numbered, task_title
from bot.ui.words import Words, short
from services.conversions import Converted, ConvertQuestion
from services.lead_views import LeadCard, LeadLine, LeadPage
from services.leads import LeadGiveChoice

CHOICES: Final = {"n": "new", "m": "mine", "t": "team"}
FIELDS: Final = {"n": "name", "p": "phone", "w": "need"}
What = Annotated[str, Field(max_length=1, pattern="^[npw]$")]


class LeadTable(VoronkaCallback, prefix="lt1", roles=STAFF):
    """A page (from 1) of a list: n(ew), m(ine), t(eam); without a choice the first that has any."""

    choice: Annotated[str, Field(max_length=1)] = ""
    page: int = 1


class LeadTake(VoronkaCallback, prefix="lx1", roles=STAFF):
    """Take an inquiry that waits."""

    id: int
    ver: int


class LeadMore(VoronkaCallback, prefix="lm1", roles=STAFF):
    """Everything else that can be done with an inquiry."""

    id: int


class LeadNote(VoronkaCallback, prefix="ln1", roles=STAFF):
    """Ask for a note."""

    id: int


class LeadAsk(VoronkaCallback, prefix="lf1", roles=STAFF):
    """Ask for a new n(ame), p(hone) or w(hat is needed)."""

    id: int
    what: What = "n"


class LeadGive(VoronkaCallback, prefix="lg1", roles=LEADERS):
    """To whom? A page (from 1) of people."""

    id: int
    page: int = 1


class LeadGiveTo(VoronkaCallback, prefix="lq1", roles=LEADERS):
    """Give an inquiry to a person."""

    id: int
    ver: int
    user: int


class LeadConvertAs(VoronkaCallback, prefix="lw1", roles=STAFF):
    """Ask for the pipeline once more: for the known client, or (`fresh`) for a new one."""

    id: int
    talked: bool = False
    fresh: bool = False


class LeadConvert(VoronkaCallback, prefix="lv1", roles=STAFF):
    """Make the deal in this pipeline."""

    id: int
    ver: int
    pipeline: int
    talked: bool = False
    fresh: bool = False


LeadButton = (
    LeadMore | LeadNote | LeadAsk | LeadGive | LeadGiveTo | LeadConvertAs | LeadConvert | ConvertAsk
)  # fmt: skip
BUTTONS: Final = get_args(LeadButton)
"""Buttons of the card; a stale one redraws it."""


# ----------------------------------------------------------------------------------------------------------- the lists
def lead_list(view: LeadPage, w: Words) -> Screen:
    """A page of inquiries, and the other lists with their counts."""
    names = _names(w)
    lines = [(line, limit_text(line, w)) for line in view.lines]
    text = render("leads/list.j2", w, view=view, name=names[view.choice], lines=lines)
    codes = {name: code for code, name in CHOICES.items()}
    tabs = [
        Button(f"{names[name]} {w.number(count)}", data=LeadTable(choice=codes[name]))
        for name, count in view.counts.items()
        if name != view.choice
    ]
    cards = [
        numbered(number, line.name, OpenCard(kind="l", id=line.id), _mark(line))
        for number, line in enumerate(view.lines, 1)
    ]
    rows: Rows = grid(cards, 2)
    rows += pager(lambda page: LeadTable(choice=codes[view.choice], page=page), view.page, view.pages)
    place = LeadTable(choice=codes[view.choice], page=view.page)
    return Screen(text, rows=(*rows, *grid(tabs, 2), *menu_row(w)), place=place)


def _mark(line: LeadLine) -> str:
    return "🔴 " if line.red else ""


def _names(w: Words) -> dict[str, str]:
    return {
        "new": w.p_("inquiries", "To be taken"),
        "mine": w.p_("inquiries", "Mine"),
        "team": w.p_("inquiries", "The team's"),
    }


def limit_text(lead: LeadCard | LeadLine, w: Words) -> str:
    """The running or missed response limit in words; empty when there is none any more."""
    if lead.respond_by is None or lead.responded_at is not None or getattr(lead, "closed_at", None) is not None:
        return ""
    if lead.late is None:
        left = max(lead.respond_by - w.now, timedelta())
        return "⏱ " + w._("answer by %(time)s, %(left)s left", time=w.time(lead.respond_by), left=w.duration(left))
    return "🔴 " + w._(
        "the answer was due %(when)s, %(late)s late",
        when=w.when(lead.respond_by),
        late=late_text(lead.late, w),
    )


# ------------------------------------------------------------------------------------------------------------ the card
def lead_card(card: LeadCard, w: Words) -> Screen:
    """Everything about one inquiry, and the likeliest things to do with it."""
    text = render(
        "leads/card.j2",
        w,
        card=card,
        limit=limit_text(card, w),
        next=task_title(card.next, w) if card.next else "",
        events=[(event, activity_text(event, w)) for event in card.last],
    )
    return Screen(text, rows=_live_rows(card, w) if card.live else _closed_rows(card, w))


def headed(head: str, screen: Screen) -> Screen:
    """The same card under a line that says why it comes; `head` is HTML."""
    return replace(screen, text=f"{head}\n\n{screen.text}")


def _live_rows(card: LeadCard, w: Words) -> Rows:
    call = Button("📞 " + w.p_("button", "Call"), data=CallOpen(kind="l", id=card.id))
    convert = ConvertAsk(id=card.id, ver=card.version)
    refuse = RefuseAsk(kind="l", id=card.id, ver=card.version)
    waits = card.owner is None
    take = Button(w.p_("button", "Take"), data=LeadTake(id=card.id, ver=card.version), style="primary")
    return (
        (take, call) if waits else (call,),
        (
            Button(w.p_("button", "Make a deal"), data=convert, style=None if waits else "success"),
            Button(w.p_("button", "More"), data=LeadMore(id=card.id)),
        ),
        *file_rows(card.last, w, most=1),
        (Button(w.p_("button", "Refusal"), data=refuse, style="danger"),),
    )


def _closed_rows(card: LeadCard, w: Words) -> Rows:
    row = [Button("🕓 " + w.p_("button", "History"), data=HistoryOpen(kind="l", id=card.id))]
    if card.deal_id is not None:
        row.insert(0, Button(w.p_("button", "Deal"), data=OpenCard(kind="d", id=card.deal_id), style="primary"))
    if card.client is not None:
        row.append(Button(w.p_("button", "Client"), data=OpenCard(kind="c", id=card.client.id)))
    return (tuple(row),)


def more(card: LeadCard, w: Words) -> Screen:
    """The same card with everything else that can be done."""
    rows: Rows = (
        (
            Button("✏️ " + w.p_("button", "Note"), data=LeadNote(id=card.id)),
            Button("🕓 " + w.p_("button", "History"), data=HistoryOpen(kind="l", id=card.id)),
        ),
    )
    if card.live:
        rows += (
            (
                Button("➕ " + w.p_("button", "Next step"), data=StepAsk(kind="l", id=card.id)),
                Button(w.p_("button", "What is needed"), data=LeadAsk(id=card.id, what="w")),
            ),
            (
                Button(w.p_("button", "Rename"), data=LeadAsk(id=card.id, what="n")),
                Button(w.p_("button", "Phone"), data=LeadAsk(id=card.id, what="p")),
            ),
        )
    if card.phone:
        rows += ((copy_number(card.phone, w),),)
    if card.may_give and card.live:
        rows += ((Button("👤 " + w.p_("button", "Give to…"), data=LeadGive(id=card.id)),),)
    last = [Button(w.p_("button", "Back"), data=OpenCard(kind="l", id=card.id))]
    if card.client is not None:
        last.insert(0, Button(w.p_("button", "Client"), data=OpenCard(kind="c", id=card.client.id)))
    return Screen(lead_card(card, w).text, rows=(*rows, tuple(last)))


# ----------------------------------------------------------------------------------------------------------- questions
def note_question(card: LeadCard, w: Words) -> Screen:
    """What is to be noted?"""
    text = w.html(
        "<b>%(name)s</b>: write the note, say it in a voice message, or send a photo or a file.",
        name=short(card.name, 100),
    )
    return _typed(card, str(text), w)


def field_question(card: LeadCard, what: str, w: Words) -> Screen:
    """What is to stand there instead?"""
    return _typed(card, render("leads/field.j2", w, card=card, what=what), w)


def _typed(card: LeadCard, text: str, w: Words) -> Screen:
    return Screen(text, rows=((Button(w.p_("button", "Back"), data=LeadMore(id=card.id)),),))


def takers(asked: LeadGiveChoice, page: int, w: Words) -> Screen:
    """Who takes the inquiry?"""
    shown = paged(asked.people, page)
    buttons = [
        Button(short(item.name, 40), data=LeadGiveTo(id=asked.id, ver=asked.version, user=item.id))
        for item in shown.items
    ]
    turn = pager(lambda number: LeadGive(id=asked.id, page=number), shown.number, shown.count)
    text = w.html("<b>%(name)s</b>: who takes the inquiry?", name=short(asked.name, 100))
    if not asked.people:
        text = w.html("<b>%(name)s</b>: there is nobody to give it to.", name=short(asked.name, 100))
    return Screen(str(text), rows=(*grid(buttons, 2), *turn, (_more(asked.id, w),)))


def _more(lead_id: int, w: Words) -> Button:
    return Button(w.p_("button", "Back"), data=LeadMore(id=lead_id))


def convert_question(asked: ConvertQuestion, w: Words, *, talked: bool, fresh: bool = False) -> Screen:
    """In which pipeline? A known client may be passed over for a new one."""
    about = {"id": asked.id, "talked": talked}
    buttons = [
        Button(
            short(item.name),
            data=LeadConvert(**about, ver=asked.version, pipeline=item.id, fresh=fresh),
            style="success",
        )
        for item in asked.pipelines
    ]
    rows: Rows = grid(buttons, 2)
    if asked.known:
        label = w.p_("button", "For the known client") if fresh else w.p_("button", "As a new client")
        rows += ((Button(label, data=LeadConvertAs(**about, fresh=not fresh)),),)
    back = Button(w.p_("button", "Back"), data=OpenCard(kind="l", id=asked.id))
    return Screen(render("leads/convert.j2", w, asked=asked, fresh=fresh), rows=(*rows, (back,)))


def converted_toast(done: Converted, w: Words) -> str:
    """What was made."""
    if done.new_client:
        return w._("Client and deal No. %(id)s are made.", id=done.deal_id)
    return w._("Deal No. %(id)s is made.", id=done.deal_id)


def taken_toast(card: LeadCard, w: Words) -> str:
    """It is yours, and what happens now."""
    if card.in_chat:
        return w._("Yours. The person who asked hears your name.")
    return w._("Yours.")


def given_toast(card: LeadCard, w: Words) -> str:
    """Who has it now."""
    return w._("Given to %(name)s.", name=short(card.owner.name if card.owner else "", 60))


# ------------------------------------------------------------------------------------------------------------- notices
def new_inquiry(card: LeadCard, w: Words) -> Screen:
    """To sellers: somebody asks."""
    return headed(str(w.html("🆕 <b>New inquiry</b>")), lead_card(card, w))


def given(card: LeadCard, w: Words) -> Screen:
    """To whoever was given an inquiry."""
    return headed(str(w.html("👤 <b>An inquiry was given to you</b>")), lead_card(card, w))


flows.add({"LeadForm": N_("the change of the inquiry")})
problems.add(
    {
        "lead_has_owner": N_("%(name)s was faster and has taken it."),
        "name_or_phone": N_("A name or a phone is needed."),
        "phone_known": lambda w, params: (
            w._("This phone is known already: works with %(owner)s.", owner=params["owner"])
            if params.get("owner")
            else w._("This phone is known already.")
        ),
        "channel_gone": N_("This channel is no longer used. Choose another one."),
    }
)
