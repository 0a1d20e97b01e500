"""What every update passes before its handler, in this order, and how to install it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiogram import Dispatcher

from bot.middlewares.answer import Answer, Start
from bot.middlewares.errors import Errors, Redraw
from bot.middlewares.identity import Identify, Identity, Roles
from bot.middlewares.inflight import InFlight
from bot.middlewares.logging import EventLog, HandlerName
from bot.middlewares.throttle import Allowance, Throttle
from bot.ui.callbacks import VoronkaCallback
from bot.ui.i18n import pick_locale
from bot.ui.words import Words
from services.clock import Clock


@dataclass(frozen=True)
class Surroundings:
    """What the middlewares need from the application."""

    identify: Identify
    clock: Clock
    start: Start
    """Runs a detached coroutine and keeps it: `nursery.start`."""
    redraws: Mapping[type[VoronkaCallback], Redraw]
    locale: str = "en"
    zone: str = "Europe/Kyiv"
    currency: Callable[[], str] = lambda: "UAH"
    """Asked at every update: the company may change it in the chat."""
    allowance: Allowance | None = None

    def words_for(self, language_code: str | None) -> Words:
        """Make words for somebody of whom only Telegram's language is known."""
        return Words(pick_locale(language_code, self.locale), self.zone, self.clock.now(), self.currency())


def install(dispatcher: Dispatcher, around: Surroundings) -> InFlight:
    """Register the middlewares; return the counter the shutdown waits for.

    The dispatcher must be made with `disable_fsm=True`: its lock comes in here, after the counting, the answering
    and the error handling, so that they see an update while it waits for the lock.
    """
    inflight = InFlight()
    outer = dispatcher.update.outer_middleware
    outer(inflight)
    outer(EventLog())
    outer(Answer(around.start))
    outer(Errors(around.words_for, around.redraws))
    outer(Throttle(around.words_for, around.allowance))
    outer(dispatcher.fsm)
    outer(Identity(around.identify, around.clock, around.currency))
    outer(Roles())
    name = HandlerName()
    for kind, observer in dispatcher.observers.items():
        if kind not in {"update", "error"}:
            observer.middleware(name)
    return inflight
