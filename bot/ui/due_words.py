"""Due rules in words: "2 working days after entering the stage", "1 day before «Event date»" (S2-34…S2-37)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.ui.words import Words, short
from services.due_sources import DueView
from services.rules import sources
from services.rules.due import Binding, Offset, Unit
from services.rules.sources import Source

NAME_MOST: Final = 60

_KNOWN: Final[dict[str, Callable[[Words], str]]] = {
    sources.EXPECTED_CLOSE: lambda w: w.p_("due source", "Expected date"),
    sources.PAYMENT: lambda w: w.p_("due source", "Payment received"),
    sources.DOCUMENT: lambda w: w.p_("due source", "Document sent"),
    sources.ANSWER: lambda w: w.p_("due source", "Client answered"),
}


def source_text(source: Source, w: Words) -> str:
    """What a date hangs on, as a name: «Event date», «Payment received», «Done: Send the contract»."""
    return f"«{bare(source, w)}»"


def bare(source: Source, w: Words) -> str:
    """The same without quotation marks, for buttons."""
    if source.code in _KNOWN:
        return _KNOWN[source.code](w)
    name = short(source.name, NAME_MOST) or w.p_("due source", "deleted")
    if sources.stage_task_id(source.code) is not None:
        return w.p_("due source", "Done: %(task)s", task=name)
    return name


def due_text(due: DueView, w: Words) -> str:
    """The rule as a sentence without a full stop."""
    rule = due.rule
    if rule.binding is Binding.AFTER_ENTERING:
        return after_entering(rule.offset, w)
    what = source_text(due.source or Source(rule.source), w)
    if rule.binding is Binding.AFTER_EVENT:
        return _after(rule.offset, what, w)
    if rule.binding is Binding.ON_DATE or not rule.offset.amount:
        return w._("on the day of %(what)s", what=what)
    return _before(rule.offset, what, w)


def after_entering(offset: Offset, w: Words) -> str:
    """So long after entering the stage."""
    if not offset.amount:
        return w._("at once on entering the stage")
    if offset.unit is Unit.DAYS:
        return w.n_(
            "%(n)s working day after entering the stage",
            "%(n)s working days after entering the stage",
            offset.amount,
        )
    if offset.unit is Unit.HOURS:
        return w.n_(
            "%(n)s working hour after entering the stage",
            "%(n)s working hours after entering the stage",
            offset.amount,
        )
    return w.n_(
        "%(n)s working minute after entering the stage",
        "%(n)s working minutes after entering the stage",
        offset.amount,
    )


def _after(offset: Offset, what: str, w: Words) -> str:
    if not offset.amount:
        return w._("at once after %(what)s", what=what)
    if offset.unit is Unit.DAYS:
        return w.n_("%(n)s working day after %(what)s", "%(n)s working days after %(what)s", offset.amount, what=what)
    if offset.unit is Unit.HOURS:
        return w.n_("%(n)s working hour after %(what)s", "%(n)s working hours after %(what)s", offset.amount, what=what)
    return w.n_("%(n)s working minute after %(what)s", "%(n)s working minutes after %(what)s", offset.amount, what=what)


def _before(offset: Offset, what: str, w: Words) -> str:
    if offset.unit is Unit.DAYS:
        return w.n_("%(n)s day before %(what)s", "%(n)s days before %(what)s", offset.amount, what=what)
    if offset.unit is Unit.HOURS:
        return w.n_("%(n)s hour before %(what)s", "%(n)s hours before %(what)s", offset.amount, what=what)
    return w.n_("%(n)s minute before %(what)s", "%(n)s minutes before %(what)s", offset.amount, what=what)


def offset_text(offset: Offset, w: Words) -> str:
    """A length for a button: "2 days", "4 h", "at once"."""
    if not offset.amount:
        return w.p_("button", "At once")
    if offset.unit is Unit.DAYS:
        return w.n_("%(n)s day", "%(n)s days", offset.amount)
    if offset.unit is Unit.HOURS:
        return w.n_("%(n)s hour", "%(n)s hours", offset.amount)
    return w.n_("%(n)s minute", "%(n)s minutes", offset.amount)
