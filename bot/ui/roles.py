"""What roles and languages are called."""

from __future__ import annotations

from typing import Final

from bot.ui.i18n import N_
from bot.ui.words import Words
from services.rules.actor import Role

NAMES: Final[dict[Role, str]] = {
    Role.ADMIN: N_("admin"),
    Role.HEAD: N_("head of sales"),
    Role.MANAGER: N_("manager"),
    Role.CLIENT: N_("client"),
    Role.STRANGER: N_("guest"),
}

CODES: Final[dict[str, Role]] = {"m": Role.MANAGER, "h": Role.HEAD, "a": Role.ADMIN}
"""Roles of colleagues as button data has them, likeliest first."""

LANGUAGES: Final[dict[str, str]] = {"ru": "Русский", "uk": "Українська", "en": "English"}
"""Each language in itself: nobody should have to know the present one to change it."""


def role_name(role: Role, w: Words) -> str:
    """What a role is called: "head of sales"."""
    return w._(NAMES[role])


def role_code(role: Role) -> str:
    """The letter a role has in button data."""
    return next(code for code, known in CODES.items() if known is role)
