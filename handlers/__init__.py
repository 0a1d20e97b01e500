"""All routers, in the order they are asked. A new capability adds its import and its line; `fallback` stays last."""

from __future__ import annotations

from typing import Final

from aiogram import Router

from handlers import (
    backup,
    calls,
    client_links,
    deals,
    fallback,
    history,
    importing,
    invite,
    jobs,
    language,
    menu,
    nps,
    people,
    picking,
    refusals,
    requests,
    rounds,
    settings,
    start,
    states,
    steps,
    summaries,
    tasks,
    teams,
)

ROUTERS: Final[tuple[Router, ...]] = (
    states.router,
    picking.router,
    jobs.router,
    backup.router,
    start.router,
    menu.router,
    language.router,
    settings.router,
    people.router,
    invite.router,
    teams.router,
    calls.router,
    refusals.router,
    deals.router,
    tasks.router,
    steps.router,
    history.router,
    importing.router,
    rounds.router,
    nps.router,
    summaries.router,
    client_links.router,
    requests.router,
    fallback.router,
)
