"""The words of the standards a company starts with, in its own language (S2-19, S2-24, S2-28, S2-82, S0-42, S2-76)."""

from __future__ import annotations

from typing import Any

from bot.ui.words import Words
from services.rules import due
from services.rules.kinds import PipelineCycle, StageKind, TaskKind
from services.rules.standards import PipelineStandard, StageStandard, StageTaskStandard, Standards

OPEN, WON, LOST = StageKind.OPEN, StageKind.WON, StageKind.LOST


def standards(w: Words) -> Standards:
    """Everything a new company gets; from then on it lives in the database and is the company's to change."""
    return Standards(
        pipelines=(
            PipelineStandard("b2b_new", w._("B2B: new clients"), PipelineCycle.LONG, _nine_stages(w)),
            PipelineStandard("b2b_regular", w._("B2B: regular clients"), PipelineCycle.LONG, _regular(w)),
            PipelineStandard("b2c_new", w._("B2C: new clients"), PipelineCycle.LONG, _consumer(w)),
            PipelineStandard("b2c_regular", w._("B2C: regular clients"), PipelineCycle.LONG, _regular(w)),
            PipelineStandard("short", w._("Short cycle: up to 3 days"), PipelineCycle.SHORT, _short(w)),
            PipelineStandard("warm_up", w._("Warm-up"), PipelineCycle.WARM_UP, _warm_up(w)),
        ),
        loss_reasons=(
            ("no_answer", w.p_("refusal reason", "Stopped answering")),
            ("expensive", w.p_("refusal reason", "Expensive")),
            ("lost_competition", w.p_("refusal reason", "Chose another")),
            ("competitor", w.p_("refusal reason", "Competitor or price watch")),
            ("not_our_product", w.p_("refusal reason", "Not our product")),
            ("not_our_region", w.p_("refusal reason", "Not our region")),
            ("mistake", w.p_("refusal reason", "Mistaken request")),
            ("just_looking", w.p_("refusal reason", "Was just looking")),
            ("duplicate", w.p_("refusal reason", "Duplicate")),
        ),
        postpone_reasons=(
            ("client_asked", w.p_("postponing reason", "Client asked")),
            ("waiting_client", w.p_("postponing reason", "Waiting for the client")),
            ("waiting_colleague", w.p_("postponing reason", "Waiting for a colleague")),
            ("no_time", w.p_("postponing reason", "Had no time")),
            ("not_reached", w.p_("postponing reason", "Could not reach")),
        ),
        win_reasons=(
            ("price", w.p_("win reason", "Price")),
            ("quality", w.p_("win reason", "Quality")),
            ("terms", w.p_("win reason", "Delivery time")),
            ("trust", w.p_("win reason", "Trust in the manager")),
            ("recommended", w.p_("win reason", "Recommended to them")),
            ("bought_before", w.p_("win reason", "Bought before")),
        ),
        departments=(
            ("production", w.p_("department", "Production")),
            ("delivery", w.p_("department", "Delivery")),
            ("service", w.p_("department", "Service")),
        ),
        channels=(
            ("site", w.p_("channel", "Website")),
            ("ads", w.p_("channel", "Advertising")),
            ("recommendation", w.p_("channel", "Recommendation")),
            ("social", w.p_("channel", "Social networks")),
            ("exhibition", w.p_("channel", "Exhibition")),
            ("cold", w.p_("channel", "Cold calls")),
            ("other", w.p_("channel", "Other")),
        ),
    )


def ready_made(w: Words) -> dict[str, PipelineStandard]:
    """Sets of stages a further pipeline may begin with, by code, likeliest first."""
    return {
        "nine": PipelineStandard("nine", w._("Nine classic stages"), PipelineCycle.LONG, _nine_stages(w)),
        "short": PipelineStandard("short", w._("Short cycle: up to 3 days"), PipelineCycle.SHORT, _short(w)),
        "assessment": PipelineStandard(
            "assessment", w._("Long pre-sale with an assessment"), PipelineCycle.LONG, _assessment(w)
        ),
        "regular": PipelineStandard("regular", w._("Regular clients"), PipelineCycle.LONG, _regular(w)),
        "warm_up": PipelineStandard("warm_up", w._("Warm-up"), PipelineCycle.WARM_UP, _warm_up(w)),
    }


