"""What somebody sees who has just come in, or opens the bot again."""

from __future__ import annotations

from collections.abc import Collection

from bot.ui import kit, menu
from bot.ui.render import render
from bot.ui.roles import role_name
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.invitations import Arrival
from services.rules.actor import Role


def arrival(came: Arrival, served: Collection[str], w: Words) -> Screen:
    """Welcome, by role: what this is and what to do first."""
    text = render("menu/arrival.j2", w, came=came, role_name=role_name(came.role, w), role=came.role.value)
    return Screen(text, rows=menu.first_steps(came.role, served, w))


def connected(name: str, served: Collection[str], w: Words) -> Screen:
    """To a client whose chat is known now."""
    text = render("menu/connected.j2", w, name=name)
    return Screen(text, rows=menu.first_steps(Role.CLIENT, served, w))


def channel_for_colleague(w: Words) -> Screen:
    """A colleague opened a link meant for people outside."""
    return kit.note(w._("This link is for clients: who opens it leaves a request."), kit.menu_row(w))
