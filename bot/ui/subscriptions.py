"""Subscriptions: a number that comes by itself, on a rhythm or when it crosses a threshold."""

from __future__ import annotations

from typing import Annotated, Final

from markupsafe import escape
from pydantic import Field

from bot.ui import problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.indicator_names import indicator_name
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.report_filters import FilterCode, chosen_line, pack
from bot.ui.reports import values
from bot.ui.reports.buttons import CODE_OF, ReportAll, ReportShow, Sign
from bot.ui.reports.indicator import HOOKS
from bot.ui.screen import Button, Screen, grid
from bot.ui.words import Words
from services.report_views import IndicatorPage
from services.rules.indicators import Unit
from services.rules.subscriptions import Rhythm
from services.subscriptions import SubscriptionView, Told

problems.add(
    {
        "subscriptions_many": N_("You have %(limit)s subscriptions: end one of them first."),
        "threshold_unclear": N_("Write one number, like 20 or 150k."),
    }
)
RHYTHMS: Final = {"d": Rhythm.DAY, "w": Rhythm.WEEK, "m": Rhythm.MONTH, "t": Rhythm.THRESHOLD}
NAMES: Final = {
    Rhythm.DAY: N_("Every working day"), Rhythm.WEEK: N_("Every week"), Rhythm.MONTH: N_("Every month"),
}  # fmt: skip
RhythmCode = Annotated[str, Field(max_length=1, pattern="^[dwm]$")]


class SubscriptionsShow(VoronkaCallback, prefix="sb1", roles=STAFF):
    """What the person is subscribed to."""


class SubscribeAsk(VoronkaCallback, prefix="sb2", roles=STAFF):
    """How often shall this number come?"""

    sign: Sign
    narrow: FilterCode = ""


class SubscribeDo(VoronkaCallback, prefix="sb3", roles=STAFF):
    """It shall come on this rhythm."""

    sign: Sign
    rhythm: RhythmCode
    narrow: FilterCode = ""


class ThresholdAsk(VoronkaCallback, prefix="sb4", roles=STAFF):
    """It shall come when it rises over, or falls under, a number to be typed."""

    sign: Sign
    above: bool
    narrow: FilterCode = ""


class SubscriptionOpen(VoronkaCallback, prefix="sb5", roles=STAFF):
    """One of the subscriptions."""

    subscription: int


class SubscriptionEnd(VoronkaCallback, prefix="sb6", roles=STAFF):
    """No more of it."""

    subscription: int


def subscribe_button(page: IndicatorPage, w: Words) -> Button:
    """On an indicator's page."""
    about = {"sign": CODE_OF[page.report.indicator.code], "narrow": pack(page.chosen)}
    return Button("🔔 " + w.p_("button", "Subscribe"), data=SubscribeAsk(**about))


HOOKS.append(subscribe_button)


def name_of(view: SubscriptionView, w: Words) -> str:
    """What is subscribed to: the indicator and what it is narrowed to."""
    narrowed = chosen_line(view.chosen, w)
    return indicator_name(view.indicator.code, w) + (f" · {narrowed}" if narrowed else "")


def when_of(view: SubscriptionView, w: Words) -> str:
    """How often it comes."""
    if view.rhythm is not Rhythm.THRESHOLD:
        return w._(NAMES[view.rhythm])
    limit = values.shown(view.threshold, view.indicator.unit, w)
    return w._("when over %(limit)s", limit=limit) if view.above else w._("when under %(limit)s", limit=limit)


def table(found: tuple[SubscriptionView, ...], w: Words) -> Screen:
    """All of a person's."""
    lines = [(name_of(view, w), when_of(view, w)) for view in found]
    doors = [
        Button(f"{number} {name_of(view, w)}", data=SubscriptionOpen(subscription=view.id))
        for number, view in enumerate(found, 1)
    ]
    return Screen(
        render("subscriptions/table.j2", w, lines=lines),
        rows=(*grid(doors, 1), (Button(w.p_("button", "All reports"), data=ReportAll()),)),
    )


def question(view: SubscriptionView, w: Words) -> Screen:
    """How often?"""
    about = {"sign": CODE_OF[view.indicator.code], "narrow": pack(view.chosen)}
    text = f"<b>{escape(name_of(view, w))}</b>"
    rhythms = [Button(w._(NAMES[RHYTHMS[code]]), data=SubscribeDo(**about, rhythm=code)) for code in ("d", "w", "m")]
    limits = (
        Button(w.p_("button", "When it falls under…"), data=ThresholdAsk(**about, above=False)),
        Button(w.p_("button", "When it rises over…"), data=ThresholdAsk(**about, above=True)),
    )
    back = (
        Button(w.p_("button", "Back"), data=ReportShow(**about)),
        Button(w.p_("button", "My subscriptions"), data=SubscriptionsShow()),
    )
    return Screen(
        f"{text}\n" + w._("How often shall it come to you?"), rows=(*grid(rhythms, 1), *grid(limits, 1), back)
    )


def threshold_question(view: SubscriptionView, *, above: bool, w: Words) -> Screen:
    """Which number?"""
    about = {"sign": CODE_OF[view.indicator.code], "narrow": pack(view.chosen)}
    text = render(
        "subscriptions/threshold.j2", w,
        name=name_of(view, w), above=above, percent=view.indicator.unit is Unit.PERCENT,
        money=view.indicator.unit is Unit.MONEY,
    )  # fmt: skip
    return Screen(text, rows=((Button(w.p_("button", "Back"), data=SubscribeAsk(**about)),),))


def card(view: SubscriptionView, w: Words, *, fresh: bool = False) -> Screen:
    """One subscription."""
    about = {"sign": CODE_OF[view.indicator.code], "narrow": pack(view.chosen)}
    text = render("subscriptions/card.j2", w, name=name_of(view, w), when=when_of(view, w), fresh=fresh,
                  threshold=view.rhythm is Rhythm.THRESHOLD)  # fmt: skip
    return Screen(
        text,
        rows=(
            (Button(w.p_("button", "Open the number"), data=ReportShow(**about)),),
            (Button(w.p_("button", "End it"), data=SubscriptionEnd(subscription=view.id), style="danger"),),
            (Button(w.p_("button", "My subscriptions"), data=SubscriptionsShow()),),
        ),
    )


def told(found: Told, w: Words) -> Screen:
    """The number that came."""
    view = found.view
    about = {"sign": CODE_OF[view.indicator.code], "narrow": pack(view.chosen)}
    text = render(
        "subscriptions/told.j2", w,
        name=name_of(view, w), value=values.shown(found.row.value, view.indicator.unit, w), n=found.row.n,
        period=period_name(found.period, w),
        limit=values.shown(view.threshold, view.indicator.unit, w) if view.rhythm is Rhythm.THRESHOLD else "",
        above=view.above,
    )  # fmt: skip
    return Screen(
        text,
        rows=(
            (
                Button(w.p_("button", "Open"), data=ReportShow(**about)),
                Button(w.p_("button", "Change"), data=SubscriptionOpen(subscription=view.id)),
            ),
        ),
    )
