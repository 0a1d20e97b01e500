"""/jobs: what the bot does by itself, when it last did, and messages that could not be sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from markupsafe import escape

from bot.ui import kit
from bot.ui.callbacks import VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, short
from services.jobs import JobView
from services.outbox import DeadPage
from services.rules.actor import Role
from services.rules.kinds import OutboxStatus

ADMINS: Final = frozenset({Role.ADMIN})

TITLES: Final[dict[str, str]] = {
    "nudges": N_("Reminders at the due time"),
    "escalation": N_("Escalation to heads"),
    "digests": N_("Lists and summaries of the day"),
    "promises": N_("Broken promises"),
    "audit": N_("Weekly audit"),
    "subscriptions": N_("Numbers people subscribed to"),
    "absences": N_("Begin and end absences"),
    "nps": N_("Ask for NPS"),
    "nps_repeat": N_("Repeat the NPS question"),
    "outbox_purge": N_("Clear old messages"),
    "tidy": N_("Clear old drafts"),
    "stage_pace": N_("Pace of the stages"),
    "client_worth": N_("What clients are worth, for the order of calls"),
    "forecast": N_("Keep the forecast of the morning"),
    "backup": N_("Backup copy"),
}
"""What each job of `scheduler/plan.py` is called; one without a title shows its name."""

BUTTONS: Final[dict[str, str]] = {
    "nudges": N_("▶ Reminders"),
    "escalation": N_("▶ Escalation"),
    "digests": N_("▶ Lists"),
    "promises": N_("▶ Promises"),
    "audit": N_("▶ Audit"),
    "subscriptions": N_("▶ Subscriptions"),
    "absences": N_("▶ Absences"),
    "nps": N_("▶ NPS"),
    "nps_repeat": N_("▶ NPS again"),
    "outbox_purge": N_("▶ Messages"),
    "tidy": N_("▶ Drafts"),
    "stage_pace": N_("▶ Pace"),
    "client_worth": N_("▶ Clients"),
    "forecast": N_("▶ Forecast"),
    "backup": N_("▶ Backup"),
}
"""What is on the button that runs one at once: two stand in a row."""

LATE: Final = timedelta(minutes=15)
"""A job this long after its time is not run on time; a restart takes less."""


class JobsShow(VoronkaCallback, prefix="jo1", roles=ADMINS):
    """The list of jobs."""


class JobRunNow(VoronkaCallback, prefix="jr1", roles=ADMINS):
    """Run the job at this place of the plan."""

    number: int


class DeadShow(VoronkaCallback, prefix="dl1", roles=ADMINS):
    """A page of unsent messages."""

    page: int = 1


class DeadAgain(VoronkaCallback, prefix="da1", roles=ADMINS):
    """Send one again."""

    message: int
    page: int = 1


def title(name: str, w: Words) -> str:
    """What a job is called."""
    return w._(TITLES[name]) if name in TITLES else name


def jobs_screen(jobs: list[JobView], counts: dict[OutboxStatus, int], w: Words) -> Screen:
    """Every job with its last and next run; a press runs one at once."""
    dead = counts.get(OutboxStatus.DEAD, 0)
    text = render(
        "jobs/list.j2",
        w,
        jobs=[(title(job.name, w), _late(job, w), job) for job in jobs],
        troubled=sum(bool(job.error) or _late(job, w) for job in jobs),
        waiting=counts.get(OutboxStatus.WAITING, 0),
        dead=dead,
    )
    rows = grid([Button(_run(job.name, w), data=JobRunNow(number=number)) for number, job in enumerate(jobs)], 2)
    if dead:
        label = w.n_("%(n)s unsent message", "%(n)s unsent messages", dead)
        rows = ((Button(label, data=DeadShow(), style="danger"),), *rows)
    return Screen(text, rows=(*rows, *kit.menu_row(w)))


def _run(name: str, w: Words) -> str:
    return w._(BUTTONS[name]) if name in BUTTONS else f"▶ {short(title(name, w), 18)}"


def _late(job: JobView, w: Words) -> bool:
    return job.next_run_at is not None and job.next_run_at < w.now - LATE


def ran(job: JobView, w: Words) -> str:
    """The toast after a job was run by hand."""
    if job.error:
        return w._("It failed: incident %(number)s. The log tells more.", number=job.error)
    if not job.last_done:
        return w._("Done: there was nothing to do.")
    return w.n_("Done: %(n)s thing", "Done: %(n)s things", job.last_done)


def dead_screen(found: DeadPage, w: Words) -> Screen:
    """Messages that were given up, with the reason, and one button each."""
    if not found.letters:
        return Screen(str(escape(w._("Every message has been sent."))), rows=((_back(w),), *kit.menu_row(w)))
    numbered = list(enumerate(found.letters, found.first))
    text = render("jobs/dead.j2", w, letters=numbered, total=found.total)
    again: Rows = tuple(
        (
            Button(
                w.p_("button", "Send %(number)s again", number=number),
                data=DeadAgain(message=letter.id, page=found.page),
            ),
        )
        for number, letter in numbered
    )
    turn = pager(lambda page: DeadShow(page=page), found.page, found.pages)
    return Screen(text, rows=(*again, *turn, (_back(w),)))


def queued(w: Words) -> str:
    """The toast after a message was queued again."""
    return w._("Queued again.")


def staff_unreachable(name: str, w: Words) -> Screen:
    """To an admin: a colleague cannot be written to."""
    text = w._("%(name)s does not receive messages: the bot is blocked or the account is gone.", name=name)
    return kit.note(text)


def _back(w: Words) -> Button:
    return Button(w.p_("button", "To the jobs"), data=JobsShow())
