"""/reasons: why clients refuse and buy, who else is told, and how refusals are checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, kit, ordered, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.confirm import confirm
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.pipeline_buttons import undo_of
from bot.ui.reason_lists import CODES, List, ReasonsShow, other_lists
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, short
from services.reason_routes import ReasonTold
from services.reasons import CheckRules, DepartmentView, ReasonList, ReasonView
from services.rules.actor import Role
from services.rules.checks import CheckBy
from services.rules.views import Named

ADMINS: Final = frozenset({Role.ADMIN})
SHARES: Final = (100, 50, 20, 0)
"""Percent of the refusals that may be checked."""
PEOPLE_PAGE: Final = 10


class ReasonOpen(VoronkaCallback, prefix="rlo1", roles=ADMINS):
    """One reason."""

    which: List
    item: int


class ReasonName(VoronkaCallback, prefix="rln1", roles=ADMINS):
    """Name a reason; 0 is a new one."""

    which: List
    item: int
    ver: int


class ReasonMove(VoronkaCallback, prefix="rlm1", roles=ADMINS):
    """One place up (-1) or down (1)."""

    which: List
    item: int
    ver: int
    by: int


class ReasonOffer(VoronkaCallback, prefix="rlf1", roles=ADMINS):
    """Where a refusal reason is offered."""

    item: int
    ver: int
    deals: bool
    leads: bool


class ReasonTell(VoronkaCallback, prefix="rlt1", roles=ADMINS):
    """Which department hears of it: -1 asks, 0 is none."""

    which: List
    item: int
    ver: int
    dept: int = -1


class ReasonDrop(VoronkaCallback, prefix="rld2", roles=ADMINS):
    """Offer it no more (`sure` after the question), or again."""

    which: List
    item: int
    ver: int
    back: bool = False
    sure: bool = False


class ReasonChecks(VoronkaCallback, prefix="rlc1", roles=ADMINS):
    """How refusals are checked: -1 shows it, else the share in percent; h(ead) or p(eer)."""

    share: int = -1
    by: Annotated[str, Field(max_length=1, pattern="^[hp]$")] = "h"


class DepartmentsShow(VoronkaCallback, prefix="rdl2", roles=ADMINS):
    """The departments, a page from 1."""

    page: int = 1


class DepartmentOpen(VoronkaCallback, prefix="rdo1", roles=ADMINS):
    """One department; a page of the colleagues."""

    dept: int
    page: int = 1


class DepartmentName(VoronkaCallback, prefix="rdn1", roles=ADMINS):
    """Name a department; 0 is a new one."""

    dept: int
    ver: int


class DepartmentPerson(VoronkaCallback, prefix="rdp1", roles=ADMINS):
    """Tell a colleague, or no more."""

    dept: int
    ver: int
    user: int
    page: int = 1


class DepartmentDrop(VoronkaCallback, prefix="rdd1", roles=ADMINS):
    """Tell the department no more; `sure` after the question."""

    dept: int
    ver: int
    sure: bool = False


CHANGES = (ReasonName, ReasonMove, ReasonOffer, ReasonTell, ReasonDrop)
DEPARTMENT_CHANGES = (DepartmentName, DepartmentPerson, DepartmentDrop)

_BY: Final = {"h": CheckBy.HEAD, "p": CheckBy.PEER}


def check_by(code: str) -> CheckBy:
    """Who checks, by the code of a button."""
    return _BY[code]


def table(found: Sequence[ReasonView], which: ReasonList, page: int, w: Words) -> Screen:
    """One of the two lists; the other one, departments and checks beside it."""
    shown = paged(found, page, ordered.PAGE)
    code = CODES[which]
    rows: Rows = tuple(
        (ordered.line(item.name, w.number(item.used), ReasonOpen(which=code, item=item.id), archived=item.archived),)
        for item in shown.items
    )
    turn = pager(lambda number: ReasonsShow(which=code, page=number), shown.number, shown.count)
    add = ordered.new_button(w.p_("button", "New reason"), ReasonName(which=code, item=0, ver=0))
    beside = (
        Button(w.p_("button", "Who is told"), data=DepartmentsShow()),
        Button(w.p_("button", "Checks"), data=ReasonChecks()),
    )
    text = render("reasons/table.j2", w, win=which is ReasonList.WIN, found=found)
    return Screen(text, rows=(*rows, *turn, (add,), beside, other_lists(code, w), *kit.menu_row(w)))


def card(view: ReasonView, w: Words) -> Screen:
    """A reason and what can be changed of it."""
    code = CODES[view.list]
    about = {"which": code, "item": view.id, "ver": view.version}
    back = (Button(w.p_("button", "To the list"), data=ReasonsShow(which=code)),)
    text = render("reasons/card.j2", w, view=view, win=view.list is ReasonList.WIN)
    if view.archived:
        return Screen(
            text, rows=ordered.archived_rows(ReasonDrop(**about, back=True), back, w, undo=undo_of(view.undo))
        )
    own: Rows = (
        (
            Button(w.p_("button", "Rename"), data=ReasonName(**about)),
            Button(w.p_("button", "Who is told"), data=ReasonTell(**about)),
        ),
    )
    if view.list is ReasonList.LOSS:
        own += (_offered(view, w),)
    of = view.place if view.last else view.place + 1
    place = ordered.place(view.place, of, lambda down: ReasonMove(**about, by=1 if down else -1))
    return Screen(
        text, rows=ordered.page_rows(own, back, w, place=place, archive=ReasonDrop(**about), undo=undo_of(view.undo))
    )


def _offered(view: ReasonView, w: Words) -> tuple[Button, ...]:
    def choice(label: str, *, deals: bool, leads: bool) -> Button:
        on = (view.for_deals, view.for_leads) == (deals, leads)
        data = ReasonOffer(item=view.id, ver=view.version, deals=deals, leads=leads)
        return Button(("✓ " if on else "") + label, data=data)

    return (
        choice(w.p_("button", "Deals"), deals=True, leads=False),
        choice(w.p_("button", "Inquiries"), deals=False, leads=True),
        choice(w.p_("button", "Both"), deals=True, leads=True),
    )


def drop_question(view: ReasonView, w: Words) -> Screen:
    """Are you sure?"""
    question = w.html(
        "Archive <b>%(name)s</b>? It is no longer offered; where it was named it stays.", name=short(view.name, 100)
    )
    about = {"which": CODES[view.list], "item": view.id}
    do = ReasonDrop(**about, ver=view.version, sure=True)
    return confirm(str(question), w.p_("button", "Archive"), do, ReasonOpen(**about), w)


def name_question(view: ReasonView | None, which: ReasonList, w: Words) -> Screen:
    """What is it called?"""
    code = CODES[which]
    back = ReasonOpen(which=code, item=view.id) if view else ReasonsShow(which=code)
    text = w._("Write the reason in a few words: it becomes a button.")
    return kit.note(text, ((Button(w.p_("button", "Back"), data=back),),))


def tell_question(view: ReasonView, found: Sequence[DepartmentView], w: Words) -> Screen:
    """Which department hears of it?"""
    about = {"which": CODES[view.list], "item": view.id, "ver": view.version}
    chosen = view.department.id if view.department else 0
    choices = [
        Button(("✓ " if item.id == chosen else "") + short(item.name, 30), data=ReasonTell(**about, dept=item.id))
        for item in found
    ]
    nobody = Button(("✓ " if not chosen else "") + w.p_("button", "Nobody else"), data=ReasonTell(**about, dept=0))
    back = Button(w.p_("button", "Back"), data=ReasonOpen(which=CODES[view.list], item=view.id))
    text = w.html("<b>%(name)s</b>: who else hears of it, besides the head?", name=short(view.name, 60))
    return Screen(str(text), rows=(*grid(choices, 2), (nobody,), (back,)))


def departments(found: Sequence[DepartmentView], w: Words, page: int = 1) -> Screen:
    """Who else is told."""
    shown = paged(found, page)
    rows: Rows = tuple((Button(short(item.name, 32), data=DepartmentOpen(dept=item.id)),) for item in shown.items)
    rows += pager(lambda number: DepartmentsShow(page=number), shown.number, shown.count)
    add = ordered.new_button(w.p_("button", "New department"), DepartmentName(dept=0, ver=0))
    back = Button(w.p_("button", "To the reasons"), data=ReasonsShow(which="l"))
    return Screen(render("reasons/departments.j2", w, items=shown.items), rows=(*rows, (add,), (back,)))


def department(view: DepartmentView, people: Sequence[Named], page: int, w: Words) -> Screen:
    """A department: tick who is told there."""
    shown = paged(people, page, PEOPLE_PAGE)
    told = {item.id for item in view.people}
    ticks = tuple(
        (
            Button(
                ("✓ " if item.id in told else "") + short(item.name, 30),
                data=DepartmentPerson(dept=view.id, ver=view.version, user=item.id, page=shown.number),
            ),
        )
        for item in shown.items
    )
    turn = pager(lambda number: DepartmentOpen(dept=view.id, page=number), shown.number, shown.count)
    about = {"dept": view.id, "ver": view.version}
    rows = ordered.page_rows(
        (*ticks, *turn, (Button(w.p_("button", "Rename"), data=DepartmentName(**about)),)),
        (Button(w.p_("button", "To the list"), data=DepartmentsShow()),),
        w,
        archive=DepartmentDrop(**about),
        undo=undo_of(view.undo),
    )
    return Screen(render("reasons/department.j2", w, view=view), rows=rows)


def department_question(view: DepartmentView | None, w: Words) -> Screen:
    """What is it called?"""
    back = DepartmentOpen(dept=view.id) if view else DepartmentsShow()
    text = w._("What is the department called? For example: “Warehouse”.")
    return kit.note(text, ((Button(w.p_("button", "Back"), data=back),),))


def department_drop_question(view: DepartmentView, w: Words) -> Screen:
    """Are you sure?"""
    question = w.html("Archive <b>%(name)s</b>? Nobody there is told of refusals any more.", name=view.name)
    do = DepartmentDrop(dept=view.id, ver=view.version, sure=True)
    return confirm(str(question), w.p_("button", "Archive"), do, DepartmentOpen(dept=view.id), w)


def checks(rules: CheckRules, w: Words) -> Screen:
    """How many refusals are checked, and by whom."""
    by = "p" if rules.by is CheckBy.PEER else "h"

    def share(value: int) -> Button:
        label = {
            100: w.p_("button", "All"), 50: w.p_("button", "Every second"),
            20: w.p_("button", "Every fifth"), 0: w.p_("button", "None"),
        }[value]  # fmt: skip
        return Button(("✓ " if value == rules.share else "") + label, data=ReasonChecks(share=value, by=by))

    def who(code: str, label: str) -> Button:
        return Button(("✓ " if code == by else "") + label, data=ReasonChecks(share=rules.share, by=code))

    rows: Rows = (
        *grid([share(value) for value in SHARES], 2),
        (who("h", w.p_("button", "The head")), who("p", w.p_("button", "A colleague"))),
        (Button(w.p_("button", "To the reasons"), data=ReasonsShow(which="l")),),
    )
    return Screen(render("reasons/checks.j2", w, rules=rules), rows=rows)


def told(view: ReasonTold, w: Words) -> Screen:
    """The word to a department."""
    return Screen(render("reasons/told.j2", w, view=view))


flows.add({"ReasonForm": N_("the reason"), "DepartmentForm": N_("the department's name")})
problems.add(
    {
        "sales_reason_exists": N_("There is a reason called %(name)s already."),
        "too_many_sales_reasons": N_("%(limit)s reasons are enough to choose from. Archive one first."),
        "department_exists": N_("There is a department called %(name)s already."),
        "reason_nowhere": N_("A reason is offered for deals, for inquiries, or for both."),
        "reason_last": N_("A refusal needs a reason, and this is the last one. Add another first."),
    }
)
