"""The company itself: its settings and the standards it starts with."""

from __future__ import annotations

from typing import Any

from services import policy
from services.clock import Clock
from services.errors import Denied, Invalid
from services.policy import Policy
from services.rules import call_list
from services.rules.actor import Actor, Role
from services.rules.nps import SCALES
from services.rules.settings import CompanySettings
from services.rules.standards import Standards
from storage import company as rows
from storage.unit_of_work import Database


class Company:
    """Reads and changes what holds for everybody."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def policy(self, actor: Actor) -> Policy:
        """The settings and the working calendar in force; anybody may know them."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await policy.load(work)

    async def change(self, actor: Actor, **values: Any) -> CompanySettings:
        """Change settings by name. Raises Denied for anyone but an admin, TypeError for an unknown name."""
        if actor.role is not Role.ADMIN:
            raise Denied
        async with self._db.write(actor, self._clock.now()) as work:
            settings = (await policy.load(work)).settings.changed(**values)
            await rows.store_settings(work, settings.rows())
            return settings

    async def put_block(self, actor: Actor, block: int, place: int) -> CompanySettings:
        """Put a block of unpromised calls at a place of the list, from 0 (S3-23). Raises Denied, Invalid("invalid")."""
        if actor.role is not Role.ADMIN:
            raise Denied
        async with self._db.write(actor, self._clock.now()) as work:
            settings = (await policy.load(work)).settings
            if block not in settings.block_order:
                raise Invalid("invalid")
            settings = settings.changed(block_order=call_list.put(settings.block_order, block, place))
            await rows.store_settings(work, settings.rows())
            return settings

    async def set_scale(self, actor: Actor, scale: str) -> CompanySettings:
        """Ask clients on this scale from now on (S2-69); polls sent keep theirs. Raises Denied, Invalid("invalid")."""
        if scale not in SCALES:
            raise Invalid("invalid")
        return await self.change(actor, nps_scale=scale)

    async def install(self, actor: Actor, settings: CompanySettings, standards: Standards) -> bool:
        """Give a new company its settings and standards (S2-19…S2-82); False when it has them already."""
        if actor.role is not Role.ADMIN:
            raise Denied
        async with self._db.write(actor, self._clock.now()) as work:
            if (await policy.load(work)).settings.installed:
                return False
            await rows.store_settings(work, settings.changed(installed=True).rows())
            await rows.install(work, standards)
            return True