def empty(w: Words) -> PipelineStandard:
    """The least that works: a first stage, won, refused."""
    first = StageStandard(w._("New"), OPEN)
    won = StageStandard(w._("Won"), WON, w._("The client has bought."), 100)
    return PipelineStandard("empty", w._("From scratch"), PipelineCycle.LONG, (first, won, _refused(w)))


def _after(days: int = 0, hours: int = 0) -> dict[str, Any]:
    return due.to_json(due.after_entering(days=days) if days else due.after_entering(hours=hours))


def _after_sending(days: int) -> dict[str, Any]:
    """So many days after a document went out (S2-37); five days on the stage until that is known."""
    return due.to_json(due.after_event("document_sent", days=days, fallback=due.Offset(5)))


def _task(title: str, instruction: str, days: int = 0, hours: int = 0, kind: TaskKind = TaskKind.TODO) -> Any:
    return (StageTaskStandard(title, instruction, _after(days, hours), kind),)


def _refused(w: Words) -> StageStandard:
    return StageStandard(w._("Refused"), LOST, w._("The deal did not happen; the reason is recorded."))


def _nps(w: Words) -> StageStandard:
    return StageStandard(w._("NPS measurement"), WON, w._("The deal is won; the client is asked for a score."), 100)


def _payment(w: Words) -> StageStandard:
    return StageStandard(
        w._("Payment"), OPEN, w._("The invoice is out, the money is on its way."), 80, True, 120,
        _task(w._("Make sure of the payment"), w._("The money is in the account."), days=3),
    )  # fmt: skip


def _contract(w: Words) -> StageStandard:
    return StageStandard(
        w._("Contract and invoice"), OPEN, w._("The terms are agreed, the papers are being signed."), 65, True, 120,
        (
            *_task(w._("Prepare and send the contract"), w._("The client has the contract and the invoice."), days=2),
            StageTaskStandard(w._("Sign the contract"), w._("Both sides have signed the contract."), _after_sending(3)),
        ),
    )  # fmt: skip


def _service(w: Words) -> StageStandard:
    return StageStandard(
        w._("Service or shipment"), OPEN, w._("Paid; the service is being done or the goods handed over."),
        95, True, 240,
        _task(w._("Watch the term of service or shipment"), w._("The client has got everything on time."), days=5),
    )  # fmt: skip


def _closing(w: Words) -> StageStandard:
    return StageStandard(
        w._("Closing documents"), OPEN, w._("Everything is handed over; the closing papers remain."), 98, True, 120,
        _task(w._("Sign the closing documents"), w._("Both sides have signed the act."), days=3),
    )  # fmt: skip


def _nine_stages(w: Words) -> tuple[StageStandard, ...]:
    return (
        StageStandard(
            w._("Presentation"), OPEN, w._("The client learns what we do and for whom."), 10, False, 72,
            _task(w._("Prepare and hold the presentation"), w._("The client has seen the product and named the need."),
                  days=1),
        ),
        StageStandard(
            w._("General offer"), OPEN, w._("The general offer goes out."), 20, False, 72,
            _task(w._("Prepare and send the offer"), w._("The client has the offer in hand."), days=1),
        ),
        StageStandard(
            w._("Feedback and objections"), OPEN, w._("We hear what the client thinks and answer doubts."),
            35, True, 96,
            _task(w._("Get feedback"), w._("The client has said yes, no or what stands in the way."), days=2),
        ),
        StageStandard(
            w._("Individual offer"), OPEN, w._("An offer made for this very client."), 50, True, 72,
            _task(w._("Prepare and send the individual offer"), w._("The client has the own terms in hand."), days=1),
        ),
        _contract(w),
        _payment(w),
        _service(w),
        _closing(w),
        _nps(w),
        _refused(w),
    )  # fmt: skip


