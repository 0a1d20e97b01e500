"""Who answers first for somebody's work among several heads (S2-46, S2-51)."""

from __future__ import annotations

import pytest

from services.rules.heads import Post, responsible

TREE = {1: None, 2: 1, 3: 2, 4: None, 5: 6, 6: 5}
ADA, BEA, CYD, TOP = 11, 12, 13, 14


@pytest.mark.parametrize(
    ("team", "posts", "expected"),
    [
        (1, [Post(ADA, 1)], (ADA,)),
        (1, [Post(ADA, 1), Post(BEA, 1)], (ADA, BEA)),
        (2, [Post(ADA, 1), Post(BEA, 2, further=True)], (BEA,)),
        (2, [Post(ADA, 2, further=True), Post(BEA, 2)], (BEA,)),
        (3, [Post(ADA, 1), Post(BEA, 4)], (ADA,)),
        (4, [Post(ADA, 1)], ()),
        (4, [Post(ADA, 1), Post(TOP, None)], (TOP,)),
        (None, [Post(ADA, 1), Post(TOP, None)], (TOP,)),
        (5, [Post(ADA, 1)], ()),
    ],
    ids=[
        "own",
        "two of a team",
        "further before above",
        "own before further",
        "above",
        "nobody",
        "top",
        "none",
        "loop",
    ],
)
def test_the_nearest_head_answers(team: int | None, posts: list[Post], expected: tuple[int, ...]) -> None:
    """The own head, then a further one, then those above; a loop in the tree ends."""
    assert responsible(team, TREE, posts) == expected
