"""The set-up file: getting it, looking at one that was sent, reading it in (S2-21, S0-45)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.ui import flows, kit, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.pipeline_buttons import PipelinesShow
from bot.ui.render import render
from bot.ui.screen import Button, File, Screen
from bot.ui.setup_links import ADMINS
from bot.ui.setup_words import undo_row
from bot.ui.words import Words, short
from services.errors import Problem
from services.rules import setup_toml
from services.rules.field_kinds import FieldKind
from services.rules.kinds import BonusBase, PipelineCycle, StageKind, TaskKind
from services.rules.setup_schema import Flaw
from services.rules.setup_toml import Document
from services.setup_file import Looked
from services.setup_reading import Entry

NAME: Final = "voronka-setup.toml"
SHOWN: Final = 12
"""Entries of a list that are named; the rest is counted."""


class SetupSave(VoronkaCallback, prefix="sus1", roles=ADMINS):
    """Send the set-up as a file."""


class SetupFileShow(VoronkaCallback, prefix="suf1", roles=ADMINS):
    """What the set-up file is for."""


class SetupApply(VoronkaCallback, prefix="sua1", roles=ADMINS):
    """Read the file in that was looked at."""


class SetupForget(VoronkaCallback, prefix="sud1", roles=ADMINS):
    """Forget the file that was looked at."""


SECTIONS: Final[dict[str, str]] = {
    "settings": N_("Setting"),
    "calendar": N_("Day of the calendar"),
    "departments": N_("Department"),
    "loss_reasons": N_("Refusal reason"),
    "win_reasons": N_("Winning reason"),
    "postpone_reasons": N_("Postponing reason"),
    "resources": N_("Resource"),
    "fields": N_("Field"),
    "pipelines": N_("Pipeline"),
    "stages": N_("Stage"),
    "bonus_rules": N_("Bonus rule"),
}

NOTES: Final[dict[str, str]] = {
    "": N_(
        "The set-up of Voronka: pipelines, stages and their tasks, fields, reasons, hours, bonus rules, settings.\n"
        "Change it in any text editor and send it to the bot: it shows what would be added and changed first.\n"
        "What the file does not name is left alone. A code tells an entry apart when its name changes."
    ),
    "settings": N_("Settings of the company. Times of day are written 09:30."),
    "hours": N_("Working hours by weekday: 09:00-13:00, 14:00-18:00. Nothing between the quotes: a day off."),
    "calendar": N_("Days that differ from their weekday: holidays, moved and short days."),
    "departments": N_("Departments that hear why clients buy or refuse."),
    "loss_reasons": N_("Why deals and inquiries are refused."),
    "win_reasons": N_("Why clients buy."),
    "postpone_reasons": N_("Why due dates are moved."),
    "resources": N_("What can be booked: rooms, cars, people."),
    "fields": N_("Own fields of deals. Kinds: %(fields)s."),
    "pipelines": N_(
        "Pipelines in their order, each with its stages. Cycles: %(cycles)s. Stages are %(stages)s; the first one "
        "is open, and there is one won and one lost.\n"
        "probability: how many of a hundred deals here are won. hot: true for hot deals. expected_hours: how long a "
        "deal stays.\n"
        "required: fields that must be filled before a deal moves on.\n"
        "Tasks of a stage: kinds %(tasks)s. due: 2 days after entering; 3 hours after payment_received; 1 days before "
        "expected_close; on field NAME; 1 days after done TITLE; a last part “otherwise 3 days” is for while the date "
        "is unknown.\n"
        "responsible: owner, head, person: NAME or team: NAME. controller: head or person: NAME."
    ),
    "bonus_rules": N_(
        "Bonus rules. base: %(bases)s. steps: percent of it, then “from so many percent of the plan: percent”, "
        "like 2; 80: 3; 100: 5.5. cap: the most a month.\n"
        "A rule may be for one pipeline or one team. from: the first day of a month still to come; without it, this "
        "month. Months that are over never change."
    ),
}


def text_of(document: Document, w: Words) -> str:
    """The file, with its comments in these words' language."""
    lists: dict[str, object] = {
        "fields": ", ".join(FieldKind),
        "cycles": ", ".join(PipelineCycle),
        "stages": ", ".join(StageKind),
        "tasks": ", ".join(TaskKind),
        "bases": ", ".join(BonusBase),
    }
    return setup_toml.write(document, {name: w._(note, **lists) for name, note in NOTES.items()})


def page(w: Words) -> Screen:
    """What it is for, and the button that sends it."""
    rows = (
        (Button(w.p_("button", "Set-up file"), data=SetupSave(), style="primary"),),
        (Button(w.p_("button", "Pipelines"), data=PipelinesShow()),),
    )
    return Screen(render("pipelines/file.j2", w), rows=(*rows, *kit.menu_row(w)))


def file(document: Document, w: Words, company: Words) -> Screen:
    """The file itself; its comments are in the company's language."""
    text = w._("The whole set-up. Change it in any text editor and send it back: nothing is done without your word.")
    return Screen(text, document=File(text_of(document, company).encode(), NAME))


