"""The order of calls by past deals and by segments: counted at night, read by the list, said in words (S0-25)."""

from __future__ import annotations

from datetime import timedelta

from bot.ui.call_reasons import reason_text
from bot.ui.words import Words
from services import Services
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM, Actor
from services.rules.segments import LEAST
from storage.tables import ClientWorth, Deal
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.winning import won


async def bought(
    database: Database, owner: Actor, client: int, amounts: list[int], clock: ShiftedClock, cost: int | None = None
) -> None:
    """Deals the client has paid for, a month ago."""
    for amount in amounts:
        deal_id = await won(database, owner, amount, clock.now() - timedelta(days=30), cost=cost)
        async with database.write(SYSTEM, clock.now()) as work:
            (await work.session.get_one(Deal, deal_id)).client_id = client


async def test_past_deals_and_the_segment_decide_between_equal_deals(
    services: Services, people: People, factory: Factory, database: Database, committed: Committed,
    clock: ShiftedClock,
) -> None:  # fmt: skip
    cafes = await factory.client("Cafe", segment="Cafes")
    shop = await factory.client("Shop", segment="Shops")
    old = await factory.client("Old friend")
    await bought(database, people.vera, cafes.id, [100_00] * LEAST, clock, cost=40_00)
    await bought(database, people.vera, shop.id, [100_00] * LEAST, clock, cost=90_00)
    await bought(database, people.vera, old.id, [300_00, 500_00], clock)
    late = next(number for number, stage in enumerate(await factory.stages()) if stage.late)
    ids = {}
    for name, client in (("new", await factory.client("New")), ("cafe", cafes), ("shop", shop), ("old", old)):
        row = await factory.deal(people.anna, title=name, client=client, amount=1000_00, stage=late)
        ids[row.id] = name
    assert await services.client_worth.recount(clock.now()) == 3
    stored = {row.client_id: (row.usual, row.weight) for row in await committed.all(ClientWorth)}
    assert stored[cafes.id][0] == stored[shop.id][0] == 100_00
    assert stored[cafes.id][1] > 100 > stored[shop.id][1]
    assert stored[old.id] == (400_00, 100)
    view = await services.calls.today(people.anna)
    lines = [line for line in view.lines if line.target.id in ids and line.target.kind == "deal"]
    assert [ids[line.target.id] for line in lines] == ["cafe", "old", "new", "shop"]
    w = Words("en", "Europe/Kyiv", clock.now())
    told = {ids[line.target.id]: reason_text(line.reason, w, line.stage, line.amount) for line in lines}
    assert told["cafe"].endswith("₴1,000 · usually buys for ₴100 · profitable segment")
    assert told["old"].endswith("· usually buys for ₴400")
    assert told["new"].endswith("₴1,000")
    assert told["shop"].endswith("· less profitable segment")


async def test_what_is_no_longer_so_goes_and_nothing_is_said_of_the_rest(
    services: Services, people: People, factory: Factory, database: Database, committed: Committed,
    clock: ShiftedClock,
) -> None:  # fmt: skip
    client = await factory.client("Once")
    assert await services.client_worth.recount(clock.now()) == 0
    await bought(database, people.anna, client.id, [7], clock)
    assert await services.client_worth.recount(clock.now()) == 1
    async with database.write(SYSTEM, clock.now()) as work:
        for deal in await committed.all(Deal):
            (await work.session.get_one(Deal, deal.id)).amount = None
    assert await services.client_worth.recount(clock.now()) == 0
