"""/reasons, win reasons and /losses in the chat (S4-06…S4-09, S2-82…S2-84)."""

from __future__ import annotations

import pytest

from tests.support.conversation import Talk
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def test_a_reason_is_added_moved_offered_and_archived(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/reasons")
    assert "Why they refuse" in olga.last
    await olga.tap("➕ New reason")
    await olga.say("Too <b>slow</b>")
    assert "Too <b>slow</b>" in olga.last.text
    await olga.tap("↑")
    await olga.tap("Deals")
    assert "Offered for deals only." in olga.last
    await olga.tap("Archive")
    assert "It is no longer offered; where it was named it stays." in olga.last
    await olga.tap("Archive")
    assert "archived" in olga.last
    await olga.tap("Use again")
    await olga.tap("To the list")
    assert "Too <b>slow</b> · 0" in olga.last.labels


async def test_a_bad_name_says_what_to_do_and_waits_on(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/reasons")
    await olga.tap("➕ New reason")
    await olga.say("Expensive")
    assert "There is a reason called Expensive already." in olga.last
    await olga.say("Dear for them")
    assert "Dear for them" in olga.last


async def test_two_admins_edit_one_reason(talk: Talk) -> None:
    olga, max_ = await talk.admin(), await talk.admin("Max")
    for admin in (olga, max_):
        await admin.say("/reasons")
        await admin.tap("Expensive")
    await max_.tap("Archive")
    await olga.tap("↓")
    await max_.tap("Archive")
    assert "changed" in max_.toast.lower()
    assert "Why they refuse" in max_.last


async def test_production_hears_why_a_client_refused(talk: Talk, factory: Factory) -> None:
    olga = await talk.admin()
    team = await talk.team()
    await talk.head(team=team)
    anna, pavel = await talk.manager(team=team), await talk.manager("Pavel", team=team)
    await olga.say("/reasons")
    await olga.tap("Who is told")
    await olga.tap("Production")
    await olga.tap("Pavel")
    await olga.say("/reasons")
    await olga.tap("Expensive")
    await olga.tap("Who is told")
    await olga.tap("Production")
    assert "Production hears of it, too." in olga.last
    client = await factory.client("Romashka")
    await factory.deal(await talk.actor(anna), title="Supply", client=client, amount=120_000_00)
    await anna.say("/deals")
    await anna.tap("1 Romashka")
    await anna.tap("Refusal")
    await anna.tap("Expensive")
    await anna.say("They wanted it in May")
    await talk.later(minutes=11)
    assert "Expensive: a client refused" in pavel.screen
    assert "They wanted it in May" in pavel.screen


async def test_won_and_why_in_one_tap(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    stages = await factory.stages()
    await factory.deal(await talk.actor(anna), title="Supply", stage=len(stages) - 3)
    await anna.say("/deals")
    await anna.tap("*Supply*")
    await anna.tap("🎉 Won")
    assert "Why did they buy?" in anna.last
    await anna.tap("Quality")
    assert "They bought because of: Quality" in anna.last
    await anna.tap("Card")
    assert "Quality" in anna.last
    assert "Why did they buy?" not in anna.last


async def test_losses_are_looked_at_from_every_side(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await boris.say("/losses")
    assert "No refusals in this period." in boris.last
    client = await factory.client("Romashka")
    await factory.deal(await talk.actor(anna), title="Supply", client=client, amount=120_000_00)
    await anna.say("/deals")
    await anna.tap("1 Romashka")
    await anna.tap("Refusal")
    await anna.tap("Expensive")
    await boris.say("/tasks")
    await boris.tap("1 Romashka")
    await boris.tap("Correct")
    await boris.tap("Duplicate")
    await boris.say("/losses")
    assert "1 refusal" in boris.last
    assert "Duplicate — 1 (100%)" in boris.last
    await boris.tap("Checks")
    assert "Expensive: 0 of 1 true; 1 were “Duplicate”" in boris.last
    await boris.tap("Back")
    await boris.tap("More ▾")
    for label, name in (("People", "Anna"), ("Channels", "Not known"), ("Stages", "Presentation")):
        await boris.tap(label)
        assert f"{name} — 1" in boris.last
    await boris.tap("Reasons")
    await boris.tap("1 Duplicate")
    assert "Romashka" in boris.last
    await boris.tap("*Romashka*")
    assert "Refused" in boris.last
    await boris.say("/losses")
    await boris.tap("📊 Picture")
    assert boris.last.photo
    await boris.tap("‹ Earlier")
    assert "No refusals in this period." in boris.screen


async def test_losses_between_two_dates(talk: Talk, factory: Factory) -> None:
    """S2-83: the free period stays while the cut, the checks and the records are looked at."""
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await factory.deal(await talk.actor(anna), title="Supply", amount=120_000_00)
    await anna.say("/deals")
    for label in ("1 Supply", "Refusal", "Expensive"):
        await anna.tap(label)
    await boris.say("/losses")
    await boris.tap("More ▾")
    await boris.tap("📅 Two dates")
    assert "From which day?" in boris.last
    assert not boris.has_button("25"), "tomorrow is not there yet"
    await boris.tap("20")
    assert "Until which day" in boris.last
    await boris.tap("23")
    assert "20 Nov – 23 Nov" in boris.last
    assert "No refusals in this period." in boris.last
    assert not boris.has_button("‹ Earlier")
    await boris.tap("More ▾")
    await boris.tap("✓ 📅 Two dates")
    await boris.tap("20")
    await boris.tap("24")
    assert "Expensive — 1 (100%)" in boris.last
    await boris.tap("More ▾")
    await boris.tap("People")
    assert "20 Nov – 24 Nov" in boris.last
    await boris.tap("1 Anna")
    assert "20 Nov – 24 Nov" in boris.last
    assert "Supply" in boris.last
    await boris.tap("Back")
    assert "Anna — 1 (100%)" in boris.last


async def test_a_reason_archived_while_it_is_asked(talk: Talk, factory: Factory) -> None:
    anna, olga = await talk.manager(), await talk.admin()
    await factory.deal(await talk.actor(anna), title="Supply")
    await anna.say("/deals")
    await anna.tap("*Supply*")
    await anna.tap("Refusal")
    await olga.say("/reasons")
    await olga.tap("Expensive")
    await olga.tap("Archive")
    await olga.tap("Archive")
    await anna.tap("Expensive")
    assert "no longer used" in anna.toast


async def test_a_change_of_a_list_is_taken_back_from_its_page(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/reasons")
    await olga.tap("Expensive")
    await olga.tap("Archive")
    await olga.tap("Archive")
    assert "archived" in olga.last
    await olga.tap("Undo (24 h)")
    assert "Taken back: Why they refuse: “Expensive” archived" in olga.last
    await olga.tap("Open")
    assert "Why they refuse" in olga.last
    await olga.tap("Expensive")
    assert olga.has_button("Rename")
    await olga.say("/channels")
    await olga.tap(olga.last.labels[0])
    await olga.tap("Archive")
    await olga.tap("Archive")
    assert "archived" in olga.last
    await olga.tap("Undo (24 h)")
    assert "Taken back: Channels" in olga.last
