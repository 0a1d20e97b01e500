"""On which scale clients are asked whether they would recommend the company (S2-69)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import VoronkaCallback
from bot.ui.render import render
from bot.ui.screen import Button, Screen, grid
from bot.ui.settings_links import SettingsShow
from bot.ui.targets import ADMINS
from bot.ui.words import Words
from services.rules.nps import SCALES, Scale


class ScaleAsk(VoronkaCallback, prefix="nsa1", roles=ADMINS):
    """Which scale?"""


class ScaleSet(VoronkaCallback, prefix="nss1", roles=ADMINS):
    """This one."""

    scale: Annotated[str, Field(max_length=4, pattern="^[0-9]+-[0-9]+$")]


def question(code: str, w: Words) -> Screen:
    """The scale now with what its scores mean, and the others."""
    scale = SCALES[code]
    buttons = [
        Button(("✓ " if other == code else "") + _span(one.low, one.high), data=ScaleSet(scale=other))
        for other, one in SCALES.items()
    ]
    text = render("nps/scale.j2", w, **_bands(scale), span=_span(scale.low, scale.high))
    return Screen(text, rows=(*grid(buttons, 4), (Button(w.p_("button", "Back"), data=SettingsShow()),)))


def _bands(scale: Scale) -> dict[str, str]:
    return {
        "promoters": _span(scale.promoter, scale.high),
        "neutrals": _span(scale.neutral, scale.promoter - 1),
        "detractors": _span(scale.low, scale.neutral - 1),
    }


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"
