"""NPS: who is asked, when, what becomes of the answer, who hears of a bad one (S2-64…S2-69)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from services import Services, policy, stages
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import NpsStatus, StageKind, TaskKind, TaskStatus
from services.rules.nps import Band
from storage import company
from storage.tables import Chat, Client, Contact, Deal, NpsPoll, Task
from storage.unit_of_work import Database
from tests.support.company import ANNA, BORIS, CLIENT, OWNER, People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pushes import Heart, change, kyiv, told

ASK = ("nps.ask",)
DAY = timedelta(days=1)


@pytest.fixture
def heart(services: Services, clock: ShiftedClock, committed: Committed) -> Heart:
    """Beats and tells what was queued."""
    return Heart(services, clock, committed)


@pytest.fixture
async def katya(database: Database, people: People) -> tuple[Client, Contact]:
    """The client who has a chat, and the contact."""
    async with database.read(SYSTEM, kyiv("2026-11-24 10:00")) as work:
        contact = await work.session.get_one(Contact, people.client.contact_id)
        client = await work.session.get_one(Client, contact.client_id)
        work.session.expunge_all()
    return client, contact


@dataclass
class Won:
    """Makes deals that are won now, by default Anna's with Katya, who is in Telegram."""

    factory: Factory
    database: Database
    clock: ShiftedClock
    people: People
    katya: tuple[Client, Contact]

    async def __call__(
        self,
        owner: Actor | None = None,
        *,
        in_telegram: bool = True,
        by: Actor | None = None,
        pipeline: str = "b2b_new",
    ) -> Deal:
        """A deal won by its owner (or `by`)."""
        owner = owner or self.people.anna
        client, contact = self.katya if in_telegram else (None, None)
        deal = await self.factory.deal(owner, client=client, contact=contact, pipeline=pipeline)
        await self.close(deal, by or owner)
        return deal

    async def close(self, deal: Deal, by: Actor, kind: StageKind = StageKind.WON) -> None:
        """Move it to its won (lost, …) stage."""
        async with self.database.write(by, self.clock.now()) as work:
            row = await work.session.get_one(Deal, deal.id)
            found = await company.stages(work, row.pipeline_id)
            stage = next(item for item in found if item.kind is kind)
            await stages.enter(work, await policy.load(work), row, stage)


@pytest.fixture
def won(
    factory: Factory, database: Database, clock: ShiftedClock, people: People, katya: tuple[Client, Contact]
) -> Won:
    """Makes won deals."""
    return Won(factory, database, clock, people, katya)


async def asked(heart: Heart, won: Won, **how: object) -> NpsPoll:
    """A poll sent two hours after a sale."""
    await won(**how)  # type: ignore[arg-type]
    heart.clock.advance(timedelta(hours=2))
    await heart.beat(*ASK)
    await heart.new()
    return (await heart.committed.all(NpsPoll))[-1]


# -------------------------------------------------------------------------------------------------------- who is asked
async def test_the_client_some_time_after_the_sale_once(heart: Heart, won: Won) -> None:
    await won()
    heart.clock.advance(timedelta(minutes=119))
    await heart.beat(*ASK)
    assert await heart.new() == []
    heart.clock.advance(timedelta(minutes=1))
    await heart.beat(*ASK)
    assert told(await heart.new()) == [(CLIENT, "nps_ask")]
    await heart.beat(*ASK)
    assert await heart.new() == []
    poll = await heart.committed.one(NpsPoll)
    assert (poll.status, poll.chat_id, poll.scale) == (NpsStatus.SENT, CLIENT, "0-10")


async def test_the_delay_and_the_scale_are_settings(heart: Heart, won: Won, services: Services, people: People) -> None:
    await services.company.change(people.owner, nps_delay_hours=48, nps_scale="1-5")
    await won()
    assert await heart.at(heart.clock.now() + timedelta(hours=47), *ASK) == []
    assert len(await heart.at(heart.clock.now() + timedelta(hours=1), *ASK)) == 1
    poll = await heart.committed.one(NpsPoll)
    assert (await services.nps.question(people.client, poll.id)).scale.code == "1-5"


