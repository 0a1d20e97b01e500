"""/language: the language of everything this person sees."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.ui import kit, problems
from bot.ui.callbacks import EVERYONE, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.roles import LANGUAGES
from bot.ui.screen import Button, Screen
from bot.ui.words import Words


class LanguageSet(VoronkaCallback, prefix="ul1", roles=EVERYONE):
    """Speak this language from now on."""

    locale: Annotated[str, Field(max_length=2)]


def language_screen(w: Words) -> Screen:
    """The languages, each in itself; the present one is marked."""
    rows = tuple(
        (Button(f"✓ {name}" if code == w.locale else name, data=LanguageSet(locale=code)),)
        for code, name in LANGUAGES.items()
    )
    return Screen(kit.note(w._("Which language shall I speak?")).text, rows=(*rows, *kit.menu_row(w)))


def changed(w: Words) -> Screen:
    """Said in the new language."""
    text = w._("I speak %(language)s now.", language=LANGUAGES[w.locale])
    return kit.note(text, kit.menu_row(w)).with_toast(text)


problems.add({"language_unknown": N_("I do not speak this language yet.")})
