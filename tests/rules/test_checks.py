"""Which refusals are checked, by whom, and how far they agree (S2-84)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.rules.checks import in_sample, peer
from services.rules.kinds import CheckResult
from services.rules.loss_cuts import Verdicts, agreed


@given(st.text(max_size=30))
def test_all_or_none(refusal: str) -> None:
    assert in_sample(refusal, 100)
    assert not in_sample(refusal, 0)


@given(st.text(max_size=30), st.integers(0, 100), st.integers(0, 100))
def test_a_larger_share_checks_no_fewer(refusal: str, one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert not in_sample(refusal, small) or in_sample(refusal, large)


def test_about_the_share_is_checked() -> None:
    checked = sum(in_sample(f"deal:{n}:0", 20) for n in range(5000))
    assert 850 <= checked <= 1150


def test_the_colleague_with_the_fewest_checks() -> None:
    assert peer([3, 5, 7], {3: 2, 5: 1, 7: 1}) == 5
    assert peer([3, 5], {}) == 3
    assert peer([], {1: 1}) is None


def test_the_share_agreed() -> None:
    found = [
        Verdicts(1, 1, CheckResult.CONFIRMED, 6),
        Verdicts(1, 2, CheckResult.CORRECTED, 2),
        Verdicts(2, 2, CheckResult.BACK_TO_WORK, 2),
    ]
    assert agreed(found) == 0.6
    assert agreed([]) is None
