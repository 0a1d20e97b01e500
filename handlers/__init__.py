"""All routers, in the order they are asked. A new capability adds its import and its line; `fallback` stays last."""

from __future__ import annotations

from typing import Final

from aiogram import Router

from handlers import fallback, jobs, picking

ROUTERS: Final[tuple[Router, ...]] = (
    picking.router,
    jobs.router,
    fallback.router,
)
