"""Bonus rules: what they give, and setting them with presets or in a line of text."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, kit, ordered, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.confirm import confirm
from bot.ui.i18n import N_
from bot.ui.render import fit, render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words
from services.bonus_views import RuleView
from services.bonuses import RuleCard
from services.rules.actor import Role
from services.rules.bonus import PRESETS, Step
from services.rules.kinds import BonusBase

ADMINS: Final = frozenset({Role.ADMIN})
_BASES: Final = {BonusBase.REVENUE: N_("of revenue"), BonusBase.MARGIN: N_("of margin")}


class BonusesShow(VoronkaCallback, prefix="bnl1", roles=ADMINS):
    """The rules that count."""


class BonusOpen(VoronkaCallback, prefix="bno1", roles=ADMINS):
    """One rule."""

    rule: int


class BonusNew(VoronkaCallback, prefix="bnn1", roles=ADMINS):
    """What is a new rule to give?"""


class BonusMake(VoronkaCallback, prefix="bnm1", roles=ADMINS):
    """Make a rule of this preset."""

    preset: int


class BonusAsk(VoronkaCallback, prefix="bna1", roles=ADMINS):
    """What of a rule is to be changed: s(teps), c(ap), p(ipeline), t(eam)?"""

    rule: int
    what: Annotated[str, Field(max_length=1, pattern="^[scpt]$")]


class BonusPut(VoronkaCallback, prefix="bnp1", roles=ADMINS):
    """Change a rule: b(ase), p(ipeline), t(eam), c(ap); `choice` 0 takes the limit away, for a base 0 is revenue."""

    rule: int
    what: Annotated[str, Field(max_length=1, pattern="^[bptc]$")]
    choice: int
    ver: int


class BonusBegin(VoronkaCallback, prefix="bnb1", roles=ADMINS):
    """Count from this month on, or from the next."""

    rule: int
    later: bool
    ver: int


class BonusEnd(VoronkaCallback, prefix="bne1", roles=ADMINS):
    """Count by it no more; `sure` after the question."""

    rule: int
    ver: int
    sure: bool = False


class BonusUndo(VoronkaCallback, prefix="bnu1", roles=ADMINS):
    """Take a change of the rules back."""

    undo: int


def steps_text(steps: tuple[Step, ...], base: BonusBase, w: Words) -> str:
    """ "3 % of revenue", "2 % of revenue, from 80 % of the plan 3 %, from 100 % 5 %"."""
    told = f"{rate(steps[0].rate, w)} {w._(_BASES[base])}"
    for number, step in enumerate(steps[1:]):
        start = w.percent(step.start / 100)
        if number:
            told += ", " + w._("from %(start)s %(rate)s", start=start, rate=rate(step.rate, w))
        else:
            told += ", " + w._("from %(start)s of the plan %(rate)s", start=start, rate=rate(step.rate, w))
    return told


def rate(hundredths: int, w: Words) -> str:
    """550 is "5.5 %"."""
    return w.percent(hundredths / 10_000, 2)


def limits(rule: RuleView, w: Words) -> str:
    """For whom and what a rule is."""
    found = [name for name in (rule.team, rule.pipeline) if name]
    return " · ".join(found) or w._("everybody, all pipelines")


def table(found: tuple[RuleView, ...], w: Words, undo: int | None = None) -> Screen:
    """The rules that count this month or later."""
    lines = [(limits(rule, w), steps_text(rule.steps, rule.base, w), rule) for rule in found]
    doors = tuple(
        (ordered.line(limits(rule, w), rate(rule.steps[0].rate, w), BonusOpen(rule=rule.id)),) for rule in found
    )
    add = (ordered.new_button(w.p_("button", "New rule"), BonusNew()),)
    rows = (*doors, add, *ordered.undo_row(BonusUndo(undo=undo) if undo is not None else None, w), *kit.menu_row(w))
    return Screen(fit(render("plans/bonuses.j2", w, lines=lines)), rows=rows)


def presets(w: Words) -> Screen:
    """What is a new rule to give?"""
    offered = tuple(
        (Button(_brief(steps, base, w), data=BonusMake(preset=number)),) for number, (base, steps) in enumerate(PRESETS)
    )
    text = render("plans/presets.j2", w, presets=[steps_text(steps, base, w) for base, steps in PRESETS])
    return Screen(text, rows=(*offered, (Button(w.p_("button", "Back"), data=BonusesShow()),)))


def _brief(steps: tuple[Step, ...], base: BonusBase, w: Words) -> str:
    span = rate(steps[0].rate, w)
    if len(steps) > 1:
        span = f"{span} → {rate(steps[-1].rate, w)}"
    return f"{span} {w._(_BASES[base])}"


def card(view: RuleCard, w: Words, undo: int | None = None) -> Screen:
    """One rule: what it gives, for whom, since when."""
    rule = view.rule
    about = {"rule": rule.id, "ver": rule.version}
    other = BonusBase.REVENUE if rule.base is BonusBase.MARGIN else BonusBase.MARGIN
    label = w.p_("button", "Of margin") if other is BonusBase.MARGIN else w.p_("button", "Of revenue")
    own: Rows = (
        (
            Button(w.p_("button", "Steps"), data=BonusAsk(rule=rule.id, what="s")),
            Button(label, data=BonusPut(**about, what="b", choice=int(other is BonusBase.MARGIN))),
        ),
        (
            Button(w.p_("button", "Pipeline"), data=BonusAsk(rule=rule.id, what="p")),
            Button(w.p_("button", "Team"), data=BonusAsk(rule=rule.id, what="t")),
            Button(w.p_("button", "Cap"), data=BonusAsk(rule=rule.id, what="c")),
        ),
    )
    if rule.from_day >= view.month:
        text = w.p_("button", "From this month") if rule.coming else w.p_("button", "From next month")
        own += ((Button(text, data=BonusBegin(**about, later=not rule.coming)),),)
    back = (Button(w.p_("button", "To the rules"), data=BonusesShow()),)
    end = (Button(w.p_("button", "End this rule"), data=BonusEnd(**about), style="danger"),)
    undo_row = ordered.undo_row(BonusUndo(undo=undo) if undo is not None else None, w)
    text = render("plans/rule.j2", w, rule=rule, gives=steps_text(rule.steps, rule.base, w), limits=limits(rule, w))
    return Screen(text, rows=(*own, back, *undo_row, end))


def question(view: RuleCard, what: str, w: Words) -> Screen:
    """What of it is to be changed, to what?"""
    rule = view.rule
    back = (Button(w.p_("button", "Back"), data=BonusOpen(rule=rule.id)),)
    about = {"rule": rule.id, "ver": rule.version}
    if what == "s":
        text = w._(
            "How many percent? Write “3”, or steps by the plan: “2; 80: 3; 100: 5” is 2 %%, from 80 %% of it 3 %% "
            "and from 100 %% 5 %%."
        )
        return kit.note(text, (back,))
    if what == "c":
        text = w._("How much a month at most? Write a sum like 50 000.")
        none: Rows = ((Button(w.p_("button", "No cap"), data=BonusPut(**about, what="c", choice=0)),),)
        return kit.note(text, (*(none if rule.cap is not None else ()), back))
    choices = view.pipelines if what == "p" else view.teams
    everybody = w.p_("button", "All pipelines") if what == "p" else w.p_("button", "Everybody")
    text = w._("For which pipeline does it count?") if what == "p" else w._("For which team does it count?")
    offered = [Button(one.name, data=BonusPut(**about, what=what, choice=one.id)) for one in choices]
    rows = ((Button(everybody, data=BonusPut(**about, what=what, choice=0)),), *grid(offered, 2), back)
    return kit.note(text, rows)


def end_question(view: RuleCard, w: Words) -> Screen:
    """Are you sure?"""
    gives = steps_text(view.rule.steps, view.rule.base, w)
    question = w.html(
        "End this rule with this month? <b>%(gives)s</b>, %(limits)s. Months before keep their bonuses.",
        gives=gives,
        limits=limits(view.rule, w),
    )
    do = BonusEnd(rule=view.rule.id, ver=view.rule.version, sure=True)
    return confirm(str(question), w.p_("button", "End this rule"), do, BonusOpen(rule=view.rule.id), w)


problems.add(
    {
        "bonus_steps": N_("Write one to six steps, the first from 0 %%: “2; 80: 3; 100: 5”."),
        "bonus_order": N_("The steps must grow: “2; 80: 3; 100: 5”."),
        "bonus_rate": N_("A rate is between 0 and 100 %%."),
        "bonus_begun": N_("This rule counts since an earlier month. Change it, and the change counts from this month."),
    }
)
flows.add({"BonusForm": N_("the bonus rule")})
