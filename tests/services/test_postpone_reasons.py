"""The company's reasons for moving a date: added, renamed, ordered, archived (S2-47)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import Services
from services.errors import Denied, Invalid, Stale
from services.postpone_reasons import MOST
from tests.support.company import People
from tests.support.factory import Factory


async def names(services: Services, people: People) -> list[str]:
    """What is in use, as the admin sees it."""
    return [view.name for view in await services.postpone_reasons.all(people.owner) if not view.archived]


async def test_add_rename_order_archive(services: Services, people: People, factory: Factory) -> None:
    reasons = services.postpone_reasons
    assert (await names(services, people))[:2] == ["Client asked", "Waiting for the client"]
    added = await reasons.add(people.owner, "  The lawyer <b>  is on\nholiday ")
    assert (added.name, added.place, added.moves) == ("The lawyer <b> is on holiday", 6, 0)
    up = await reasons.shift(people.owner, added.id, added.version, -1)
    assert up.place == 5
    renamed = await reasons.rename(people.owner, added.id, up.version, "The lawyer is away")
    task = await factory.task(await factory.lead(people.anna), people.anna)
    question = await services.tasks.date_question(people.anna, task.id)
    assert [item.name for item in question.reasons][4] == "The lawyer is away"
    later = task.due_at + timedelta(days=1)
    await services.tasks.postpone(people.anna, task.id, task.version, later, reason_id=added.id)
    assert (await reasons.get(people.owner, added.id)).moves == 1
    await reasons.archive(people.owner, added.id, renamed.version)
    assert "The lawyer is away" not in await names(services, people)
    card = await services.tasks.card(people.anna, task.id)
    assert card.moves[0].reason == "The lawyer is away", "what it was moved for stays"
    back = await reasons.add(people.owner, "the LAWYER is away")
    assert (back.id, back.moves) == (added.id, 1), "the archived one comes back"


async def test_order_stops_at_the_ends(services: Services, people: People) -> None:
    reasons = services.postpone_reasons
    first, *_, last = await reasons.all(people.owner)
    assert (await reasons.shift(people.owner, first.id, first.version, -1)).place == 1
    assert (await reasons.shift(people.owner, last.id, last.version, 1)).place == last.place


async def test_bad_names_and_two_editors(services: Services, people: People) -> None:
    reasons = services.postpone_reasons
    first = (await reasons.all(people.owner))[0]
    for typed, code in (("…", "name_bad"), ("x" * 61, "too_long"), ("CLIENT asked", "move_reason_exists")):
        with pytest.raises(Invalid) as bad:
            await reasons.add(people.owner, typed)
        assert bad.value.code == code
    await reasons.rename(people.owner, first.id, first.version, "First")
    with pytest.raises(Stale):
        await reasons.rename(people.owner, first.id, first.version, "Second")
    await reasons.archive(people.owner, first.id, first.version + 1)
    with pytest.raises(Stale):
        await reasons.rename(people.owner, first.id, first.version + 1, "Third")
    while len(await names(services, people)) < MOST:
        await reasons.add(people.owner, f"Reason {len(await names(services, people))}")
    with pytest.raises(Invalid, match="too_many"):
        await reasons.add(people.owner, "One more")


async def test_archived_ones_stand_last_and_come_back_to_their_place(services: Services, people: People) -> None:
    reasons = services.postpone_reasons
    top, first, *others = await reasons.all(people.owner)
    gone = await reasons.archive(people.owner, first.id, first.version)
    assert gone.archived
    assert (await reasons.all(people.owner))[-1] == gone
    with pytest.raises(Stale):
        await reasons.archive(people.owner, first.id, gone.version)
    back = await reasons.archive(people.owner, first.id, gone.version, back=True)
    assert (back.place, back.name) == (2, first.name)
    assert (await reasons.all(people.owner))[0].name == top.name
    gone = await reasons.archive(people.owner, back.id, back.version)
    same = await reasons.rename(people.owner, others[0].id, others[0].version, first.name)
    with pytest.raises(Invalid, match="move_reason_exists"):
        await reasons.archive(people.owner, gone.id, gone.version, back=True)
    assert same.name == first.name


async def test_only_admins(services: Services, people: People) -> None:
    for actor in (people.boris, people.anna):
        with pytest.raises(Denied):
            await services.postpone_reasons.all(actor)
        with pytest.raises(Denied):
            await services.postpone_reasons.add(actor, "x")
