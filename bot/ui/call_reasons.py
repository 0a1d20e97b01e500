"""Why a contact stands at its place in the call list, in words (S3-14…S3-24)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from bot.ui.words import Words
from services.rules.call_reasons import Reason, ReasonCode
from services.rules.client_worth import AS_ALL

Params = Mapping[str, Any]


def reason_text(reason: Reason, w: Words, stage: str | None = None, amount: int | None = None) -> str:
    """Why a contact stands at its place, in words."""
    params: Params = reason.params
    told = _REASONS[reason.code](params, w, stage or "", w.money(amount) if amount else "")
    if reason.code is ReasonCode.ATTEMPT or "n" not in params:
        return told
    return f"{told}, {which_try(params['n'], params['of'], w)}"


def which_try(number: int, of: int, w: Words) -> str:
    """Which try of the sequence this is; beyond its end how many there were."""
    if number > of:
        return w.n_("%(n)s try without an answer", "%(n)s tries without an answer", number - 1)
    return w._("try %(n)s of %(of)s", n=number, of=of)


def _inbound(p: Params, w: Words, _stage: str, _amount: str) -> str:
    time = w.time(p["respond_by"])
    if p["free"]:
        return w._("new inquiry nobody has taken yet, answer by %(time)s", time=time)
    return w._("new inquiry, answer by %(time)s", time=time)


def _inbound_late(p: Params, w: Words, _stage: str, _amount: str) -> str:
    when = w.when(p["respond_by"])
    if p["free"]:
        return w._("inquiry nobody has taken yet, the answer was due %(when)s", when=when)
    return w._("new inquiry, the answer was due %(when)s", when=when)


def _promised_before(p: Params, w: Words, _stage: str, _amount: str) -> str:
    return w._("promised %(when)s", when=w.when(p["promised_at"]))


def _hot(p: Params, w: Words, stage: str, amount: str) -> str:
    if amount:
        return _valued(w._("close to a deal: %(stage)s, %(amount)s", stage=stage, amount=amount), p, w)
    return _valued(w._("close to a deal: %(stage)s", stage=stage), p, w)


def _valued(said: str, p: Params, w: Words) -> str:
    """The reason with what moved the place up or down: past purchases, what the segment earns (S0-25)."""
    parts = [said]
    if p["usual"]:
        parts.append(w._("usually buys for %(amount)s", amount=w.money_short(p["usual"])))
    if p["weight"] != AS_ALL:
        parts.append(w._("profitable segment") if p["weight"] > AS_ALL else w._("less profitable segment"))
    return " · ".join(parts)


def _early(p: Params, w: Words, stage: str, _amount: str) -> str:
    days = p["days_since"]
    if not days:
        return w._("stage %(stage)s, nothing agreed", stage=stage)
    return w.n_(
        "stage %(stage)s, %(n)s day without contact", "stage %(stage)s, %(n)s days without contact", days, stage=stage
    )


def _regular(p: Params, w: Words, _stage: str, _amount: str) -> str:
    over = p["days_over"]
    if not over:
        return _valued(w._("regular client, time for a call"), p, w)
    told = w.n_("regular client, %(n)s day over the rhythm", "regular client, %(n)s days over the rhythm", over)
    return _valued(told, p, w)


def _attempt(p: Params, w: Words, _stage: str, _amount: str) -> str:
    if p["at"] is None or p["n"] > p["of"]:
        return which_try(p["n"], p["of"], w)
    return w._("try %(n)s of %(of)s, from %(time)s", n=p["n"], of=p["of"], time=w.time(p["at"]))


_REASONS: Final[dict[ReasonCode, Callable[[Params, Words, str, str], str]]] = {
    ReasonCode.INBOUND: _inbound,
    ReasonCode.INBOUND_LATE: _inbound_late,
    ReasonCode.PROMISED_AT: lambda p, w, s, a: w._("promised at %(time)s", time=w.time(p["promised_at"])),
    ReasonCode.PROMISED_TODAY_LATE: lambda p, w, s, a: w._(
        "promised at %(time)s, %(late)s late",
        time=w.time(p["promised_at"]),
        late=w.about(timedelta(minutes=int(p["late_minutes"]))),
    ),
    ReasonCode.PROMISED_BEFORE: _promised_before,
    ReasonCode.HOT_STAGE: _hot,
    ReasonCode.REGULAR_DUE: _regular,
    ReasonCode.EARLY_STAGE: _early,
    ReasonCode.ATTEMPT: _attempt,
    ReasonCode.COLD: lambda p, w, s, a: w._("new, not called yet"),
}
