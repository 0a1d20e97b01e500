"""/plan in the chat: set by taps and by typing, shared out, copied, from a file; what a manager sees of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sandbox.client import Person
from services.rules.kinds import StageKind
from services.rules.search_key import search_key
from storage import company
from storage.tables import Deal
from tests.support.conversation import Talk
from tests.support.winning import won

pytestmark = pytest.mark.usefixtures("no_fault_of_ours")
OCTOBER = datetime(2026, 10, 10, 10, tzinfo=UTC)
EARLY = datetime(2026, 11, 5, 10, tzinfo=UTC)


async def crew(talk: Talk) -> tuple[Person, Person, Person]:
    """A head and two managers of one team."""
    team = await talk.team("North")
    boris = await talk.head("Boris", team=team)
    return boris, await talk.manager("Anna", team=team), await talk.manager("Oleg", team=team)


async def test_a_head_sets_plans_and_a_manager_sees_the_own(talk: Talk) -> None:
    boris, anna, _ = await crew(talk)
    await won(talk.app.db, await talk.actor(anna), 600_000_00, EARLY)
    await anna.say("/plan")
    assert "There is no plan for this period. Your head has not set it yet." in anna.last.text
    assert "Won: ₴600,000" in anna.last.text
    await boris.say("/plan")
    assert "North · plan: November 2026" in boris.last.text
    assert "No plan: Anna, Oleg" in boris.last.text
    await boris.tap("1 Anna")
    await boris.tap("Set the plan")
    await boris.say("a lot")
    assert "no plan I can set" in boris.last.text
    await boris.say("1 million")
    assert "1 plan set" in boris.last.text
    assert "Anna, November 2026: ₴1,000,000" in boris.last.text
    await boris.tap("To the plans")
    assert "60%" in boris.last.text
    await anna.say("/plan")
    text = anna.last.text
    assert "My plan: November 2026" in text
    assert "███████░░░░░ 60% · ₴600,000 of ₴1,000,000" in text
    assert "By today: 77%" in text
    assert "behind by" in text
    assert "Missing: ₴400,000, ₴80,000 a day: 5 working days left" in text
    assert "Boris: set to ₴1,000,000" in text
    assert "Set the plan" not in str(anna.last.keyboard)


async def test_taps_undo_and_stale_buttons(talk: Talk) -> None:
    boris, anna, _ = await crew(talk)
    await won(talk.app.db, await talk.actor(anna), 100_000_00, OCTOBER)
    await boris.say("/plan")
    await boris.tap("1 Anna")
    await boris.tap("Set the plan")
    assert "October 2026: no plan, won ₴100,000" in boris.last.text
    await boris.tap("+10 %: ₴110,000")
    assert "₴110,000" in boris.last.text
    await boris.tap("Undo (24 h)")
    assert "Taken back" in boris.last.text
    await boris.tap("To the plans")
    assert "There is no plan" in boris.last.text


async def test_everybody_at_once_seen_first(talk: Talk) -> None:
    boris, anna, oleg = await crew(talk)
    for who, amount in ((anna, 100_000_00), (oleg, 50_000_00)):
        await won(talk.app.db, await talk.actor(who), amount, OCTOBER)
    await boris.say("/plan")
    await boris.tap("Set for everybody")
    await boris.tap("+20 %")
    assert "Anna, November 2026: ₴120,000" in boris.last.text
    assert "₴180,000" in boris.last.text
    await boris.tap("Set these plans")
    assert "2 plans set" in boris.last.text
    await boris.tap("To the plans")
    assert "Plans below together" in boris.last.text
    await boris.tap("Set the plan")
    await boris.say("200k")
    await boris.tap("To the plans")
    assert "₴20,000 less than this plan" in boris.last.text
    await boris.tap("Set for everybody")
    await boris.tap("The plan in even shares")
    assert "₴120,000 → ₴100,000" in boris.last.text
    await boris.tap("Set these plans")
    await boris.tap("To the plans")
    await boris.tap("More")
    await boris.tap("Copy to: December 2026")
    assert "3 plans set" in boris.last.text
    await boris.tap("To the plans")
    assert "December 2026" in boris.last.text
    assert "This period has not begun." in boris.last.text


async def test_any_percentage_on_the_last_plan_is_typed(talk: Talk) -> None:
    boris, anna, oleg = await crew(talk)
    for who, amount in ((anna, 100_000_00), (oleg, 50_000_00)):
        await won(talk.app.db, await talk.actor(who), amount, OCTOBER)
    await boris.say("/plan")
    await boris.tap("1 Anna")
    await boris.tap("Set the plan")
    await boris.say("+17%")
    assert "Anna, November 2026: ₴117,000" in boris.last.text
    await boris.tap("To the plans")
    await boris.tap("Up")
    await boris.tap("Set for everybody")
    await boris.say("one million")
    assert "Write the percentage with its sign" in boris.last.text
    await boris.say("-10 %")
    assert "Oleg, November 2026: ₴45,000" in boris.last.text
    assert "₴117,000 → ₴90,000" in boris.last.text
    await boris.tap("Set these plans")
    assert "2 plans set" in boris.last.text


async def test_the_missing_are_filled_in_one_tap(talk: Talk) -> None:
    boris, anna, _ = await crew(talk)
    await won(talk.app.db, await talk.actor(anna), 100_000_00, OCTOBER)
    await boris.say("/plan")
    await boris.tap("Fill the missing: 2")
    assert "1 plan set" in boris.last.text
    await boris.tap("To the plans")
    assert "No plan: Oleg" in boris.last.text
    await boris.tap("Fill the missing: 1")
    assert "nothing is known of the period before" in boris.toast


async def test_deals_that_close_the_gap_open(talk: Talk) -> None:
    boris, anna, _ = await crew(talk)
    actor = await talk.actor(anna)
    async with talk.app.db.write(actor, talk.clock.now()) as work:
        pipeline = (await company.pipelines(work))[0]
        stage = next(row for row in await company.stages(work, pipeline.id) if row.kind is StageKind.OPEN)
        stage.probability = 50
        now = talk.clock.now()
        work.session.add(
            Deal(
                title="Big one", search_key=search_key("Big one"), pipeline_id=pipeline.id, stage_id=stage.id,
                owner_id=actor.user_id, amount=700_000_00, created_at=now, stage_entered_at=now,
            )
        )  # fmt: skip
    await boris.say("/plan")
    await boris.tap("1 Anna")
    await boris.tap("Set the plan")
    await boris.say("1 million")
    await anna.say("/plan")
    assert "What would most likely close the gap:" in anna.last.text
    await anna.tap("Big one · ₴700K · 50%")
    assert "Big one" in anna.last.text


async def test_bonus_rules_and_what_they_give(talk: Talk) -> None:
    olga = await talk.admin()
    boris, anna, _ = await crew(talk)
    await won(talk.app.db, await talk.actor(anna), 916_000_00, EARLY)
    await boris.say("/plan")
    await boris.tap("1 Anna")
    await boris.tap("Set the plan")
    await boris.say("1 million")
    await olga.say("/plan")
    assert "The whole company · plan: November 2026" in olga.last.text
    await olga.tap("More")
    await olga.tap("Bonus rules")
    await olga.tap("➕ New rule")
    await olga.tap("2% → 7% of revenue")
    assert "from 80% of the plan 3%" in olga.last.text
    await olga.tap("Steps")
    await olga.say("2; 80: 3; 100: 5,5")
    assert "100% 5.5%" in olga.last.text
    await olga.tap("Cap")
    await olga.say("50k")
    assert "₴50,000 a month at most" in olga.last.text
    await anna.say("/plan")
    assert "Bonus so far: ₴27,480 · ₴84,000 more to 5.5%" in anna.last.text
    await olga.tap("From next month")
    await anna.say("/plan")
    assert "Bonus" not in anna.last.text
    await olga.tap("Undo (24 h)")
    await anna.say("/plan")
    assert "Bonus so far" in anna.last.text
    await olga.tap("everybody, all pipelines · 2%")
    await olga.tap("End this rule")
    await olga.tap("End this rule")
    assert "No rule yet" in olga.last.text


async def test_a_file_of_plans(talk: Talk) -> None:
    boris, anna, _ = await crew(talk)
    await talk.manager("Vera", team=await talk.team("South"))
    await boris.say("/plan")
    await boris.tap("More")
    await boris.tap("As a file")
    table = (
        "Менеджер;Показатель;Период;План\n"
        "Anna;выручка;ноябрь 2026;1,2 млн\n"
        "Oleg;сделки;11.2026;12\n"
        "Vera;сделки;11.2026;12\n"
        "North;выручка;Q4 2026;много\n"
    )
    await boris.send_file(table.encode(), "plans.csv")
    assert "2 new plans, 0 changed, 0 the same" in boris.last.text
    assert "Line 4: nobody and nothing here is called “Vera”" in boris.last.text
    assert "Line 5: “много” is no value of a plan" in boris.last.text
    await boris.tap("Set 2 plans")
    assert "Anna, November 2026: ₴1,200,000" in boris.last.text
    await boris.tap("To the plans")
    assert "₴1.2M" in boris.last.text
    await anna.say("/plan")
    assert "of ₴1,200,000" in anna.last.text


async def test_a_picture_and_other_periods(talk: Talk) -> None:
    boris, anna, _ = await crew(talk)
    await boris.say("/plan")
    await boris.tap("More")
    await boris.tap("Quarter")
    assert "Q4 2026" in boris.last.text
    await boris.tap("‹ Q3 2026")
    assert "Q3 2026" in boris.last.text
    await boris.tap("📊 Picture")
    assert boris.last.photo
    await anna.say("/plan")
    assert "Set for everybody" not in str(anna.last.keyboard)