async def test_who_is_not_in_telegram_is_asked_by_a_task(heart: Heart, won: Won, people: People) -> None:
    await won(in_telegram=False)
    assert await heart.at(heart.clock.now() + timedelta(hours=2), *ASK) == []
    poll = await heart.committed.one(NpsPoll)
    task = await heart.committed.one(Task, Task.id == poll.task_id)
    assert (poll.status, task.kind, task.assignee_id) == (NpsStatus.BY_TASK, TaskKind.NPS, people.anna.user_id)
    assert task.due_at == kyiv("2026-11-25 12:00"), "the next working day"


@pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "after it was sent"])
async def test_who_blocked_the_bot_is_asked_by_a_task(
    heart: Heart, won: Won, database: Database, clock: ShiftedClock, after: bool
) -> None:
    await won()
    if after:
        await heart.at(clock.now() + timedelta(hours=2), *ASK)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Chat, CLIENT)).blocked_at = clock.now()
    await heart.at(clock.now() + timedelta(hours=2), *ASK)
    poll = await heart.committed.one(NpsPoll)
    assert poll.status is NpsStatus.BY_TASK
    assert await heart.committed.count(Task, Task.kind == TaskKind.NPS) == 1
    await heart.beat(*ASK)
    assert await heart.committed.count(Task, Task.kind == TaskKind.NPS) == 1


async def test_an_imported_past_is_not_asked_about(heart: Heart, won: Won) -> None:
    """Nobody here moved those deals: their transitions have no person."""
    await won(by=SYSTEM)
    assert await heart.at(heart.clock.now() + timedelta(hours=3), *ASK) == []
    assert await heart.committed.count(NpsPoll) == 0


async def test_neither_an_old_sale_nor_a_warm_up(heart: Heart, won: Won, clock: ShiftedClock) -> None:
    await won()
    clock.advance(15 * DAY)
    await won(pipeline="warm_up", in_telegram=False)
    await heart.at(clock.now() + timedelta(hours=3), *ASK)
    assert await heart.committed.count(NpsPoll) == 0


async def test_who_buys_often_is_asked_once_a_week(heart: Heart, won: Won, clock: ShiftedClock) -> None:
    await won()
    await won()
    assert len(await heart.at(clock.now() + timedelta(hours=3), *ASK)) == 1
    await won()
    assert await heart.at(clock.now() + 6 * DAY, *ASK) == []
    assert len(await heart.at(clock.now() + 1 * DAY, *ASK)) == 1


async def test_a_sale_taken_back_is_not_asked_about_and_made_again_it_is(
    heart: Heart, won: Won, services: Services, people: People, clock: ShiftedClock
) -> None:
    deal = await won()
    await heart.at(clock.now() + timedelta(hours=2), *ASK)
    poll = await heart.committed.one(NpsPoll)
    await won.close(deal, people.anna, StageKind.OPEN)
    assert not (await services.nps.question(people.client, poll.id)).needed
    async with services.db.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(NpsPoll, poll.id)).status = NpsStatus.CANCELLED
    clock.advance(8 * DAY)
    await won.close(deal, people.anna)
    assert told(await heart.at(clock.now() + timedelta(hours=2), *ASK)) == [(CLIENT, "nps_ask")]
    again = await heart.committed.one(NpsPoll)
    assert (again.id, again.status, again.score) == (poll.id, NpsStatus.SENT, None)


async def test_two_processes_ask_once(heart: Heart, won: Won, database: Database, clock: ShiftedClock) -> None:
    await won()
    for _ in range(5):
        await won(in_telegram=False)
    clock.advance(timedelta(hours=2))
    others = [Database(database.url) for _ in range(3)]
    await asyncio.gather(*(Services(other, clock).nps.ask(clock.now()) for other in others))
    for other in others:
        await other.close()
    assert await heart.committed.count(NpsPoll) == 6
    assert await heart.committed.count(Task, Task.kind == TaskKind.NPS) == 5
    assert told(await heart.new()) == [(CLIENT, "nps_ask")]