def _assessment(w: Words) -> tuple[StageStandard, ...]:
    """A pre-sale that looks at the client's present state before anything is offered (S0-44)."""
    return (
        StageStandard(
            w._("Getting acquainted"), OPEN, w._("It becomes clear whether we can help and who decides."),
            10, False, 72,
            _task(w._("Talk about the need and the people who decide"), w._("Need, budget and who decides are known."),
                  days=1),
        ),
        StageStandard(
            w._("Agreement on the assessment"), OPEN, w._("What will be looked at, when and with whom."),
            20, False, 120,
            _task(w._("Agree on the date and scope of the assessment"), w._("Date, place and people are agreed."),
                  days=2),
        ),
        StageStandard(
            w._("Assessment of the present state"), OPEN, w._("We look at how things are at the client's now."),
            35, True, 240,
            _task(w._("Carry out the assessment"), w._("Facts and figures of the present state are written down."),
                  days=5),
        ),
        StageStandard(
            w._("Findings"), OPEN, w._("The client sees what was found and what it costs to leave it so."),
            50, True, 120,
            _task(w._("Present the findings"), w._("The client agrees with the findings and wants a solution."),
                  days=3),
        ),
        StageStandard(
            w._("Individual offer"), OPEN, w._("An offer made for this very client."), 60, True, 96,
            _task(w._("Prepare and send the individual offer"), w._("The client has the own terms in hand."), days=2),
        ),
        StageStandard(
            w._("Feedback and objections"), OPEN, w._("We hear what the client thinks and answer doubts."),
            65, True, 120,
            _task(w._("Get feedback"), w._("The client has said yes, no or what stands in the way."), days=2),
        ),
        _contract(w),
        _payment(w),
        _service(w),
        _closing(w),
        _nps(w),
        _refused(w),
    )  # fmt: skip


def _regular(w: Words) -> tuple[StageStandard, ...]:
    return (
        StageStandard(
            w._("Need"), OPEN, w._("A regular client wants something again."), 30, False, 48,
            _task(w._("Find out the need"), w._("It is clear what, how much and by when."), days=1),
        ),
        StageStandard(
            w._("Offer"), OPEN, w._("The client has the price and the terms."), 55, True, 72,
            _task(w._("Send the price and the terms"), w._("The client has the price in hand."), hours=4),
        ),
        _contract(w),
        _payment(w),
        _service(w),
        _closing(w),
        _nps(w),
        _refused(w),
    )  # fmt: skip


def _consumer(w: Words) -> tuple[StageStandard, ...]:
    return (
        StageStandard(
            w._("Consultation"), OPEN, w._("We find out what suits the person."), 20, False, 24,
            _task(w._("Consult and choose"), w._("The person knows which option suits."), hours=4),
        ),
        StageStandard(
            w._("Offer"), OPEN, w._("The client has the price and the terms."), 40, True, 48,
            _task(w._("Send the price and the terms"), w._("The client has the price in hand."), hours=4),
        ),
        _payment(w),
        _service(w),
        _nps(w),
        _refused(w),
    )  # fmt: skip


def _short(w: Words) -> tuple[StageStandard, ...]:
    return (
        StageStandard(
            w._("Offer"), OPEN, w._("The client has the price and the terms."), 30, False, 4,
            _task(w._("Send the price and the terms"), w._("The client has the price in hand."), hours=1),
        ),
        StageStandard(
            w._("Answer"), OPEN, w._("We wait for a yes or a no and ask for it."), 50, True, 8,
            _task(w._("Get the answer"), w._("The client has said yes or no."), hours=4),
        ),
        StageStandard(
            w._("Payment and handing over"), OPEN, w._("The client pays and gets the order."), 85, True, 24,
            _task(w._("Take the payment and hand over"), w._("Paid and received."), days=1),
        ),
        _nps(w),
        _refused(w),
    )  # fmt: skip


def _warm_up(w: Words) -> tuple[StageStandard, ...]:
    return (
        StageStandard(
            w._("Getting to know"), OPEN, w._("Not ready to buy yet; we stay in sight."), 5, False, 720,
            _task(w._("Send something useful"), w._("The client got one useful thing from us."), days=5),
        ),
        StageStandard(
            w._("Interest"), OPEN, w._("The client answers and asks."), 15, False, 720,
            _task(w._("Ask about plans"), w._("It is clear when the client may buy."), days=5),
        ),
        StageStandard(w._("Ready to talk"), WON, w._("Time for a deal in another pipeline."), 100),
        _refused(w),
    )  # fmt: skip
