"""A channel's costs in the chat: entered in four taps and a number, changed, struck out, taken back (S4-03)."""

from __future__ import annotations

from storage.tables import ChannelCost
from tests.support.conversation import Talk
from tests.support.databases import Committed


async def stored(talk: Talk) -> list[tuple[str, int, str, str]]:
    """What is entered: kind, amount, first and last day."""
    reader = Committed(talk.app.db.url)
    try:
        return [(r.kind, r.amount, str(r.from_day), str(r.to_day)) for r in await reader.all(ChannelCost)]
    finally:
        await reader.close()


async def test_a_cost_is_entered_changed_deleted_and_taken_back(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/channels")
    await olga.tap("Website")
    await olga.tap("💸 Costs")
    assert "Nothing entered yet" in olga.last.text
    await olga.tap("➕ Add a cost")
    await olga.tap("Advertising")
    await olga.say("a lot")
    assert "not an amount" in olga.last.text
    await olga.say("15к")
    today = talk.clock.now().date()
    await olga.tap(f"{today:%B %Y}")
    first = today.replace(day=1)
    (cost,) = await stored(talk)
    assert cost[:3] == ("advertising", 15_000_00, str(first))
    assert "15 000" in olga.last.text.replace("\u202f", " ").replace("\xa0", " ").replace(",", " ")

    await olga.tap("Amount")
    await olga.say("20 000")
    await olga.tap("Days")
    await olga.say(f"{first:%d.%m.%Y}-{first.replace(day=10):%d.%m.%Y}")
    await olga.tap("What for")
    await olga.tap("Phone")
    assert await stored(talk) == [("phone", 20_000_00, str(first), str(first.replace(day=10)))]
    await olga.tap("Undo (24 h)")
    assert (await stored(talk))[0][0] == "advertising"

    await olga.tap("Advertising*")
    await olga.tap("Delete")
    assert await stored(talk) == []
    await olga.tap("Undo (24 h)")
    assert len(await stored(talk)) == 1
    assert "1 entry" in olga.last.text


async def test_the_same_kind_for_the_same_days_is_asked_about(talk: Talk) -> None:
    olga = await talk.admin()
    for amount in ("100", "200"):
        await olga.say("/channels")
        await olga.tap("Website")
        await olga.tap("💸 Costs")
        await olga.tap("➕ Add a cost")
        await olga.tap("Mailings")
        await olga.say(amount)
        await olga.tap("Today")
    assert "Is it the same money?" in olga.last.text
