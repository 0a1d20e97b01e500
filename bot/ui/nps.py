"""NPS: the client's question and thanks (screen 8), the manager's card, the head's alert."""

from __future__ import annotations

from bot.ui import problems
from bot.ui.callbacks import EVERYONE, STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.words import Words
from services.nps import PollCard, PollQuestion


class NpsScore(VoronkaCallback, prefix="ns1", roles=EVERYONE):
    """The client's score."""

    poll: int
    score: int


class NpsSkip(VoronkaCallback, prefix="nk1", roles=EVERYONE):
    """No reason given."""

    poll: int


class NpsEnter(VoronkaCallback, prefix="ne1", roles=STAFF):
    """The score a client said in person."""

    task: int
    score: int


class NpsWhy(VoronkaCallback, prefix="nw1", roles=STAFF):
    """Enter the reason a client said in person."""

    poll: int


def question(view: PollQuestion, w: Words, *, again: bool = False) -> Screen:
    """Would you recommend us? One tap answers."""
    text = render("nps/question.j2", w, view=view, again=again)
    buttons = [Button(str(score), data=NpsScore(poll=view.id, score=score)) for score in view.scale.scores]
    return Screen(text, rows=grid(buttons, 6 if len(buttons) > 6 else len(buttons)))


def why(view: PollQuestion, w: Words) -> Screen:
    """Thanks; what was the main reason?"""
    skip = Button(w.p_("button", "Skip"), data=NpsSkip(poll=view.id))
    return Screen(render("nps/why.j2", w, view=view), rows=((skip,),))


def thanks(view: PollQuestion, w: Words) -> Screen:
    """The answer is complete."""
    return Screen(render("nps/thanks.j2", w, view=view))


def card(view: PollCard, w: Words) -> Screen:
    """To the staff: what the client answered, or the scores to enter."""
    text = render("nps/card.j2", w, view=view)
    rows: Rows = ()
    if view.task_open and view.task_id is not None:
        buttons = [Button(str(score), data=NpsEnter(task=view.task_id, score=score)) for score in view.scale.scores]
        rows = grid(buttons, 6 if len(buttons) > 6 else len(buttons))
    elif view.score is not None and view.reason is None:
        rows = ((Button(w.p_("button", "Add the reason"), data=NpsWhy(poll=view.id)),),)
    last = [Button(w.p_("button", "Card"), data=OpenCard(kind="d", id=view.deal_id))]
    if view.phone:
        last.insert(0, Button(w.p_("button", "Copy number"), copy=view.phone))
    return Screen(text, rows=(*rows, tuple(last)))


def ask_reason(w: Words) -> Screen:
    """The manager types the client's reason."""
    return Screen(w._("Write the main reason the client named."))


problems.add(
    {
        "nps_answered": N_("You have answered already. Thank you!"),
        "no_such_score": N_("There is no such score. Choose one of the buttons."),
    }
)