async def test_one_gentle_repeat(heart: Heart, won: Won, clock: ShiftedClock) -> None:
    await asked(heart, won)
    assert await heart.at(clock.now() + 3 * DAY - timedelta(minutes=1), "nps.repeat") == []
    pushes = await heart.at(clock.now() + timedelta(minutes=1), "nps.repeat")
    assert [(push.kind, push.params["again"]) for push in pushes] == [("nps_ask", True)]
    assert await heart.until(clock.now() + 12 * DAY, 3 * DAY, "nps.repeat") == []


async def test_no_repeat_for_who_has_answered(
    heart: Heart, won: Won, services: Services, people: People, clock: ShiftedClock
) -> None:
    poll = await asked(heart, won)
    await services.nps.score(people.client, poll.id, 9)
    assert await heart.at(clock.now() + 4 * DAY, "nps.repeat") == []


# ------------------------------------------------------------------------------------------------------- the answer
async def test_score_and_reason(heart: Heart, won: Won, services: Services, people: People) -> None:
    poll = await asked(heart, won)
    view = await services.nps.score(people.client, poll.id, 9)
    assert (view.score, view.answered) == (9, False)
    assert (await services.nps.reason(people.client, poll.id, " Quick delivery ")).answered
    row = await heart.committed.one(NpsPoll)
    assert (row.score, row.reason, row.status) == (9, "Quick delivery", NpsStatus.ANSWERED)
    assert await heart.new() == [], "good news are for the report"
    for late in (services.nps.score(people.client, poll.id, 1), services.nps.reason(people.client, poll.id, "no")):
        with pytest.raises(Stale):
            await late


async def test_a_reason_may_be_skipped(heart: Heart, won: Won, services: Services, people: People) -> None:
    poll = await asked(heart, won)
    with pytest.raises(Stale):
        await services.nps.reason(people.client, poll.id, "before any score")
    await services.nps.score(people.client, poll.id, 7)
    assert (await services.nps.reason(people.client, poll.id, None)).answered


async def test_polls_of_other_chats_are_not_found(heart: Heart, won: Won, services: Services, people: People) -> None:
    poll = await asked(heart, won)
    for actor in (people.stranger, people.anna, people.owner, SYSTEM):
        for act in (
            services.nps.question(actor, poll.id),
            services.nps.score(actor, poll.id, 5),
            services.nps.reason(actor, poll.id, "x"),
        ):
            with pytest.raises(NotFound):
                await act


@pytest.mark.parametrize("score", [-1, 11])
async def test_only_scores_of_the_scale(heart: Heart, won: Won, services: Services, people: People, score: int) -> None:
    poll = await asked(heart, won)
    with pytest.raises(Invalid):
        await services.nps.score(people.client, poll.id, score)


# ------------------------------------------------------------------------------------------------------- the alert
async def test_a_low_score_alerts_the_head_and_the_owner_at_once_and_again_with_its_reason(
    heart: Heart, won: Won, services: Services, people: People
) -> None:
    poll = await asked(heart, won)
    await services.nps.score(people.client, poll.id, 6)
    assert told(await heart.new()) == [(BORIS, "nps_low"), (ANNA, "nps_low")]
    card = await services.nps.card(people.boris, poll.id)
    assert (card.score, card.band, card.phone, card.manager) == (6, Band.DETRACTOR, "+380501112233", "Anna Manager")
    await services.nps.score(people.client, poll.id, 6)
    assert await heart.new() == [], "a double tap"
    await services.nps.reason(people.client, poll.id, "late")
    assert told(await heart.new()) == [(BORIS, "nps_low"), (ANNA, "nps_low")]


async def test_seven_is_no_alarm(heart: Heart, won: Won, services: Services, people: People) -> None:
    poll = await asked(heart, won)
    await services.nps.score(people.client, poll.id, 7)
    await services.nps.reason(people.client, poll.id, "all right")
    assert await heart.new() == []


async def test_a_score_corrected_before_the_reason_is_told_too(
    heart: Heart, won: Won, services: Services, people: People
) -> None:
    poll = await asked(heart, won)
    await services.nps.score(people.client, poll.id, 0)
    await heart.new()
    await services.nps.score(people.client, poll.id, 10)
    pushes = await heart.new()
    assert told(pushes) == [(BORIS, "nps_low"), (ANNA, "nps_low")]
    assert pushes[0].params["before"] == 0
    assert (await services.nps.card(people.boris, poll.id)).band is Band.PROMOTER


