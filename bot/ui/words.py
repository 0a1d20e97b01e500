"""Texts, money, dates and numbers for one person: language, zone and "now" in one value.

Everything is explicit, so the same function serves a handler, the outbox and a test.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale, localedata
from babel.core import get_global
from babel.dates import format_date, format_timedelta
from babel.numbers import (
    format_compact_decimal,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)
from babel.units import format_unit
from markupsafe import Markup, escape

from bot.ui.i18n import Catalogue, catalogue

log = logging.getLogger(__name__)

Date = date
Day = date | datetime
"""A calendar day, or a moment whose day in the person's zone is meant."""

NBSP = "\u00a0"

# Babel shows "UAH" in English and "RUB" in Ukrainian (engineering note 38): the product shows the sign everywhere.
_SIGNS = {"UAH": "₴", "RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "GEL": "₾", "TRY": "₺", "PLN": "zł"}
_SIGN_FIRST = {"en"}

# (this year, another year); a day of the coming and the past week also gets its week day.
_DATE_PATTERNS = {"en": ("d MMM", "d MMM y")}
_DATE_PATTERN = ("dd.MM", "dd.MM.y")


# Of what babel knows: never asked for here, and 3 MB in all.
_UNASKED = ("languages", "scripts", "variants", "currency_names_plural", "unit_display_names")
_UNASKED_OF_ALL = ("likely_subtags", "territory_languages")


@lru_cache(maxsize=8)
def _babel(locale: str) -> Locale:
    found = Locale.parse(locale)
    data = localedata.load(locale)
    for name in _UNASKED:
        data.pop(name, None)
    units = data["unit_patterns"]
    data["unit_patterns"] = {name: units[name] for name in units if name.startswith("duration-")}
    for name in _UNASKED_OF_ALL:
        get_global(name).clear()  # type: ignore[arg-type, attr-defined]
    return found


@lru_cache(maxsize=4096)
def _in_groups(e164: str) -> str:
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def capital(text: str) -> str:
    """Return `text` with its first letter capital and the rest as it is."""
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """Return a name as it stands inside a sentence: its first letter small, unless it is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def short(text: str, limit: int = 40) -> str:
    """Cut a long name to `limit` characters with an ellipsis; line breaks become spaces."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def fill(template: str, msgid: str, params: dict[str, object]) -> str:
    """Put `params` into a translation; a translation with a broken placeholder gives way to its msgid.

    A name that ends with a full stop ("Anna K.") does not get a second one from its sentence.
    """
    try:
        return template % (params if ")s." not in template else _stopped(template, params))
    except (KeyError, ValueError, TypeError):
        if template == msgid:
            raise
        log.exception("bad placeholders in the translation of %r", msgid)
        return msgid % params


_BEFORE_STOP = re.compile(r"%\((\w+)\)s\.(?!\.)")


def _stopped(template: str, params: dict[str, object]) -> dict[str, object]:
    """The params, those that stand before a full stop without one of their own."""
    found = dict(params)
    for name in _BEFORE_STOP.findall(template):
        value = params.get(name)
        if isinstance(value, str) and value.endswith(".") and not value.endswith("..") and template.count(name) == 1:
            found[name] = value[:-1]
    return found


@dataclass(frozen=True)
class Words:
    """How things are said to one person.

    Msgids are English with `%(name)s` placeholders; a literal percent sign is written `%%`.
    """

    locale: str
    zone: str
    now: datetime
    currency: str = "UAH"

    @cached_property
    def catalogue(self) -> Catalogue:
        """The translations of this language."""
        return catalogue(self.locale)

    @cached_property
    def tz(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.zone)

    @cached_property
    def today(self) -> Date:
        """The person's calendar day."""
        return self.local(self.now).date()

    @cached_property
    def _babel(self) -> Locale:
        return _babel(self.locale)

    # ------------------------------------------------------------------------------------------------------ texts
    def _(self, msgid: str, **params: object) -> str:
        """Translate."""
        return fill(self.catalogue.gettext(msgid), msgid, params)

    def p_(self, context: str, msgid: str, **params: object) -> str:
        """Translate a short text whose meaning depends on its place ("button", "column")."""
        return fill(self.catalogue.gettext(msgid, context), msgid, params)

    def n_(self, singular: str, plural: str, n: int, **params: object) -> str:
        """Translate with the plural form for `n`, which is also the placeholder `%(n)s`, grouped by thousands."""
        chosen = self.catalogue.ngettext(singular, plural, n)
        return fill(chosen, singular if n == 1 else plural, {"n": self.number(n), **params})

    def html(self, msgid: str, **params: object) -> Markup:
        """Translate a text with tags for a message; the params are escaped."""
        safe: dict[str, object] = {key: escape(value) for key, value in params.items()}
        return Markup(fill(self.catalogue.gettext(msgid), msgid, safe))  # noqa: S704 - the params are escaped

    # ---------------------------------------------------------------------------------------------------- numbers
    def number(self, value: int | float | Decimal, digits: int = 1) -> str:
        """Group thousands; at most `digits` after the point."""
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return str(format_decimal(value, format=pattern, locale=self._babel)).replace("-", "−")

    def percent(self, ratio: float, digits: int = 0) -> str:
        """Show a ratio: 0.62 as "62 %" (by the language's habit)."""
        pattern = self._babel.percent_formats[None].pattern
        if digits:
            pattern = pattern.replace("#,##0", "#,##0." + "#" * digits)
        return str(format_percent(ratio, format=pattern, locale=self._babel)).replace("-", "−")

    def money(self, minor: int, currency: str | None = None) -> str:
        """Show integer minor units: "120 000 ₴", "€1,200", "99,50 ₴"; no cents when there are none."""
        code = currency or self.currency
        amount = Decimal(minor).scaleb(-get_currency_precision(code))
        whole = amount == amount.to_integral_value()
        text = str(format_decimal(abs(amount), format="#,##0" if whole else "#,##0.00", locale=self._babel))
        return self._signed(text, code, negative=minor < 0)

    def money_short(self, minor: int, currency: str | None = None) -> str:
        """Show a sum with little room: "1,2 млн ₴", "€340K"."""
        code = currency or self.currency
        amount = abs(Decimal(minor).scaleb(-get_currency_precision(code)))
        if amount < 10_000:
            return self.money(minor, currency)
        text = str(format_compact_decimal(amount, locale=self._babel, fraction_digits=1))
        return self._signed(text, code, negative=minor < 0)

    def _signed(self, text: str, code: str, *, negative: bool) -> str:
        sign = _SIGNS.get(code) or str(get_currency_symbol(code, locale=self._babel))
        minus = "−" if negative else ""
        if self.locale in _SIGN_FIRST and len(sign) == 1:
            return f"{minus}{sign}{text}"
        return f"{minus}{text}{NBSP}{sign}"

    def phone(self, e164: str) -> str:
        """Show a phone in groups: "+380 67 123 4567"; what is not a phone stays as it is."""
        return _in_groups(e164)

    # ------------------------------------------------------------------------------------------------------ times
    def local(self, moment: datetime) -> datetime:
        """Return the moment on the person's clock."""
        if moment.tzinfo is None:
            raise ValueError("naive datetime")
        return moment.astimezone(self.tz)

    def time(self, moment: datetime) -> str:
        """Show the hour and minute: "17:00"."""
        return self.local(moment).strftime("%H:%M")

    def day(self, day: Day) -> str:
        """Show a day: "today", "tomorrow", "yesterday", "Fri 21 Nov", "21 Nov 2027"."""
        day = self._date(day)
        away = (day - self.today).days
        if away == 0:
            return self._("today")
        if away == 1:
            return self._("tomorrow")
        if away == -1:
            return self._("yesterday")
        return f"{self.weekday(day)} {self.date(day)}" if abs(away) < 7 else self.date(day)

    def when(self, moment: datetime) -> str:
        """Show a moment: "today 17:00", "tomorrow 10:00", "Fri 21 Nov 10:00"."""
        return f"{self.day(moment)} {self.time(moment)}"

    def date(self, day: Day) -> str:
        """Show a date as a date: "21 Nov", "21.11"; with its year when that is not this one."""
        day = self._date(day)
        this_year, other_year = _DATE_PATTERNS.get(self.locale, _DATE_PATTERN)
        return str(format_date(day, this_year if day.year == self.today.year else other_year, locale=self._babel))

    def full_date(self, day: Day) -> str:
        """Show a title's date: "Friday, 21 November"."""
        return capital(str(format_date(self._date(day), "EEEE, d MMMM", locale=self._babel)))

    def weekday(self, day: Day) -> str:
        """Show a short week day: "Fri"."""
        return str(format_date(self._date(day), "ccc", locale=self._babel))

    def month(self, day: Day, *, year: bool = True, short: bool = False) -> str:
        """Show a month by itself: "November 2026", "November", "Nov 2026"."""
        pattern = ("LLL" if short else "LLLL") + (" y" if year else "")
        return capital(str(format_date(self._date(day), pattern, locale=self._babel)))

    def ago(self, moment: datetime) -> str:
        """Show a distance from now in words: "5 minutes ago", "in 2 hours"."""
        delta = moment - self.now
        if abs(delta) < timedelta(minutes=1):
            return self._("just now")
        return str(format_timedelta(delta, granularity="minute", threshold=1.5, add_direction=True, locale=self._babel))

    def duration(self, length: timedelta | int) -> str:
        """Show a length (timedelta, or seconds): "40 min", "1 h 20 min", "3 days"."""
        seconds = length if isinstance(length, int) else round(length.total_seconds())
        if seconds < 60:
            return self._unit(seconds, "second", "short")
        minutes = seconds // 60
        if minutes < 60:
            return self._unit(minutes, "minute", "short")
        if minutes < 24 * 60:
            hours, rest = divmod(minutes, 60)
            parts = [self._unit(hours, "hour", "short")] + ([self._unit(rest, "minute", "short")] if rest else [])
            return " ".join(parts)
        return self._unit(round(minutes / (24 * 60)), "day", "long")

    def about(self, length: timedelta) -> str:
        """Show a length as people say it: "40 min", "23 h", "4 days"; from an hour on without minutes."""
        hour = timedelta(hours=1)
        return self.duration(length if length < hour else round(length / hour) * hour)

    def tg_time(self, moment: datetime, fmt: str = "t") -> Markup:
        """Return a `<tg-time>` tag: each reader sees own clock. `fmt`: `r`, or `w`, `d`/`D`, `t`/`T` in this order.

        Apps that do not know the tag show the text inside, in the person's zone.
        """
        inside = self.time(moment) if fmt in {"t", "T"} else self.when(moment)
        unix = int(moment.astimezone(UTC).timestamp())
        return Markup('<tg-time unix="{}" format="{}">{}</tg-time>').format(unix, fmt, inside)

    def _unit(self, n: int, unit: str, length: str) -> str:
        return str(format_unit(n, f"duration-{unit}", length=length, locale=self._babel))  # type: ignore[arg-type]

    def _date(self, day: Day) -> Date:
        return self.local(day).date() if isinstance(day, datetime) else day
