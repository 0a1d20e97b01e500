"""Who hears of what is late, when, and when again: settings of the company (S0-41)."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Screen, grid
from bot.ui.settings_links import SettingsShow
from bot.ui.targets import ADMINS, EscalationShow
from bot.ui.words import Words
from services.rules.settings import CompanySettings

What = Annotated[str, Field(max_length=1, pattern="^[gatq]$")]

GRACE: Final = (15, 30, 60, 120, 240)
"""Working minutes until the head is told."""
AGAIN: Final = (0, 2, 4, 8)
"""Working hours until the head is told again; 0 is a working day."""
TOLD: Final = ("head", "owner", "both")
QUIET: Final = ("20:00-08:30", "21:00-08:00", "22:00-07:00", "19:00-09:00")
MOST_GRACE: Final = 2400


class EscalationAsk(VoronkaCallback, prefix="esa1", roles=ADMINS):
    """Change g(race), a(gain), t(old), q(uiet hours)."""

    what: What


class EscalationSet(VoronkaCallback, prefix="ess1", roles=ADMINS):
    """Take a choice: its place in the list of this setting."""

    what: What
    choice: int


def screen(settings: CompanySettings, w: Words) -> Screen:
    """What is set now."""
    text = render(
        "escalation/settings.j2",
        w,
        settings=settings,
        grace=minutes(settings.grace_minutes, w),
        again=_again(settings.again_hours, w),
        told=_told(settings.told, w),
    )
    rows = grid(
        [
            Button(w.p_("button", "When"), data=EscalationAsk(what="g")),
            Button(w.p_("button", "When again"), data=EscalationAsk(what="a")),
            Button(w.p_("button", "Whom"), data=EscalationAsk(what="t")),
            Button(w.p_("button", "Quiet hours"), data=EscalationAsk(what="q")),
        ],
        2,
    )
    return Screen(text, rows=(*rows, (Button(w.p_("button", "Back"), data=SettingsShow()),)))


def question(what: str, settings: CompanySettings, w: Words) -> Screen:
    """What it shall be; the present choice is marked."""
    labels, now = _choices(what, settings, w)
    buttons = [
        Button(f"✓ {label}" if place == now else label, data=EscalationSet(what=what, choice=place))
        for place, label in enumerate(labels)
    ]
    text = render("escalation/question.j2", w, what=what)
    return Screen(text, rows=(*grid(buttons, 2), (Button(w.p_("button", "Back"), data=EscalationShow()),)))


def _choices(what: str, settings: CompanySettings, w: Words) -> tuple[list[str], int | None]:
    if what == "g":
        return [minutes(item, w) for item in GRACE], _place(settings.grace_minutes, GRACE)
    if what == "a":
        return [_again(item, w) for item in AGAIN], _place(settings.again_hours, AGAIN)
    if what == "t":
        return [_told(item, w) for item in TOLD], _place(settings.told, TOLD)
    now = f"{settings.quiet_from}-{settings.quiet_to}"
    return [item.replace("-", " – ") for item in QUIET], _place(now, QUIET)


def _place(value: object, choices: tuple[object, ...]) -> int | None:
    return choices.index(value) if value in choices else None


def minutes(number: int, w: Words) -> str:
    """A length of working time."""
    hours, rest = divmod(number, 60)
    parts = [w.n_("%(n)s hour", "%(n)s hours", hours)] if hours else []
    return " ".join([*parts, *([w.n_("%(n)s minute", "%(n)s minutes", rest)] if rest or not hours else [])])


def _again(hours: int, w: Words) -> str:
    return minutes(hours * 60, w) if hours else w._("a working day")


def _told(who: str, w: Words) -> str:
    if who == "owner":
        return w._("the owner")
    return w._("the head and the owner") if who == "both" else w._("the head")


flows.add({"EscalationForm": N_("the rules of reminding")})
problems.add({"grace_bad": N_("Write working minutes, from 0 to %(most)s: 45.")})
