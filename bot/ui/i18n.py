"""Catalogues of translations, read from the `.po` files themselves: nothing to compile, nothing to forget.

A catalogue is asked for by an explicit locale. There is no "current language": the outbox renders for many
people in one task, so a context variable would be a trap (engineering note 36).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

log = logging.getLogger(__name__)

LOCALES: Final = ("ru", "uk", "en")
"""Languages of the interface; the first one is shown first in /language."""

SOURCE_LOCALE: Final = "en"
"""The language of the msgids; its catalogue may be missing."""

LOCALES_DIR: Final = Path(__file__).resolve().parents[2] / "locales"


def N_(msgid: str) -> str:  # noqa: N802 - the customary gettext name
    """Mark a constant for extraction; it is translated where it is shown."""
    return msgid


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - as N_
    """Mark a constant with a plural for extraction; `Words.n_` takes the pair where it is shown."""
    return singular, plural


@dataclass(frozen=True)
class Catalogue:
    """Translations of one language: (context, msgid) to its plural forms (one form when not plural)."""

    locale: str
    messages: Mapping[tuple[str | None, str], tuple[str, ...]]
    plural: Callable[[int], int]

    def gettext(self, msgid: str, context: str | None = None) -> str:
        """Return the translation, or the msgid itself when there is none."""
        forms = self.messages.get((context, msgid))
        return forms[0] if forms else msgid

    def ngettext(self, singular: str, plural: str, n: int, context: str | None = None) -> str:
        """Return the form for `n`, or English when there is no translation."""
        forms = self.messages.get((context, singular))
        if not forms:
            return singular if n == 1 else plural
        return forms[min(self.plural(abs(n)), len(forms) - 1)]


def _english_plural(n: int) -> int:
    return int(n != 1)


def read_catalogue(locale: str, path: Path) -> Catalogue:
    """Read one `.po`; empty and fuzzy entries are left out, so English shows instead of a wrong text."""
    with path.open("rb") as file:
        source = read_po(file, locale=locale)
    messages: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for message in source:
        if not message.id or message.fuzzy:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if forms and all(forms):
            messages[message.context, key] = forms
    return Catalogue(locale, messages, c2py(source.plural_expr))


@lru_cache(maxsize=len(LOCALES) + 1)
def catalogue(locale: str) -> Catalogue:
    """Return the catalogue of `locale`, read once for the process; an unknown language reads as English."""
    path = LOCALES_DIR / locale / "LC_MESSAGES" / "messages.po"
    if locale not in LOCALES or not path.exists():
        if locale != SOURCE_LOCALE:
            log.warning("no catalogue for %s, texts will be English", locale)
        return Catalogue(SOURCE_LOCALE, {}, _english_plural)
    return read_catalogue(locale, path)


def pick_locale(code: str | None, default: str = SOURCE_LOCALE) -> str:
    """Choose a language of ours for a Telegram `language_code` ("ru-RU", "be", None)."""
    short = (code or "").lower().replace("_", "-").split("-")[0]
    if short in LOCALES:
        return short
    if short in {"be", "kk", "ky", "uz", "hy", "az", "tg"}:
        return "ru"  # no catalogue of their own; Russian is likelier to be read than English
    return default
