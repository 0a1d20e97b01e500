"""Time zones as people know them: by city, in their language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from aiogram.filters.callback_data import CallbackData
from babel import Locale
from babel.core import get_global

from bot.ui.i18n import LOCALES
from bot.ui.screen import Button, Rows, grid
from bot.ui.words import Words

COMMON: Final = (
    "Europe/Kyiv", "Europe/Warsaw", "Europe/Chisinau", "Europe/Istanbul", "Europe/Minsk", "Europe/Moscow",
    "Asia/Tbilisi", "Asia/Yekaterinburg", "Asia/Almaty", "Asia/Tashkent", "Europe/Berlin", "Europe/London",
)  # fmt: skip
"""Offered by buttons; any other is found by typing its city."""

FOUND_MOST: Final = 8
_CITIES: Final = frozenset({"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"})


@lru_cache(maxsize=2048)
def city(zone: str, locale: str) -> str:
    """The city a zone is named after, in a language."""
    told = Locale.parse(locale).time_zones
    # Babel's tables of words still know Kyiv under the zone's former name.
    for name in (zone, *_former().get(zone, ())):
        if "city" in (entry := told.get(name, {})):
            return str(entry["city"])
    return zone.rpartition("/")[2].replace("_", " ")


def country_name(code: str, w: Words) -> str:
    """A country in the reader's language."""
    return str(Locale.parse(w.locale).territories.get(code, code))


def _standard(zone: str) -> str:
    return str(get_global("zone_aliases").get(zone, zone))


@lru_cache(maxsize=1)
def _former() -> dict[str, list[str]]:
    former: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        former.setdefault(new, []).append(old)
    return former


def zone_label(zone: str, w: Words) -> str:
    """A zone with its present distance from UTC: "Kyiv, UTC+2"."""
    away = w.now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = round(away.total_seconds() / 60)
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{city(zone, w.locale)}, UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def find_zones(typed: str) -> list[str]:
    """Zones whose city or IANA name begins with, or else contains, what was typed, in any of our languages."""
    wanted = _plain(typed)
    if len(wanted) < 2:
        return []
    begins, contains = [], []
    for zone, names in _names():
        if any(name.startswith(wanted) for name in names):
            begins.append(zone)
        elif any(wanted in name for name in names):
            contains.append(zone)
    return (begins + contains)[:FOUND_MOST]


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Zones with the names they are found by, the usual ones first; of several names of one zone only one is kept."""
    zones = [zone for zone in available_timezones() if zone.partition("/")[0] in _CITIES]
    zones.sort(key=lambda zone: (zone not in COMMON, zone != _standard(zone), zone))
    kept: dict[str, str] = {}
    for zone in zones:
        kept.setdefault(_standard(zone), zone)
    return tuple((zone, _known_as(zone)) for zone in kept.values())


def _known_as(zone: str) -> tuple[str, ...]:
    names = [name for known in (zone, *_former().get(zone, ())) for name in (known, known.rpartition("/")[2])]
    return tuple(_plain(name) for name in (*names, *(city(zone, locale) for locale in LOCALES)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").replace("_", " ").replace("-", " ").split())


def zone_rows(zones: tuple[str, ...] | list[str], to: Callable[[str], CallbackData], w: Words) -> Rows:
    """Buttons of zones, two in a row."""
    return grid([Button(zone_label(zone, w), data=to(zone)) for zone in zones], 2)