def looked(found: Looked, name: str, w: Words) -> Screen:
    """What the file would do, or what is wrong with it and where."""
    reading = found.reading
    text = render(
        "pipelines/looked.j2",
        w,
        name=name,
        reading=reading,
        flaws=[(found.line(flaw), flaw_text(flaw, w)) for flaw in reading.flaws[:SHOWN]],
        hints=[(found.line(flaw), flaw_text(flaw, w)) for flaw in reading.hints[:SHOWN]],
        added=_lines(reading.added, w),
        changed=_lines(reading.changed, w),
        most=SHOWN,
    )
    leave = (Button(w.p_("button", "Forget the file"), data=SetupForget()),)
    if reading.flaws:
        return Screen(text, rows=(leave,))
    if not reading.added and not reading.changed:
        return Screen(text, rows=kit.menu_row(w))
    return Screen(text, rows=((Button(w.p_("button", "Read in"), data=SetupApply(), style="success"),), leave))


def done(found: Looked, w: Words) -> Screen:
    """What was read in; it can be taken back."""
    reading = found.reading
    text = render("pipelines/read.j2", w, added=len(reading.added), changed=len(reading.changed), same=reading.same)
    on = (Button(w.p_("button", "Pipelines"), data=PipelinesShow()),)
    return Screen(text, rows=(*undo_row(found.done, w), on))


def forgotten(w: Words) -> Screen:
    """Nothing was changed."""
    return kit.note(w._("Forgotten. Nothing was changed."), kit.menu_row(w))


def _lines(entries: list[Entry], w: Words) -> list[tuple[str, str, str]]:
    return [(w._(SECTIONS[entry.section]), short(entry.name, 60), short(entry.of, 40)) for entry in entries[:SHOWN]]


FLAWS: Final[dict[str, str]] = {
    "setup_unknown": N_("“%(key)s” is not known here"),
    "setup_format": N_("the line “format = %(format)s” is missing, or the file is of another version"),
    "setup_table": N_("“%(key)s” must be a table, like in a file from /export"),
    "setup_missing": N_("“%(key)s” is missing"),
    "setup_twice": N_("“%(value)s” is here twice"),
    "setup_text": N_("“%(key)s” must be a text in quotes"),
    "setup_long": N_("the text of “%(key)s” is too long"),
    "setup_name": N_("“%(key)s” must be one line in quotes, 120 characters at most (a task's title 200)"),
    "setup_code": N_("a code has small Latin letters, digits and _ only"),
    "setup_flag": N_("“%(key)s” is true or false"),
    "setup_number": N_("“%(key)s” must be a whole number in its limits, not “%(value)s”"),
    "setup_choice": N_("“%(value)s” is none of the possible values of “%(key)s”"),
    "setup_names": N_("“%(key)s” must be a list of different names: [\"A\", \"B\"]"),
    "setup_hours": N_("hours are written 09:00-13:00, 14:00-18:00, not “%(value)s”"),
    "setup_day": N_("a day is written 2026-12-31"),
    "setup_due": N_("“%(value)s” is no due date; for example: 2 days after entering"),
    "setup_who": N_("responsible is owner, head, person: NAME or team: NAME, not “%(value)s”"),
    "setup_controller": N_("controller is head or person: NAME, not “%(value)s”"),
    "setup_steps": N_("steps are written like 2; 80: 3; 100: 5.5, not “%(value)s”"),
    "setup_month": N_("“%(key)s” must be the first day of a month, like 2026-12-01"),
    "setup_sum": N_("“%(key)s” must be a sum above 0, not “%(value)s”"),
    "setup_no_team": N_("there is no team “%(name)s” here: its bonus rule is left out"),
    "setup_value": N_("“%(key)s” cannot be “%(value)s”"),
    "setup_no_such": N_("there is no %(key)s “%(value)s”"),
    "setup_no_source": N_("nothing is called “%(value)s”: name a date, an event, a field or a task"),
    "setup_kind": N_("the field “%(name)s” is of another kind here, and deals have it filled"),
    "setup_name_taken": N_("another entry is called “%(name)s” already"),
    "setup_nobody": N_("nobody here is called “%(name)s”: the task goes to whoever it went to, else to the owner"),
}  # fmt: skip


def flaw_text(flaw: Flaw, w: Words) -> str:
    """What is wrong, in words."""
    if flaw.code in FLAWS:
        return w._(FLAWS[flaw.code], **flaw.params)
    return problems.problem_text(Problem(flaw.code, **flaw.params), w)


def _not_toml(w: Words, params: Mapping[str, object]) -> str:
    if params["line"]:
        return w._("I cannot read line %(line)s of the file. Look for a missing quote or bracket there.", **params)
    return w._("I cannot read the file to its end. Look for a missing quote or bracket.")


problems.add(
    {
        "setup_too_big": N_("The file is too big for a set-up file: 1 MB at most."),
        "setup_not_text": N_("This is not a text in UTF-8. Save the file as plain text in UTF-8 and send it again."),
        "setup_not_toml": _not_toml,
        "setup_flaws": N_("There are %(n)s problems in the file, nothing was changed. Send it once more to see them."),
    }
)
flows.add({"SetupForm": N_("the set-up file")})
