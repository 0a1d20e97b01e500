"""A deal that stays too long is flagged with its sentence on the card and in /deals (S2-41, S2-44)."""

from __future__ import annotations

from datetime import timedelta

from services.rules.actor import SYSTEM
from storage.tables import Stage
from tests.support.conversation import Talk
from tests.support.factory import Factory


async def test_the_sentence_on_the_card_and_in_the_list(talk: Talk) -> None:
    anna = await talk.manager()
    actor, factory = await talk.actor(anna), Factory(talk.app.db, talk.clock)
    deal = await factory.deal(actor, title="Supply", stage=1)
    await anna.say("/deals")
    assert "⏳" not in anna.last.text
    talk.clock.advance(timedelta(days=18))
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        (await work.session.get_one(Stage, deal.stage_id)).expected_hours = 240
    await anna.say("/deals")
    assert "⏳ 18 days" in anna.last.text
    await anna.tap("🔴 1 Supply")
    assert "⏳ 18 days here, expected 10 days" in anna.last.text
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        (await work.session.get_one(Stage, deal.stage_id)).pace_hours = 264
    await anna.say("/deals")
    await anna.tap("🔴 1 Supply")
    assert "⏳ 18 days here: four of five deals later won left this stage within 11 days" in anna.last.text
