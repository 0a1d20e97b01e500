"""The composition root: settings in, wired application out. `run`, `demo` and the tests all use this one."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Final, Protocol

from aiogram import Bot, Dispatcher
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import User

from bot import middlewares
from bot.calculating import apart
from bot.company import CompanyDefaults
from bot.delivery import Delivery
from bot.desk import Desk
from bot.drawing import STUDIO
from bot.fsm_storage import FsmStorage
from bot.isolation import EventIsolation
from bot.middlewares.inflight import InFlight
from bot.middlewares.throttle import Allowance
from bot.nursery import Nursery
from bot.polling import Poller
from bot.settings import Settings
from bot.telegram.commands import CommandMenus
from bot.telegram.in_hand import InHand
from bot.telegram.limits import Pace
from bot.telegram.sender import Sender
from bot.telegram.session import Session
from handlers import ROUTERS
from handlers.access import commands_for
from handlers.redraw import REDRAWS
from scheduler.beat import Beat
from scheduler.plan import PLAN
from services import Services
from services.clock import Clock, SystemClock
from storage.jobs import Leadership
from storage.opening import open_database
from storage.unit_of_work import Database

log = logging.getLogger(__name__)

ALLOWED_UPDATES: Final = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
    "message_reaction",
]
STOP_SECONDS: Final = 20.0
"""How long a stop waits in all before it cuts off what still runs."""


class Receiver(Protocol):
    """Where updates come from: polling or webhook."""

    @property
    def busy(self) -> int:
        """How many updates are in work."""
        ...

    async def start(self) -> None:
        """Begin to receive."""
        ...

    async def stop(self) -> None:
        """Receive no more; what is in work goes on."""
        ...

    async def confirm(self) -> None:
        """Tell Telegram how far we came, after everything in work has ended."""
        ...


@dataclass
class Application:
    """The wired bot. `background=False` leaves beat and delivery to `beat()` and `deliver()`, for a stepped clock."""

    settings: Settings
    clock: Clock
    db: Database
    services: Services
    bot: Bot
    dispatcher: Dispatcher
    inflight: InFlight
    receiver: Receiver
    delivery: Delivery
    scheduler: Beat
    leadership: Leadership
    menus: CommandMenus
    company: CompanyDefaults
    nursery: Nursery
    background: bool

    async def start(self) -> User:
        """Check the token, then receive, deliver and beat; return the bot's own account.

        Raises aiogram's exceptions when Telegram cannot be reached or does not accept the token.
        """
        me = await self.bot.me()
        await self.services.outbox.release_orphans()
        await self.receiver.start()
        if self.background:
            self.delivery.start()
            self.scheduler.start()
        self.nursery.start(self._publish_menus(), name="command menus")
        log.info("started bot=%d clock=%s", me.id, self.clock.now().isoformat(timespec="seconds"))
        return me

    async def stop(self, timeout: float = STOP_SECONDS) -> bool:
        """Stop in order: no new updates, handlers end, beat ends, the delivery in hand ends, then close.

        Returns False when something had to be cut off after `timeout` seconds in all.
        """
        deadline = asyncio.get_running_loop().time() + timeout

        def left() -> float:
            return max(0.1, deadline - asyncio.get_running_loop().time())

        await self.receiver.stop()
        clean = await self.inflight.drained(left())
        await self.scheduler.stop(left())
        await self.delivery.stop(left())
        clean = await self.nursery.drain(left()) and clean
        await self.receiver.confirm()
        await self.close()
        log.info("stopped clean=%s", clean)
        return clean

    async def close(self) -> None:
        """Give connections back; enough for an application that was built and never started."""
        STUDIO.close()
        await self.leadership.give_up()
        await self.dispatcher.fsm.close()
        await self.bot.session.close()
        await self.db.close()

    # ------------------------------------------------------------------------------------- for tests and the demo
    @property
    def is_idle(self) -> bool:
        """True when no update is in work."""
        return not self.inflight.count and not self.receiver.busy

    async def idle(self) -> None:
        """Wait until no update is in work."""
        while not self.is_idle:
            await self.inflight.drained(60)
            await asyncio.sleep(0)

    async def beat(self) -> int:
        """Run every job that is due at `clock.now()` once; return how many things were done."""
        await self.company.refresh()
        return await self.scheduler.step()

    async def deliver(self) -> int:
        """Send everything that is due at `clock.now()`; return how many messages were taken."""
        return await self.delivery.flush()

    async def _publish_menus(self) -> None:
        """Menus are a comfort: a failure is logged and the bot works without them."""
        try:
            await self.menus.publish_default()
        except Exception as error:
            log.warning("command menus not set: %s", type(error).__name__)


async def build(
    settings: Settings,
    clock: Clock | None = None,
    *,
    background: bool = True,
    pace: Pace | None = None,
    allowance: Allowance | None = None,
) -> Application:
    """Open and migrate the database, put in the company's standards on the first start, wire everything.

    `pace` and `allowance` replace the limits of sending and receiving, for tests. Raises CannotOpen;
    nothing is left open then.
    """
    clock = clock or SystemClock()
    db = await open_database(settings.database_url)
    try:
        services = Services(db, clock, apart)
        company = CompanyDefaults(services)
        await company.install(settings)
        await company.refresh()
    except BaseException:
        await db.close()
        raise
    nursery = Nursery()
    bot = make_bot(settings)
    menus = CommandMenus(bot, commands_for, clock)
    dispatcher = make_dispatcher(FsmStorage(db, clock, remember=settings.webhook_url is None))
    dispatcher.workflow_data.update(services=services, clock=clock, nursery=nursery, menus=menus, settings=settings)
    dispatcher.workflow_data.update(company=company, in_hand=InHand(clock), draw=STUDIO.draw, make=STUDIO.make)
    inflight = middlewares.install(
        dispatcher,
        middlewares.Surroundings(
            identify=services.people.identify,
            clock=clock,
            start=nursery.start,
            redraws=REDRAWS,
            locale=company.settings.locale,
            zone=company.settings.zone,
            currency=lambda: company.settings.currency,
            allowance=allowance,
        ),
    )
    leadership = Leadership(db)

    async def may_beat() -> bool:
        await company.refresh()
        return await leadership.held()

    return Application(
        settings=settings,
        clock=clock,
        db=db,
        services=services,
        bot=bot,
        dispatcher=dispatcher,
        inflight=inflight,
        receiver=make_receiver(settings, bot, dispatcher, db, clock, nursery),
        delivery=Delivery(services, Sender(bot, pace or Pace()), clock, nursery),
        scheduler=Beat(services, PLAN, may_beat),
        leadership=leadership,
        menus=menus,
        company=company,
        nursery=nursery,
        background=background,
    )


def make_bot(settings: Settings) -> Bot:
    """A client of the Bot API server of the settings."""
    server = TelegramAPIServer.from_base(settings.telegram_api_url)
    return Bot(settings.token, session=Session(api=server))


def make_dispatcher(conversations: BaseStorage) -> Dispatcher:
    """The dispatcher with all routers; its conversation lock is put in by `middlewares.install`."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.fsm = FSMContextMiddleware(storage=conversations, events_isolation=EventIsolation())
    dispatcher.include_router(Desk(ROUTERS))
    return dispatcher


def make_receiver(
    settings: Settings, bot: Bot, dispatcher: Dispatcher, db: Database, clock: Clock, nursery: Nursery
) -> Receiver:
    """Webhook when WEBHOOK_URL is set, else polling."""
    if settings.webhook_url:
        from bot.webhook import Webhook  # most bots poll and need no web server

        return Webhook(bot, dispatcher, db, clock, settings, ALLOWED_UPDATES)
    return Poller(bot, dispatcher, nursery, ALLOWED_UPDATES)
