"""Lists and summaries of the day: each once per person and local day, never on a day off, whatever the clocks do."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta

import pytest

from services import Services, digests, policy
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM, Role
from services.rules.worktime import to_local
from storage.tables import CalendarDay, Chat, Digest, OutboxMessage, User
from storage.unit_of_work import Database
from tests.support.company import ANNA, BORIS, GALINA, OLEG, OWNER, VERA, People
from tests.support.databases import Committed
from tests.support.pushes import Heart, change, kyiv, told

QUEUE = ("digests.queue",)
HOUR = timedelta(hours=1)
MANAGERS, HEADS = (ANNA, OLEG, VERA), (BORIS, GALINA)
KYIV, ALMATY, NEW_YORK = "Europe/Kyiv", "Asia/Almaty", "America/New_York"


@pytest.fixture
def heart(services: Services, clock: ShiftedClock, committed: Committed) -> Heart:
    """Beats and tells what was queued."""
    return Heart(services, clock, committed)


async def at(heart: Heart, time: str) -> list[tuple[int, str]]:
    """Who is sent what at a Kyiv time."""
    return told(await heart.at(kyiv(time), *QUEUE))


async def test_the_working_day(heart: Heart, people: People) -> None:
    day = "2026-11-24 "
    assert await at(heart, day + "08:59") == []
    everybody = [(one, "morning") for one in (*MANAGERS, *HEADS)] + [(one, "round_morning") for one in HEADS]
    assert await at(heart, day + "09:00") == sorted(everybody)
    assert await at(heart, day + "16:59") == []
    assert await at(heart, day + "17:00") == [(BORIS, "round_evening"), (GALINA, "round_evening")]
    assert await at(heart, day + "17:59") == []
    assert await at(heart, day + "18:00") == sorted((one, "evening") for one in (*MANAGERS, *HEADS))
    assert await at(heart, day + "23:59") == []


async def test_nothing_on_days_off_and_holidays_and_on_moved_days_as_they_are(
    heart: Heart, people: People, database: Database, clock: ShiftedClock
) -> None:
    async with database.write(SYSTEM, clock.now()) as work:
        work.session.add_all(
            [
                CalendarDay(day=date(2026, 11, 27), hours=[]),
                CalendarDay(day=date(2026, 11, 28), hours=[["10:00", "15:00"]]),
            ]
        )
    clock.set(kyiv("2026-11-26 23:00"))
    assert await heart.until(kyiv("2026-11-27 23:00"), HOUR, *QUEUE) == [], "a holiday"
    saturday = await heart.until(kyiv("2026-11-28 23:00"), HOUR, *QUEUE)
    times = {(push.kind, f"{to_local(push.at, KYIV):%H:%M}") for push in saturday if push.chat_id == BORIS}
    assert times == {("morning", "10:00"), ("round_morning", "10:00"), ("round_evening", "14:00"), ("evening", "15:00")}
    assert await heart.until(kyiv("2026-11-29 23:00"), HOUR, *QUEUE) == [], "Sunday"


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-23", "2026-11-29"), ("2026-03-26", "2026-04-01"), ("2026-10-22", "2026-10-28")],
    ids=["an ordinary week", "the clocks go forward", "the clocks go back"],
)
async def test_a_week_in_three_zones(
    heart: Heart, people: People, database: Database, clock: ShiftedClock, first: str, last: str
) -> None:
    """Every day is a working day here, so that the Sundays of the clock change count."""
    await heart.services.company.change(people.owner, hours=((("09:00", "18:00"),),) * 7)
    await change(database, clock, people.oleg, zone=ALMATY)
    await change(database, clock, people.boris, zone=NEW_YORK)
    zones = {OLEG: ALMATY, BORIS: NEW_YORK}
    clock.set(kyiv(f"{first} 00:00") - timedelta(days=1))
    pushes = await heart.until(kyiv(f"{last} 23:00") + timedelta(days=1), HOUR, *QUEUE)
    times = {
        "morning": "09:00",
        "round_morning": "09:00",
        "round_evening": "17:00",
        "evening": "18:00",
    }
    pushes = [push for push in pushes if push.kind in times]
    seen = Counter((push.chat_id, push.kind, push.params["day"]) for push in pushes)
    assert set(seen.values()) == {1}
    assert {push.chat_id for push in pushes} == {*MANAGERS, *HEADS}
    days = {str((kyiv(f"{first} 12:00") + timedelta(days=n)).date()) for n in range(7)}
    for push in [push for push in pushes if push.params["day"] in days]:
        local = to_local(push.at, zones.get(push.chat_id, KYIV))
        assert (f"{local:%H:%M}", str(local.date())) == (times[push.kind], push.params["day"])
    for chat_id in (*MANAGERS, *HEADS):
        kinds = set(times) if chat_id in HEADS else {"morning", "evening"}
        assert {key for key in seen if key[0] == chat_id and key[2] in days} == {
            (chat_id, kind, day) for kind in kinds for day in days
        }


async def test_the_repeated_hour_sends_nothing_twice(heart: Heart, people: People) -> None:
    """25 October, 03:00-04:00 comes twice; a company that begins at 03:30 gets one morning."""
    await heart.services.company.change(people.owner, hours=((("03:30", "12:00"),),) * 7)
    heart.clock.set(kyiv("2026-10-25 02:00"))
    pushes = await heart.until(kyiv("2026-10-25 06:00"), timedelta(minutes=10), *QUEUE)
    assert Counter(push.chat_id for push in pushes if push.kind == "morning") == dict.fromkeys((*MANAGERS, *HEADS), 1)


async def test_a_machine_that_slept_for_a_day_skips_what_is_over(heart: Heart, people: People) -> None:
    await at(heart, "2026-11-24 09:00")
    assert await at(heart, "2026-11-25 14:00") == sorted((one, "morning") for one in (*MANAGERS, *HEADS)), (
        "neither yesterday's evening nor this morning's round"
    )
    assert await at(heart, "2026-11-25 22:00") == [], "too late for the evening"
    assert await at(heart, "2026-11-28 12:00") == [], "Saturday"


async def test_two_processes_and_a_restart_send_once(
    heart: Heart, people: People, database: Database, clock: ShiftedClock
) -> None:
    clock.set(kyiv("2026-11-24 09:00"))
    others = [Database(database.url) for _ in range(3)]
    queued = await asyncio.gather(*(Services(other, clock).digests.queue(clock.now()) for other in others))
    for other in others:
        await other.close()
    assert sum(queued) == 7
    assert len(await heart.new()) == 7
    fresh = Database(database.url)
    assert await Services(fresh, clock).digests.queue(clock.now()) == 0
    await fresh.close()


async def test_who_moves_to_another_zone_gets_no_second_morning(
    heart: Heart, people: People, database: Database, clock: ShiftedClock
) -> None:
    await at(heart, "2026-11-24 09:00")
    await change(database, clock, people.anna, zone=NEW_YORK)
    pushes = await heart.until(kyiv("2026-11-25 02:00"), HOUR, *QUEUE)
    assert [push.kind for push in pushes if push.chat_id == ANNA] == ["evening"]


async def test_only_colleagues_at_work_with_an_open_chat(
    heart: Heart, people: People, database: Database, clock: ShiftedClock
) -> None:
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Chat, ANNA)).blocked_at = clock.now()
    await change(database, clock, people.oleg, status="inactive")
    await change(database, clock, people.vera, telegram_id=None)
    assert {chat for chat, _ in await at(heart, "2026-11-24 09:00")} == {BORIS, GALINA}


async def test_where_there_is_no_head_the_admin_goes_round(
    heart: Heart, people: People, database: Database, clock: ShiftedClock
) -> None:
    for head in (people.boris, people.galina):
        await change(database, clock, head, role=Role.MANAGER)
    assert (OWNER, "round_morning") in await at(heart, "2026-11-24 09:00")
    assert [kind for chat, kind in await at(heart, "2026-11-24 17:00") if chat == OWNER] == ["round_evening"]
    assert (OWNER, "evening") in await at(heart, "2026-11-24 18:00")


async def test_where_work_goes_on_into_quiet_hours_the_round_comes_before_them(
    heart: Heart, people: People, database: Database, clock: ShiftedClock
) -> None:
    """Held until morning it would be worthless; the summary, held, is read next morning."""
    await heart.services.company.change(people.owner, hours=((("10:00", "21:00"),),) * 7)
    await change(database, clock, people.galina, quiet_from="18:30", quiet_to="07:00")
    assert await at(heart, "2026-11-24 17:30") == sorted(
        [(one, "morning") for one in (*MANAGERS, *HEADS)] + [(GALINA, "round_evening")]
    )
    assert await at(heart, "2026-11-24 19:00") == [(BORIS, "round_evening")]
    assert len(await at(heart, "2026-11-24 21:00")) == 5
    rows = await heart.committed.all(OutboxMessage, OutboxMessage.kind == "evening")
    assert {row.expires_at for row in rows} == {kyiv("2026-11-25 15:00")}


async def test_a_day_that_ends_at_midnight_has_its_evening(heart: Heart, people: People) -> None:
    await heart.services.company.change(people.owner, hours=((("00:00", "00:00"),),) * 7)
    evening = [push for push in await heart.at(kyiv("2026-11-25 00:00"), *QUEUE) if push.kind == "evening"]
    assert {push.params["day"] for push in evening} == {"2026-11-24"}


async def test_marks_of_long_ago_are_forgotten(heart: Heart, people: People) -> None:
    await at(heart, "2026-11-24 09:00")
    await at(heart, "2026-12-25 09:00")
    assert {str(row.day) for row in await heart.committed.all(Digest)} == {"2026-12-25"}


async def test_a_very_short_day_is_still_in_order(services: Services, people: People) -> None:
    """Half an hour of work: nothing comes before it begins."""
    await services.company.change(people.owner, hours=((("10:00", "10:30"),),) * 7)
    async with services.db.read(SYSTEM, kyiv("2026-11-24 09:00")) as work:
        rules = await policy.load(work)
        boris = await work.session.get_one(User, people.boris.user_id)
        found = list(digests.slots(rules, boris, kyiv("2026-11-24 12:00").date(), leads=True))
    assert all(slot.at <= slot.until <= slot.worth for slot in found)
    assert min(slot.at for slot in found) == kyiv("2026-11-24 10:00")
