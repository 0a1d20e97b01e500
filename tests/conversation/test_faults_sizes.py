"""Large amounts, dates that are none, files that do not fit, two people at once: clear words, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.sandbox.client import Person
from services.rules.actor import SYSTEM
from services.rules.field_kinds import FieldKind
from services.rules.kinds import StageKind
from storage.tables import Deal, FieldValue, Stage, Task
from tests.conversation.test_faults import CLASSIC, go, kept, rows
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.fields import FieldFactory

pytestmark = pytest.mark.usefixtures("no_fault_of_ours")


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


@pytest.fixture
def fields(talk: Talk) -> FieldFactory:
    """Makes fields in the bot's own database."""
    return FieldFactory(talk.app.db, talk.clock)


# --------------------------------------------------------------------------------------------------------------- dates
async def test_an_hour_that_summer_time_skips(talk: Talk, factory: Factory) -> None:
    """02:30 of 28 March 2027 does not exist in Warsaw; 02:30 of 31 October is the first of the two."""
    talk.clock.set(datetime(2027, 3, 26, 9, 0, tzinfo=UTC))
    anna = await talk.manager(zone="Europe/Warsaw")
    await factory.deal(await talk.actor(anna), title="Supply")
    await go(anna, "/deals", "*1 *", "More", "➕ Task", "📞 Call")
    before = await kept(talk, Task)
    for bad, said in (
        ("28.03.2027 2:30", "no such time"), ("31.02 10:00", "no such day"), ("25.03.2027 10:00", "passed"),
    ):  # fmt: skip
        await anna.say(bad)
        assert said in anna.last, anna.screen
    assert await kept(talk, Task) == before
    await anna.say("31.10.2027 2:30")
    assert datetime(2027, 10, 31, 0, 30, tzinfo=UTC) in {row.due_at for row in await rows(talk, Task)}


# --------------------------------------------------------------------------------------------------------------- sizes
async def many(talk: Talk, owner: Person, stage: Stage, count: int) -> None:
    """So many open deals on one stage, without a task."""
    user, now = (await talk.actor(owner)).user_id, talk.clock.now()
    async with talk.app.db.write(SYSTEM, now) as work:
        await work.session.execute(
            insert(Deal),
            [
                {"title": f"Deal {n}", "search_key": f"deal {n}", "pipeline_id": stage.pipeline_id,
                 "stage_id": stage.id, "status": StageKind.OPEN, "owner_id": user, "created_at": now,
                 "stage_entered_at": now - timedelta(minutes=n), "attempts": 0, "version": 1}
                for n in range(count)
            ],
        )  # fmt: skip


