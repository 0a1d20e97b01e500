"""Who answers first for somebody's work among several heads (S2-46, S2-51)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Post:
    """A head leads a team (None: the whole company); `further`: besides the own one ("More teams")."""

    head: int
    team: int | None
    further: bool = False


def responsible(team: int | None, parents: Mapping[int, int | None], posts: Sequence[Post]) -> tuple[int, ...]:
    """The heads who answer first for a team's people, in the order of `posts`; () when nobody leads them.

    Its own heads come before those who have it as a further team, both before the heads of the team above; heads of no
    team come last. `parents` is the tree of teams.
    """
    seen: set[int] = set()
    while team is not None and team not in seen:
        seen.add(team)
        for further in (False, True):
            found = tuple(post.head for post in posts if post.team == team and post.further is further)
            if found:
                return found
        team = parents.get(team)
    return tuple(post.head for post in posts if post.team is None)
