"""Inline mode: what `@bot …` offers in any chat, and the card that is dropped there.

A card may end up before strangers: it carries no phone and no button that acts, only a link that opens the record for
those who may see it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.ui.find import MARKS
from bot.ui.qr import deep_link
from bot.ui.render import render
from bot.ui.screen import Button, Rows
from bot.ui.targets import kind_of, short_code
from bot.ui.titles import deal_state
from bot.ui.words import Words, short
from services.rules.target import Target
from services.search import FoundLine

OPEN: Final = "open"
"""The payload of a link that only opens the bot."""
TITLE: Final = 60

_TOKEN: Final = re.compile(r"([dlc])_(\d{1,10})")
"""Shorter than the tokens of channels, which may begin with the same letter."""


@dataclass(frozen=True, slots=True)
class InlineCard:
    """A result: its line in the list, and the message (HTML) with its row of buttons."""

    title: str
    description: str
    text: str
    rows: Rows


def card(line: FoundLine, bot_name: str, w: Words) -> InlineCard:
    """What was found as something to drop into a chat."""
    state = deal_state(line.status, line.state or "", w) if line.kind == "deal" else ""
    text = render("inline/card.j2", w, line=line, mark=MARKS[line.kind], state=state)
    link = deep_link(bot_name, token_of(line.target))
    about = [short(line.about, TITLE)] if line.about else []
    if line.kind == "deal":
        about += [short(state, TITLE)] + ([w.money(line.amount)] if line.amount is not None else [])
    elif line.kind == "lead":
        about.append(w._("refused inquiry") if line.closed else w._("inquiry"))
    return InlineCard(
        title=f"{MARKS[line.kind]} {short(line.name, TITLE)}",
        description=" · ".join([*about, *([short(line.owner, TITLE)] if line.owner else [])]),
        text=text,
        rows=((Button(w.p_("button", "Open the card"), url=link),),),
    )


def token_of(target: Target) -> str:
    """The payload of the link that opens a card: "d_123"."""
    return f"{short_code(target.kind)}_{target.id}"


def target_of(token: str) -> Target | None:
    """The record a payload names; None for any other payload."""
    found = _TOKEN.fullmatch(token)
    return Target(kind_of(found[1]), int(found[2])) if found else None


def nothing(w: Words, *, staff: bool) -> str:
    """The line above no results, which opens the bot."""
    return w._("Nothing found. Open the bot") if staff else w._("Open the bot")
