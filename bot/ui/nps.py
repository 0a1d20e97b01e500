"""NPS: the client's question and thanks (screen 8), the manager's card, the head's alert."""

from __future__ import annotations

from bot.ui import flows, problems
from bot.ui.callbacks import EVERYONE, STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.kit import copy_number
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard, TaskOpen
from bot.ui.words import Words
from services.nps import PollCard, PollQuestion
from services.rules.kinds import NpsStatus


class NpsScore(VoronkaCallback, prefix="ns1", roles=EVERYONE):
    """The client's score."""

    poll: int
    score: int


class NpsAsk(VoronkaCallback, prefix="naa1", roles=STAFF):
    """Ask the client of a won deal now."""

    deal: int


class NpsSkip(VoronkaCallback, prefix="nk1", roles=EVERYONE):
    """No reason given."""

    poll: int


class NpsChange(VoronkaCallback, prefix="nc1", roles=EVERYONE):
    """The client meant another score."""

    poll: int


class NpsEnter(VoronkaCallback, prefix="ne1", roles=STAFF):
    """The score a client said in person."""

    task: int
    score: int


class NpsGiveUp(VoronkaCallback, prefix="ng1", roles=STAFF):
    """The client gives no score."""

    task: int


class NpsWhy(VoronkaCallback, prefix="nw1", roles=STAFF):
    """Enter the reason a client said in person."""

    poll: int


def ask_rows(deal_id: int, w: Words, *, may: bool) -> Rows:
    """On a won deal's card: ask now, while nobody has."""
    return ((Button("⭐ " + w.p_("button", "Ask for a score"), data=NpsAsk(deal=deal_id)),),) if may else ()


def asked_toast(status: NpsStatus, w: Words) -> str:
    """How the client is asked."""
    if status is NpsStatus.SENT:
        return w._("The client is asked in Telegram.")
    if status is NpsStatus.BY_TASK:
        return w._("The client is not in Telegram: there is a task to ask.")
    return w._("The client wants no polls and is left in peace.")


def question(view: PollQuestion, w: Words, *, again: bool = False) -> Screen:
    """Would you recommend us? One tap answers."""
    text = render("nps/question.j2", w, view=view, again=again)
    buttons = [Button(str(score), data=NpsScore(poll=view.id, score=score)) for score in view.scale.scores]
    return Screen(text, rows=_scores(buttons))


def _scores(buttons: list[Button]) -> Rows:
    return grid(buttons, 6 if len(buttons) > 6 else len(buttons))


def why(view: PollQuestion, w: Words) -> Screen:
    """Thanks; what was the main reason? A slip of the finger can be mended."""
    skip = Button(w.p_("button", "Skip"), data=NpsSkip(poll=view.id))
    change = Button(w.p_("button", "Change the score"), data=NpsChange(poll=view.id))
    return Screen(render("nps/why.j2", w, view=view), rows=((skip, change),))


def thanks(view: PollQuestion, w: Words) -> Screen:
    """The answer is complete."""
    return Screen(render("nps/thanks.j2", w, view=view))


def asked(view: PollQuestion, w: Words) -> Screen:
    """How the poll stands, after a stale button."""
    if view.answered:
        return thanks(view, w)
    return question(view, w) if view.score is None else why(view, w)


def card(view: PollCard, w: Words, *, before: int | None = None) -> Screen:
    """To the staff: what the client answered, or the scores to enter. `before` was the score at first."""
    text = render("nps/card.j2", w, view=view, before=before)
    rows: Rows = ()
    if view.task_open and view.task_id is not None:
        task = view.task_id
        rows = _scores([Button(str(score), data=NpsEnter(task=task, score=score)) for score in view.scale.scores])
        later = Button("📅 " + w.p_("button", "Move"), data=TaskOpen(task=task))
        rows += ((Button(w.p_("button", "Gives no score"), data=NpsGiveUp(task=task)), later),)
    elif view.score is not None and view.reason is None:
        rows = ((Button(w.p_("button", "Add the reason"), data=NpsWhy(poll=view.id)),),)
    last = [Button(w.p_("button", "Card"), data=OpenCard(kind="d", id=view.deal_id))]
    if view.phone:
        last.insert(0, copy_number(view.phone, w))
    return Screen(text, rows=(*rows, tuple(last)))


def ask_reason(view: PollCard, w: Words) -> Screen:
    """The manager types the client's reason."""
    return Screen(str(w.html("<b>%(name)s</b>: write the main reason the client named.", name=view.title[:80])))


flows.add({"NpsReason": N_("the reason of the score")})
problems.add(
    {
        "nps_asked": N_("The client of this deal is asked already."),
        "nps_answered": N_("You have answered already. Thank you!"),
        "nps_reason_known": N_("The reason is known already."),
        "no_such_score": N_("There is no such score. Choose one of the buttons."),
    }
)
