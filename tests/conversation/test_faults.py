"""Bad input and faults: clear words, nothing lost, never a fault of ours (issue 3, section 7).

What belongs to one capability alone is tested beside it; here is what runs through all of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.client import Person
from services.rules.actor import SYSTEM
from services.rules.kinds import StageKind, UserStatus
from services.rules.target import Target
from storage.tables import (
    Activity,
    Channel,
    Deal,
    FieldDefinition,
    FieldValue,
    LossReason,
    Pipeline,
    PostponeReason,
    SavedView,
    Stage,
    StageTask,
    Task,
    User,
    WinReason,
)
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.fields import FieldFactory

pytestmark = pytest.mark.usefixtures("no_fault_of_ours")

CLASSIC = "B2B: new clients"
HOSTILE = "<b>Роза & Co</b> 👩‍👩‍👧‍👦"
LONG = "Ж🌷<i>" * 60
"""300 characters as Python counts them, more as Telegram does."""


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


@pytest.fixture
def fields(talk: Talk) -> FieldFactory:
    """Makes fields in the bot's own database."""
    return FieldFactory(talk.app.db, talk.clock)


async def rows(talk: Talk, table: Any) -> list[Any]:
    """All rows as committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(table)
    finally:
        await reader.close()


async def go(person: Person, command: str, *labels: str) -> None:
    """A command and the buttons after it."""
    await person.say(command)
    for label in labels:
        await person.tap(label)


async def press_all(person: Person) -> None:
    """Press every button the newest message has now, as one finds it days later; each is answered with words."""
    old = person.last
    for button in [one for row in old.keyboard for one in row if "data" in one]:
        if button["data"].startswith("no1"):
            continue  # a label
        await person.press_data(old, button["data"])
        assert person.toast or person.last.text, button
        await person.say("/cancel")


# ---------------------------------------------------------------------------------------------------------------- names
FORMS = {
    "pipeline": ("/pipelines", "*New pipeline", "Nine classic stages"),
    "stage": ("/pipelines", CLASSIC, "*New stage"),
    "stage task": ("/pipelines", CLASSIC, "1 Presentation", "Tasks (1)", "*New task"),
    "field": ("/fields", "*New field", "📍 Address"),
    "resource": ("/fields", "🗓 What can be booked", "*Add"),
    "refusal reason": ("/reasons", "*New reason"),
    "win reason": ("/reasons", "Why they buy", "*New reason"),
    "postpone reason": ("/reasons", "Why dates move", "*New reason"),
    "department": ("/reasons", "Who is told", "*New department"),
    "saved view": ("/deals", "🔎 Filter", "Amount", "From ₴100K", "Save under a name"),
    "team": ("/users", "Teams", "*New team"),
    "channel": ("/channels", "*New channel"),
}


@pytest.mark.parametrize("form", FORMS)
async def test_names_of_any_kind_through_every_form(talk: Talk, form: str) -> None:
    """Too long: it is said how long it may be, and the question stays open for a shorter one."""
    olga = await talk.admin()
    await go(olga, *FORMS[form])
    await olga.say(LONG)
    assert "characters" in olga.last, olga.screen
    assert LONG not in olga.last.text
    await olga.say(HOSTILE)
    assert HOSTILE in olga.last.text, olga.screen


async def test_options_and_days_of_any_name(talk: Talk) -> None:
    olga = await talk.admin()
    await go(olga, "/fields", "*New field", "☑️ List, several")
    await olga.say("Materials")
    await olga.say(f"Wood\n{LONG}")
    assert LONG not in olga.last.text
    await olga.say(f"Wood\n{HOSTILE}")
    assert HOSTILE in olga.last.text
    await go(olga, "/calendar", "Add a day off")
    for bad in ("31.02", "1.2.2020 long ago", "32.13 x", "-" * 300):
        await olga.say(bad)
        assert "understand" in olga.last or "passed" in olga.last, olga.screen
    day = talk.clock.now().date() + timedelta(days=20)
    await olga.say(f"{day:%d.%m} {LONG}")
    assert LONG not in olga.last.text
    await go(olga, "/calendar", "Add a day off")
    await olga.say(f"{day:%d.%m} {HOSTILE}")
    assert HOSTILE in olga.last.text


# ----------------------------------------------------------------------------------------------- somebody has to go now
async def amount(anna: Person) -> None:
    """Typing the amount."""
    await go(anna, "/deals", "*1 *", "More", "Amount")


async def day(anna: Person) -> None:
    """Choosing the expected date."""
    await go(anna, "/deals", "*1 *", "More", "Expected date")


async def values(anna: Person) -> None:
    """Filling what the stage requires."""
    await go(anna, "/deals", "*1 *", "General offer →")


async def free_text(anna: Person) -> None:
    """About to confirm what was understood."""
    await anna.say("Supply: перезвонить завтра в 11")


async def why_bought(anna: Person) -> None:
    """The deal is won: why?"""
    await go(anna, "/deals", "*1 *", "More", "Any stage", "🎉 *")


LEAVING: dict[Callable[[Person], Awaitable[None]], str] = {
    amount: "120 000", day: "25.12", values: "Kyiv", free_text: "✅ *", why_bought: "Quality",
}  # fmt: skip


@pytest.mark.parametrize("flow", LEAVING)
async def test_who_was_let_go_in_the_middle_writes_nothing(
    talk: Talk, factory: Factory, fields: FieldFactory, flow: Callable[[Person], Awaitable[None]]
) -> None:
    """S3: neither what is typed nor what is pressed next counts, and one is told whom to ask."""
    olga, team = await talk.admin(), await talk.team()
    await talk.head(team=team)
    anna = await talk.manager(team=team)
    actor = await talk.actor(anna)
    if flow is values:
        await fields.field("City", stage=(await factory.stages())[0].id)
    await factory.deal(actor, title="Supply", client=await factory.client("Romashka", actor))
    await flow(anna)
    answer = LEAVING[flow]
    asked = anna.last
    button = anna._button(answer, asked)
    await go(olga, "/users", "*Anna*", "Deactivate", "Deactivate")
    before = [await kept(talk, table) for table in (Deal, Task, Activity, FieldValue)]
    await anna.say("120 000" if button else answer)
    assert anna.last.text == "Your access is closed. Ask Boris."
    if button:
        await anna.press_data(asked, button[1]["data"])
        assert "Your access is closed" in anna.last.text + anna.toast
    assert [await kept(talk, table) for table in (Deal, Task, Activity, FieldValue)] == before


async def test_a_manager_deactivated_and_let_in_again_finds_no_old_question(talk: Talk, factory: Factory) -> None:
    """What was asked before one left is not answered by the first word after coming back."""
    olga, anna = await talk.admin(), await talk.manager()
    await factory.deal(await talk.actor(anna), title="Supply", amount=100_00)
    await amount(anna)
    await go(olga, "/users", "*Anna*", "Deactivate", "Deactivate")
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        (user,) = await work.session.scalars(select(User).where(User.name == "Anna"))
        user.status = UserStatus.ACTIVE
    await anna.say("999")
    assert [row.amount for row in await rows(talk, Deal)] == [100_00]


async def kept(talk: Talk, table: Any) -> list[dict[str, Any]]:
    """The rows of a table, column by column."""
    return [{c.name: getattr(row, c.key) for c in table.__table__.columns} for row in await rows(talk, table)]


# --------------------------------------------------------------------------------------------- buttons of a week ago
async def archived(talk: Talk, table: Any, name: str) -> None:
    """Take something out of use, as a colleague might."""
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        for row in await work.session.scalars(select(table).where(table.name == name)):
            row.archived_at = talk.clock.now()


OLD = {
    "stage": (Stage, "General offer", ("/pipelines", CLASSIC, "2 General offer")),
    "pipeline": (Pipeline, CLASSIC, ("/pipelines", CLASSIC)),
    "stage task": (StageTask, "", ("/pipelines", CLASSIC, "1 Presentation", "Tasks (1)", "1. *")),
    "field": (FieldDefinition, "City", ("/fields", "*City")),
    "refusal reason": (LossReason, "Expensive", ("/reasons", "Expensive")),
    "win reason": (WinReason, "Quality", ("/reasons", "Why they buy", "Quality")),
    "postpone reason": (PostponeReason, "Client asked", ("/reasons", "Why dates move", "Client asked")),
    "channel": (Channel, "Website", ("/channels", "Website")),
}


@pytest.mark.parametrize("what", OLD)
async def test_buttons_pressed_a_week_later_on_what_is_archived(talk: Talk, fields: FieldFactory, what: str) -> None:
    table, name, way = OLD[what]
    olga = await talk.admin()
    await fields.field("City")
    await go(olga, *way)
    if name:
        await archived(talk, table, name)
    else:
        async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
            (await work.session.get_one(StageTask, 1)).archived_at = talk.clock.now()
    talk.clock.advance(timedelta(days=7))
    names = {row.id: getattr(row, "name", "") for row in await rows(talk, table)}
    await press_all(olga)
    assert {row.id: getattr(row, "name", "") for row in await rows(talk, table)} == names


async def test_a_move_to_a_stage_that_is_archived_says_so(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await factory.deal(await talk.actor(anna), title="Supply")
    await go(anna, "/deals", "*1 *", "More", "Any stage")
    await archived(talk, Stage, "Feedback and objections")
    talk.clock.advance(timedelta(days=7))
    await anna.tap("Feedback and objections")
    assert "no longer used" in anna.toast
    assert [row.stage_id for row in await rows(talk, Deal)] == [deal.stage_id]


async def test_a_saved_view_deleted_meanwhile(talk: Talk) -> None:
    anna = await talk.manager()
    await go(anna, "/deals", "🔎 Filter", "Amount", "From ₴100K", "Save under a name")
    await anna.say("Big")
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        (big,) = await work.session.scalars(select(SavedView).where(SavedView.name == "Big"))
        await work.session.delete(big)
    talk.clock.advance(timedelta(days=7))
    await press_all(anna)
    assert "Big" not in {row.name for row in await rows(talk, SavedView)}


async def test_an_absence_that_is_over(talk: Talk) -> None:
    team = await talk.team()
    boris = await talk.head(team=team)
    await talk.manager(team=team)
    await talk.manager("Pavel", team=team)
    await go(boris, "/team", "🏖 Absences", "New absence", "Anna", "Tomorrow*", "Pavel")
    old = boris.last
    await talk.later(days=7)
    buttons = [one["data"] for row in old.keyboard for one in row if "data" in one]
    for data in buttons:
        await boris.press_data(old, data)
        assert boris.toast or boris.last.text
    await go(boris, "/team", "🏖 Absences")
    assert "Everybody is at work" in boris.last


async def test_undo_a_week_later_says_that_it_is_over(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await talk.manager("Pavel", team=team)
    await factory.deal(await talk.actor(anna), title="Supply")
    await go(boris, "/deals", "🔎 Filter", "Show 1 deal", "Hand over *", "Pavel*", "Hand over")
    talk.clock.advance(timedelta(days=7))
    await boris.tap("Undo (24 h)")
    assert boris.toast == "This can no longer be taken back."
    olga = await talk.admin()
    await go(olga, "/pipelines", CLASSIC, "2 General offer", "🔥 Hot")
    talk.clock.advance(timedelta(days=7))
    await olga.tap("Undo*")
    assert olga.toast == "This can no longer be taken back."


async def test_back_to_work_although_its_stage_is_archived(talk: Talk, factory: Factory) -> None:
    """S2-84: the deal begins its pipeline anew, and it is said why."""
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    actor = await talk.actor(anna)
    deal = await factory.deal(actor, title="Supply", stage=1)
    await talk.app.services.refusals.refuse(actor, Target("deal", deal.id), deal.version, await factory.loss_reason())
    await archived(talk, Stage, "General offer")
    await go(boris, "/tasks", "1 Supply", "Back to work")
    assert "Its stage is no longer used, so the deal is on Presentation now." in boris.last
    (row,) = await rows(talk, Deal)
    assert (row.status, row.stage_id) == (StageKind.OPEN, (await factory.stages())[0].id)
