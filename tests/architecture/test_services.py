"""A use case is asked by somebody: the first argument of every public method is the actor.

What the scheduler beats takes the moment alone: `async def nudge(self, now) -> int`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from services import wiring
from services.clock import ShiftedClock
from services.rules.actor import Actor
from storage.unit_of_work import Database
from tests.conftest import TUESDAY
from tests.support.databases import sqlite_url

NOBODY_ASKS = {
    "people.identify": "finds out who the actor is",
    "people.actor_of": "finds out who the actor is",
    "people.chat_blocked": "Telegram tells that a chat is closed",
    "invitations.owner_link": "the first start, before there is anybody",
    "outbox.bury": "delivery",
    "outbox.expire": "delivery",
    "outbox.hold": "delivery",
    "outbox.lease": "delivery",
    "outbox.lease_held": "delivery",
    "outbox.next_due": "delivery",
    "outbox.put_back": "delivery",
    "outbox.reader": "delivery asks whom a message is for",
    "outbox.release": "delivery",
    "outbox.release_orphans": "delivery",
    "outbox.sent": "delivery",
    "outbox.unreachable": "delivery",
    "jobs.bind": "the beat's own list of jobs, at start",
    "jobs.claim": "the beat",
    "jobs.due": "the beat",
    "jobs.ended": "the beat",
}
"""Entrances of the machinery, each with the reason why no person stands behind it."""


def methods() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public method of every capability."""
    services = wiring.Services(Database(sqlite_url(Path("never-opened.db"))), ShiftedClock(TUESDAY))
    for attribute, service in vars(services).items():
        if not type(service).__module__.startswith("services.") or attribute == "clock":
            continue
        for name, function in inspect.getmembers(type(service), inspect.isfunction):
            if not name.startswith("_"):
                yield f"{attribute}.{name}", function


METHODS = dict(methods())


@pytest.mark.parametrize("name", METHODS)
def test_the_first_argument_is_the_actor(name: str):
    if name in NOBODY_ASKS:
        return
    function = METHODS[name]
    parameters = list(inspect.signature(function).parameters)[1:]
    if parameters == ["now"]:
        return
    assert parameters[:1] == ["actor"], f"{name} takes {parameters[:1]}"
    assert get_type_hints(function)["actor"] is Actor


def test_no_exception_is_left_over():
    assert set(NOBODY_ASKS) <= set(METHODS)
