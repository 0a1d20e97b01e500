"""Which segments to grow, keep and drop: the stated rule, at its edges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.rules.segments import LEAST, Advice, SegmentFacts, advise

GOOD = SegmentFacts(sales=LEAST, revenue=100_00, before=90_00, profitability=30.0)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (GOOD, Advice.GROW),
        (replace(GOOD, before=100_00), Advice.GROW),  # as much as before does not fall
        (replace(GOOD, before=100_01), Advice.KEEP),
        (replace(GOOD, revenue=500_00), Advice.KEEP),  # half of the company already
        (replace(GOOD, profitability=19.9), Advice.KEEP),
        (replace(GOOD, profitability=9.9), Advice.KEEP),  # poor, but it grows
        (replace(GOOD, profitability=9.9, before=200_00), Advice.DROP),
        (replace(GOOD, profitability=10.0, before=200_00), Advice.KEEP),
        (replace(GOOD, profitability=0.0), Advice.DROP),
        (replace(GOOD, profitability=-5.0), Advice.DROP),
        (replace(GOOD, sales=LEAST - 1), Advice.SILENT),
        (replace(GOOD, profitability=None), Advice.SILENT),
    ],
)
def test_the_rule(facts: SegmentFacts, said: Advice) -> None:
    assert advise(facts, company=20.0, revenue=1000_00) is said


def test_nothing_is_said_where_the_company_knows_no_margin() -> None:
    assert advise(GOOD, company=None, revenue=1000_00) is Advice.SILENT


def test_no_revenue_at_all_is_no_fault() -> None:
    nothing = replace(GOOD, revenue=0, before=0, profitability=20.0)
    assert advise(nothing, company=20.0, revenue=0) is Advice.GROW
