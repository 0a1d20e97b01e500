"""Numbers that come by themselves: the week and the month looked back on, and what people subscribed to."""

from __future__ import annotations

from datetime import date

from bot.notices import Params, notice
from bot.ui import dead_told, reviews, subscriptions
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor
from services.rules.periods import PeriodKind


@notice("week_review", alone=True)
async def week_review(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """On the week's first working day: the week before. Nothing where nothing was recorded."""
    return await _review(services, reader, PeriodKind.WEEK, params, words)


@notice("month_review", alone=True)
async def month_review(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """On the month's first working day: the closed month against plan and forecast."""
    return await _review(services, reader, PeriodKind.MONTH, params, words)


async def _review(services: Services, reader: Actor, kind: PeriodKind, params: Params, words: Words) -> Screen | None:
    day = date.fromisoformat(params["day"])
    view = await services.reviews.page(reader, kind, day)
    return None if view.empty else reviews.review(view, day.toordinal(), words)


@notice("subscription")
async def subscription(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """A number somebody wanted to be told."""
    told = await services.subscriptions.told(reader, params["subscription"], date.fromisoformat(params["day"]))
    return subscriptions.told(told, words)


@notice("dead_closed")
async def dead_closed(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To the owner of deals that somebody else closed together; not when that was taken back meanwhile."""
    return dead_told.closed(await services.dead_deals.told(reader, params["undo"]), words)


@notice("dead_back")
async def dead_back(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """They are open again."""
    return dead_told.back(params["n"], params["by"], words)
