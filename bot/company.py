"""What the process keeps in mind of the company, and its standards at the first start."""

from __future__ import annotations

from bot.settings import Settings
from services import Services
from services.rules.actor import SYSTEM
from services.rules.settings import CompanySettings


class CompanyDefaults:
    """The company's settings as last read: currency and language for people of whom nothing else is known.

    Read anew at every beat, so a change made in another process arrives within a minute.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.settings = CompanySettings()

    async def refresh(self) -> None:
        """Read them again."""
        self.settings = (await self._services.company.policy(SYSTEM)).settings

    async def install(self, settings: Settings) -> bool:
        """Give a new company the standards, in its language; False when it has them already."""
        if (await self._services.company.policy(SYSTEM)).settings.installed:
            return False
        from bot.ui.standards import standards
        from bot.ui.words import Words

        chosen = CompanySettings(
            zone=settings.timezone, locale=settings.locale, currency=settings.currency, country=settings.country
        )
        words = Words(chosen.locale, chosen.zone, self._services.clock.now(), chosen.currency)
        return await self._services.company.install(SYSTEM, chosen, standards(words))
