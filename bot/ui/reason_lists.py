"""The three lists of reasons lead to one another: why clients refuse, why they buy, why dates move."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui.callbacks import VoronkaCallback
from bot.ui.screen import Button
from bot.ui.setup_links import ADMINS
from bot.ui.targets import PostponeReasonsShow
from bot.ui.words import Words
from services.reasons import ReasonList

List = Annotated[str, Field(max_length=1, pattern="^[lw]$")]
LISTS: Final = {"l": ReasonList.LOSS, "w": ReasonList.WIN}
CODES: Final = {which: code for code, which in LISTS.items()}


class ReasonsShow(VoronkaCallback, prefix="rls1", roles=ADMINS):
    """A list of reasons: l(oss) or w(in)."""

    which: List
    page: int = 1


def other_lists(shown: str, w: Words) -> tuple[Button, ...]:
    """The two lists besides the one that is shown: l(oss), w(in), d(ates)."""
    doors = {
        "l": Button(w.p_("button", "Why they refuse"), data=ReasonsShow(which="l")),
        "w": Button(w.p_("button", "Why they buy"), data=ReasonsShow(which="w")),
        "d": Button(w.p_("button", "Why dates move"), data=PostponeReasonsShow()),
    }
    return tuple(door for code, door in doors.items() if code != shown)