async def test_a_head_who_owns_the_deal_is_told_once(
    heart: Heart, won: Won, services: Services, people: People
) -> None:
    poll = await asked(heart, won, owner=people.boris)
    await services.nps.score(people.client, poll.id, 3)
    assert told(await heart.new()) == [(OWNER, "nps_low"), (BORIS, "nps_low")]


async def test_where_the_admin_sells_and_leads_one_message_comes(
    heart: Heart, won: Won, services: Services, people: People
) -> None:
    poll = await asked(heart, won, owner=people.owner)
    await services.nps.score(people.client, poll.id, 3)
    assert told(await heart.new()) == [(OWNER, "nps_low")]


async def test_an_unreachable_head_is_stood_in_for(
    heart: Heart, won: Won, services: Services, people: People, database: Database, clock: ShiftedClock
) -> None:
    await change(database, clock, people.boris, telegram_id=None)
    poll = await asked(heart, won)
    await services.nps.score(people.client, poll.id, 3)
    assert told(await heart.new()) == [(OWNER, "nps_low"), (ANNA, "nps_low")]


# ------------------------------------------------------------------------------------------------------- by a colleague
async def test_a_manager_enters_what_the_client_said(
    heart: Heart, won: Won, services: Services, people: People
) -> None:
    poll = await asked(heart, won, in_telegram=False)
    card = await services.nps.enter(people.anna, poll.task_id or 0, 4)
    assert (card.score, card.task_open) == (4, False)
    assert told(await heart.new()) == [(BORIS, "nps_low")], "who entered it knows"
    task = await heart.committed.one(Task, Task.id == poll.task_id)
    assert (task.status, task.result) == (TaskStatus.DONE, "4")
    await services.nps.reason_wanted(people.anna, poll.id)
    await services.nps.enter_reason(people.anna, poll.id, "Broken in transport")
    assert told(await heart.new()) == [(BORIS, "nps_low")]
    row = await heart.committed.one(NpsPoll)
    assert (row.reason, row.entered_by, row.status) == ("Broken in transport", people.anna.user_id, NpsStatus.ANSWERED)
    task_id = poll.task_id or 0
    for late in (services.nps.enter(people.anna, task_id, 9), services.nps.give_up(people.anna, task_id)):
        with pytest.raises(Stale):
            await late


async def test_a_client_who_gives_no_score_ends_the_task(
    heart: Heart, won: Won, services: Services, people: People
) -> None:
    poll = await asked(heart, won, in_telegram=False)
    card = await services.nps.give_up(people.anna, poll.task_id or 0)
    assert (card.score, card.task_open) == (None, False)
    assert (await heart.committed.one(NpsPoll)).status is NpsStatus.CANCELLED


async def test_nobody_overwrites_a_clients_own_words(
    heart: Heart, won: Won, services: Services, people: People
) -> None:
    poll = await asked(heart, won)
    with pytest.raises(Stale):
        await services.nps.enter_reason(people.anna, poll.id, "before any score")
    await services.nps.score(people.client, poll.id, 9)
    await services.nps.reason(people.client, poll.id, "Quick")
    with pytest.raises(Stale):
        await services.nps.enter_reason(people.anna, poll.id, "Slow")
    assert (await heart.committed.one(NpsPoll)).reason == "Quick"


async def test_foreign_polls_are_not_found(heart: Heart, won: Won, services: Services, people: People) -> None:
    poll = await asked(heart, won, in_telegram=False)
    task = poll.task_id or 0
    for actor in (people.oleg, people.galina, people.client, people.stranger):
        for act in (
            services.nps.card(actor, poll.id),
            services.nps.task_card(actor, task),
            services.nps.enter(actor, task, 5),
            services.nps.give_up(actor, task),
            services.nps.enter_reason(actor, poll.id, "x"),
        ):
            with pytest.raises(NotFound):
                await act
