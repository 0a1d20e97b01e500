"""The order of the unpromised blocks as a company sets it (S3-23) and inside them by worth (S0-25); tries; lengths."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.rules.call_list import Candidate, plan, put, usual_call_minutes
from tests.rules.moments import KYIV, kyiv


@pytest.mark.parametrize(
    ("block", "place", "order"),
    [
        (5, 0, (5, 4, 6, 7)),
        (4, 3, (5, 6, 7, 4)),
        (7, 2, (4, 5, 7, 6)),
        (6, 2, (4, 5, 6, 7)),
        (4, 99, (5, 6, 7, 4)),
        (7, -5, (7, 4, 5, 6)),
    ],
)
def test_a_block_at_another_place(block, place, order):
    assert put((4, 5, 6, 7), block, place) == order


def test_only_unpromised_blocks_have_a_place_of_their_own():
    with pytest.raises(ValueError, match="4-7"):
        put((4, 5, 6, 7), 1, 0)


def test_a_promise_keeps_count_of_the_tries():
    at = kyiv("2026-11-20 11:00")
    (one,) = plan([Candidate("deal", 1, promised_at=at, attempt=2)], kyiv("2026-11-20 09:00"), KYIV, []).placed
    assert one.reason.code == "promised_at"
    assert one.reason.params == {"promised_at": at, "n": 3, "of": 6}


NOW = kyiv("2026-11-20 09:00")


def _ids(candidates):
    return [one.candidate.id for one in plan(candidates, NOW, KYIV, []).cut]


def test_hot_by_past_deals_and_by_what_the_segment_earns():
    """Priorities by segment from profitability and from previous deals with that very client (S0-25)."""

    def hot(number: int, amount: int = 0, usual: int = 0, weight: int = 100) -> Candidate:
        one = Candidate("deal", number, late=True, stage_position=5, probability=0.5)
        return one._replace(amount=amount, usual=usual, weight=weight)

    candidates = [
        hot(1, amount=100), hot(2, amount=100, usual=80), hot(3, amount=100, weight=150), hot(4, usual=90),
        hot(5, amount=100, weight=50), hot(6, amount=110),
    ]  # fmt: skip
    assert _ids(candidates) == [2, 3, 6, 1, 4, 5]


def test_regular_clients_about_as_overdue_by_what_they_buy():
    def client(number, days, **worth):
        return Candidate("client", number, interval_days=20, last_contact_at=NOW - timedelta(days=days), **worth)

    candidates = [client(1, 24), client(2, 21, usual=50), client(3, 22, usual=40, weight=150), client(4, 30)]
    assert _ids(candidates) == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("lengths", "minutes"),
    [([], 10), ([60] * 9, 10), ([60] * 10, 5), ([430] * 11, 8), ([480] * 11, 8), ([9000] * 10, 30)],
)
def test_usual_call_minutes(lengths, minutes):
    assert usual_call_minutes(lengths) == minutes