@pytest.mark.parametrize("deals", [1_200, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_thousands_of_deals_on_one_stage(talk: Talk, factory: Factory, deals: int) -> None:
    olga, anna = await talk.admin(), await talk.manager()
    stage = (await factory.stages())[1]
    await many(talk, anna, stage, deals)
    await anna.say("/menu")
    assert anna.has_button(f"Deals 🔴{deals:,}")
    await anna.say("/deals")
    assert f"Open {deals:,}" in anna.last or any(f"{deals:,}" in label for label in anna.last.labels)
    await anna.tap("*Deal 0")
    assert "deal No." in anna.last
    await go(anna, "/deals", "🔎 Filter", f"Show {deals:,} deals")
    pages = next(label for label in anna.last.labels if label.startswith("1/")).partition("/")[2].replace(",", "")
    data = next(one["data"] for row in anna.last.keyboard for one in row if one["text"] == "›")
    head, _, number = data.rpartition(":")
    assert number == "2"
    await anna.press_data(anna.last, f"{head}:{pages}")
    assert any(label.replace(",", "") == f"{pages}/{pages}" for label in anna.last.labels), anna.screen
    await anna.tap("*Deal *")
    assert "deal No." in anna.last
    await go(olga, "/audit", "🔴 Every deal has a next step*")
    data = next(one["data"] for row in olga.last.keyboard for one in row if one["text"] == "›")
    await olga.press_data(olga.last, data.rpartition(":")[0] + f":{deals // 8}")
    assert any(str(deals // 8) in label.replace(",", "") for label in olga.last.labels), olga.screen
    await go(olga, "/pipelines", CLASSIC, "2 General offer", "Archive")
    assert f"{deals:,} open deals" in olga.last
    await olga.tap("→ Feedback and objections")
    assert f"{deals:,} open deals → Feedback and objections" in olga.last


async def test_two_hundred_stages(talk: Talk, factory: Factory) -> None:
    """Choosing a deal's stage and where an archived stage's deals go, by pages."""
    olga, anna = await talk.admin(), await talk.manager()
    first = (await factory.stages())[0]
    await talk.add(
        *(
            Stage(pipeline_id=first.pipeline_id, name=f"Step {n}", kind="open", position=100 + n, probability=0)
            for n in range(200)
        )
    )
    await factory.deal(await talk.actor(anna), title="Supply")
    await go(anna, "/deals", "*1 *", "More", "Any stage")
    assert "1/15" in anna.last.labels
    for _ in range(14):
        await anna.tap("›")
    await anna.tap("Step 199")
    assert "Step 199" in anna.last
    await go(anna, "/deals", "*1 *", "More", "Any stage")
    assert anna.has_button("✓ Step 199"), "the page of the stage it is at"
    await go(olga, "/pipelines", CLASSIC, "1 Presentation", "Archive")
    await go(olga, "/pipelines", CLASSIC)
    while olga.has_button("›"):
        await olga.tap("›")
    await olga.tap("*Step 199")
    await olga.tap("Archive")
    assert "1 open deal" in olga.last
    assert any(label.startswith("1/") for label in olga.last.labels)


# --------------------------------------------------------------------------------------------------------- two at once
async def test_two_people_fill_one_deal_at_once(talk: Talk, factory: Factory) -> None:
    """The later one is shown how it is now; what was typed first stays."""
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await factory.deal(await talk.actor(anna), title="Supply", amount=100_00)
    for person in (boris, anna):
        await go(person, "/deals", "*1 *", "More", "Rename")
    await boris.say("Supply of vases")
    await anna.say("Supply of pots")
    titles = [row.title for row in await rows(talk, Deal)]
    assert titles == ["Supply of vases"]
    assert "Supply of vases" in anna.screen


# --------------------------------------------------------------------------------------------------------------- files
@pytest.mark.parametrize("way", [("/menu",), ("/import",), ("/pipelines",)])
@pytest.mark.parametrize(("name", "size"), [("film.mp4", 60 * 1024 * 1024), ("table.csv", 60 * 1024 * 1024)])
async def test_files_too_large_where_none_or_another_is_awaited(
    talk: Talk, way: tuple[str, ...], name: str, size: int
) -> None:
    olga = await talk.admin()
    await go(olga, *way)
    await olga.send_file(b"MZ", name, size=size)
    assert "MB" in olga.last or "cannot" in olga.last or "not" in olga.last, olga.screen


async def test_a_file_field_takes_a_file_and_nothing_else(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    """What is wrong is said, the question stays, and a fitting file is taken after all."""
    anna = await talk.manager()
    await fields.field("Contract", FieldKind.FILE, stage=(await factory.stages())[0].id)
    await factory.deal(await talk.actor(anna), title="Supply")
    await go(anna, "/deals", "*1 *", "General offer →")
    await anna.say("here it is")
    await anna.sticker()
    await anna.share_location()
    await anna.send_file(b"x", "scan.tiff", size=60 * 1024 * 1024)
    assert "MB" in anna.last, anna.screen
    assert await rows(talk, FieldValue) == []
    await anna.send_file(b"x", "Договір <1> & Co.pdf")
    (stored,) = await rows(talk, FieldValue)
    assert stored.value["name"] == "Договір <1> & Co.pdf"
