"""The order of the unpromised blocks as a company sets it (S3-23), and which try a promised call is."""

from __future__ import annotations

import pytest

from services.rules.call_list import Candidate, plan, put
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
