"""The call list and logging calls: the showcase of the ten calls left, outcomes, notes, stale and doubled taps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.client import Person
from services.rules.kinds import CallOutcome, Direction, StageKind, TaskKind, TaskStatus
from storage.tables import Activity, Deal, Lead, Postponement, Task
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory

HOSTILE = ("<b>Ромашка & Co</b> 👩‍👩‍👧‍👦 " * 20)[:300].strip()


def kyiv(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the Kyiv clock."""
    return datetime(2026, 11, day, hour - 2, minute, tzinfo=UTC)


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def stored(talk: Talk, table: type[Any]) -> list[Any]:
    """The rows of a table as they are committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(table)
    finally:
        await reader.close()


async def hot(talk: Talk, factory: Factory, person: Person, *names: str) -> list[Deal]:
    """Deals at a late stage, in this order on the list."""
    actor = await talk.actor(person)
    return [
        await factory.deal(actor, title=name, client=await factory.client(name), stage=4, amount=(9 - n) * 100_000)
        for n, name in enumerate(names)
    ]


async def data_of(person: Person, label: str) -> str:
    """What a button of the last message carries."""
    return next(
        item["data"] for line in person.last.keyboard for item in line if item["text"].startswith(label)
    )  # fmt: skip


async def test_the_ten_calls_not_made_are_there_next_morning_before_all_others(talk: Talk, factory: Factory) -> None:
    """A known failure of another CRM: 20 calls planned, 10 made; the other 10 must not vanish."""
    await talk.at(kyiv(23, 10))
    anna = await talk.manager()
    actor = await talk.actor(anna)
    names = [f"Promised {number:02}" for number in range(20)]
    for number, name in enumerate(names):
        deal = await factory.deal(actor, client=await factory.client(name))
        await factory.call(deal, actor, kyiv(24, 9, 5) + number * timedelta(minutes=25), promised=True)
    await hot(talk, factory, anna, "Unpromised")
    await anna.mark()
    await talk.at(kyiv(24, 9))
    morning = await anna.until("Good morning")
    assert "21 calls" in morning
    await anna.tap("▶ Start")
    for name in names[:10]:
        talk.clock.advance(timedelta(minutes=25))
        assert name in anna.last, anna.screen
        await anna.tap("✅ We talked")
        await anna.tap("Next call")
        await anna.say("30.11 12:00")
        assert "Written down" in anna.last
    await anna.mark()
    await talk.at(kyiv(25, 9))
    await anna.until("Good morning")
    lines = [line for line in anna.last.text.splitlines() if "Promised" in line or "Unpromised" in line]
    assert [line.split(" — ")[0].split(" ", 1)[1] for line in lines] == names[10:]
    assert all("promised yesterday" in line for line in lines)
    assert lines[0].startswith("09:00 Promised 10 — promised yesterday 13:15")
    await anna.tap("›")
    assert "Unpromised — close to a deal: Contract and invoice" in anna.last
    await anna.say("/next")
    assert "1 of 11 · 09:00 · Promised 10" in anna.last
    assert "Why now: promised yesterday 13:15" in anna.last


async def test_nobody_answers(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/today")
    assert "2 calls" in anna.last
    await anna.tap("▶ Start")
    assert "First" in anna.last
    await anna.tap("📵 No answer")
    assert anna.toast == "We try again today 10:45 (2 of 6)."
    assert "Second" in anna.last
    await anna.tap("📵 No answer")
    assert "First" in anna.last
    await anna.say("/today")
    assert "2 made" in anna.last
    calls = await stored(talk, Activity)
    assert [row.outcome for row in calls] == [CallOutcome.NOT_REACHED] * 2


async def test_the_sixth_try_in_vain_asks_for_a_decision(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    (deal,) = await hot(talk, factory, anna, "Silent")
    await anna.say("/next")
    for _ in range(6):
        await anna.tap("📵 No answer")
        plans = [row.due_at for row in await stored(talk, Task) if row.kind is TaskKind.CALL]
        talk.clock.set(max([*plans, talk.clock.now()]))
        if not anna.has_button("Try another time"):
            await anna.say("/next")
    assert "6 tries in a row, nobody answers." in anna.last
    await anna.tap("Refusal")
    await anna.tap("Stopped answering")
    assert "Refusal recorded" in anna.last
    assert (await stored(talk, Deal))[0].status is StageKind.LOST
    assert deal.id


@pytest.mark.parametrize(
    ("label", "kind"), [("Next call", TaskKind.CALL), ("Meeting", TaskKind.MEETING), ("Send an offer", TaskKind.CALL)]
)
async def test_what_was_agreed_is_a_promise(talk: Talk, factory: Factory, label: str, kind: TaskKind) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap(label)
    await anna.tap("Fri 10:00")
    assert anna.toast.startswith("Written down: Fri 27 Nov 10:00")
    assert "Second" in anna.last
    (planned,) = [row for row in await stored(talk, Task) if row.promised]
    assert (planned.kind, planned.due_at) == (kind, kyiv(27, 10))


async def test_a_typed_line_and_a_voice_message_become_the_note(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Thinking it over")
    await anna.say("asks for <discount>")
    assert anna.last.text.startswith("Noted for First.")
    await anna.voice(7)
    (call,) = await stored(talk, Activity)
    assert call.text == "asks for <discount>"
    assert call.file is not None
    assert call.file["kind"] == "voice"
    talk.clock.advance(timedelta(minutes=21))
    await anna.say("something else")
    assert (await stored(talk, Activity))[0].text == "asks for <discount>"
    assert "Was this meant for it (the note to the call)?" in anna.last.text
    assert "something else" in anna.last.text
    await anna.tap("Yes, use it")
    assert (await stored(talk, Activity))[0].text == "asks for <discount>\nsomething else"
    assert anna.last.text.startswith("Noted for First.")
    talk.clock.advance(timedelta(minutes=21))
    await anna.say("0671234567")
    assert "New inquiry" in anna.last.text, "what somebody understands is not asked about"
    talk.clock.advance(timedelta(minutes=1))
    await anna.say("hm")
    assert "The question was closed" not in anna.last.text


async def test_the_length_of_the_call(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Thinking it over")
    await anna.tap("⏱ 5 min")
    assert "Second" in anna.last
    assert (await stored(talk, Activity))[0].seconds == 300


async def test_a_sale(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Sale")
    assert "🎉 Sold: First" in anna.last
    assert "₴9,000" in anna.last
    await anna.tap("To the next")
    assert "Second" in anna.last


async def test_a_sale_taken_back(talk: Talk, factory: Factory) -> None:
    """One tap too many: the deal, its task and the list are as before, and no poll goes out."""
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/today")
    before = anna.last.text
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Sale")
    await anna.tap("Undo (24 h)")
    assert "taken back" in anna.last
    await anna.say("/today")
    assert anna.last.text == before


async def test_a_refusal_goes_on_with_the_next_call(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Refusal")
    await anna.tap("Expensive")
    assert "Refusal recorded: First" in anna.bot_messages[-2]
    assert "Second" in anna.last


async def test_bad_times_are_explained(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Next call")
    for bad, said in (("31.02", "no such day"), ("1.11.2026 10:00", "already passed"), ("25:61", "no such time")):
        await anna.say(bad)
        assert said in anna.last, bad
    await anna.say("tomorrow 15:30")
    assert "Written down: tomorrow 15:30" in anna.last
    assert not await _promises_other_than(talk, kyiv(25, 15, 30))


async def _promises_other_than(talk: Talk, at: datetime) -> list[Task]:
    return [row for row in await stored(talk, Task) if row.promised and row.due_at != at]


async def test_later_needs_a_reason_for_a_planned_call_only(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    first, _ = await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("🕘 Later")
    await anna.tap("In an hour")
    assert anna.toast == "First: call today 11:00."
    assert "Second" in anna.last
    await anna.say("/today")
    await anna.tap("First", message=anna.last)
    await anna.tap("🕘 Later")
    await anna.tap("Tomorrow 10:00")
    assert "the call moves to tomorrow 10:00. Why?" in anna.last
    await anna.tap("Had no time")
    (moved,) = await stored(talk, Postponement)
    assert moved.to_at == kyiv(25, 10)
    assert first.id


async def test_a_double_tap_logs_one_call(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First")
    await anna.say("/next")
    missed = await data_of(anna, "📵")
    for _ in range(2):
        await anna.press_data(anna.last, missed)
    assert anna.toast == "This has changed meanwhile. Here is how it is now."
    assert len(await stored(talk, Activity)) == 1
    await talk.client.redeliver(anna.update_id)
    assert len(await stored(talk, Activity)) == 1


async def test_a_card_that_a_colleague_closed_meanwhile(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    (deal,) = await hot(talk, factory, anna, "First")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Next call")
    stage = (await factory.stages(kind=StageKind.WON))[0]
    await talk.app.services.deals.move(await talk.actor(boris), deal.id, deal.version, stage.id)
    await anna.tap("Tomorrow 10:00")
    assert anna.toast == "This deal is closed already."
    assert "This one is closed already." in anna.last
    assert not await stored(talk, Activity)


async def test_a_waiting_inquiry_goes_to_the_first_who_calls(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    anna, oleg = await talk.manager(team=team), await talk.manager("Oleg", team=team)
    await factory.lead(name="Petya", inbound=True)
    for person in (anna, oleg):
        await person.say("/next")
        assert "Why now: new inquiry nobody has taken yet, answer by 10:15" in person.last
    await oleg.tap("📵 No answer")
    await anna.tap("📵 No answer")
    assert anna.toast.startswith("Not found")
    (lead,) = await stored(talk, Lead)
    assert lead.owner_id == (await talk.actor(oleg)).user_id
    await anna.say("/today")
    assert "Nobody is waiting for a call today." in anna.last


async def test_two_managers_have_their_own_lists(talk: Talk, factory: Factory) -> None:
    anna, oleg = await talk.manager(), await talk.manager("Oleg")
    await hot(talk, factory, anna, "Hers")
    await hot(talk, factory, oleg, "His")
    await anna.say("/today")
    await oleg.say("/today")
    assert ("Hers" in anna.last, "His" in anna.last) == (True, False)
    assert ("Hers" in oleg.last, "His" in oleg.last) == (False, True)


async def test_skipping_goes_round(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("Skip →")
    assert "Second" in anna.last
    await anna.tap("Skip →")
    assert "First" in anna.last


async def test_the_client_called(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First")
    await anna.say("/next")
    await anna.tap("Card")
    await anna.tap("More")
    await anna.tap("☎️ Client called")
    await anna.tap("Next call")
    await anna.tap("Tomorrow 10:00")
    (call,) = await stored(talk, Activity)
    assert (call.direction, call.result) == (Direction.IN, "call")
    assert "The list is done." in anna.last


async def test_names_of_any_kind(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    for number in range(12):
        client = await factory.client(HOSTILE[: 300 - number])
        contact = await factory.contact(client, HOSTILE, position=HOSTILE[:120])
        await factory.deal(actor, title=HOSTILE, client=client, contact=contact, stage=4)
    await anna.say("/today")
    assert "<b>Ромашка & Co</b>" in anna.last
    await anna.tap("›")
    await anna.say("/next")
    assert "<b>Ромашка & Co</b>" in anna.last
    for label in ("✅ We talked", "Next call", "📅 Other time", "Back", "Card", "More", "🕓 History"):
        await anna.tap(label)
        assert "went wrong" not in anna.screen, label


async def test_a_day_off(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "First")
    talk.clock.set(kyiv(28, 12))
    await anna.say("/today")
    assert "Today is a day off. 1 call waits for the next working day." in anna.last
    open_calls = [row for row in await stored(talk, Task) if row.kind is TaskKind.CALL]
    assert all(row.status is TaskStatus.OPEN for row in open_calls)


async def test_what_is_typed_while_the_outcome_is_asked_belongs_to_that_call(talk: Talk, factory: Factory) -> None:
    """The note of the second client must not land with the first, and is not lost."""
    anna = await talk.manager()
    await hot(talk, factory, anna, "First", "Second")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Thinking it over")
    await anna.tap("✅ We talked")
    await anna.say("wants samples")
    assert "Noted for Second." in anna.last
    assert "Second: how did it end?" in anna.last
    await anna.tap("Thinking it over")
    await anna.say("/find wants")
    await anna.say("/deals")
    await anna.tap("2 Second")
    assert "wants samples" in anna.last


async def test_a_typed_reason_moves_a_call(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    deal = await factory.deal(actor, title="First")
    await factory.call(deal, actor, promised=True)
    await anna.say("/next")
    await anna.tap("🕘 Later")
    await anna.tap("Tomorrow 10:00")
    await anna.say("the client is on the road")
    assert "First: call tomorrow 10:00." in anna.toast or "First: call tomorrow 10:00." in anna.last
