"""/settings of the company: the escalation ladder and the reasons for moving a date."""

from __future__ import annotations

from tests.support.conversation import Talk


async def test_the_ladder_is_set_by_buttons_and_by_typing(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/settings")
    await olga.tap("When late")
    assert olga.last.text.split("\n") == [
        "When something is late",
        "The responsible is reminded at the due time.",
        "Told after 1 hour of working time: the head.",
        "Still not done: told again after a working day.",
        "Quiet hours of the company: 20:00 – 08:30",
    ]
    await olga.tap("Whom")
    assert "✓ the head" in olga.last.labels
    await olga.tap("the head and the owner")
    await olga.tap("When")
    await olga.say("soon")
    assert "Write working minutes" in olga.last.text
    await olga.say("99999")
    assert "Write working minutes" in olga.last.text
    await olga.say("45")
    assert "Told after 45 minutes" in olga.last.text
    await olga.tap("When again")
    await olga.tap("4 hours")
    await olga.tap("Quiet hours")
    await olga.say("25-8")
    assert "21-8" in olga.last.text
    await olga.say("22-7:30")
    settings = (await talk.app.services.company.policy(await talk.actor(olga))).settings
    assert (settings.grace_minutes, settings.again_hours, settings.told) == (45, 4, "both")
    assert (settings.quiet_from, settings.quiet_to) == ("22:00", "07:30")


async def test_reasons_are_added_named_ordered_and_archived(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/settings")
    await olga.tap("Reasons for moving a date")
    assert olga.last.labels[0] == "Client asked · 0"
    await olga.tap("➕ New reason")
    await olga.say("The lawyer <is> ill")
    assert olga.last.text.startswith("The lawyer <is> ill\nReason for moving a date, 6 of 6")
    await olga.tap("↑")
    assert "5 of 6" in olga.last.text
    await olga.tap("Rename")
    await olga.say("Client asked")
    assert "There is a reason called Client asked already." in olga.last.text
    await olga.say("The lawyer is away")
    assert olga.last.text.startswith("The lawyer is away")
    await olga.tap("Archive")
    await olga.tap("Archive")
    assert "The lawyer is away · 🗄 archived" in olga.last.text
    await olga.tap("Use again")
    assert "5 of 6" in olga.last.text, "where it stood"


async def test_two_editors_of_one_reason(talk: Talk) -> None:
    olga, petra = await talk.admin(), await talk.admin("Petra")
    for admin in (olga, petra):
        await admin.say("/settings")
        await admin.tap("Reasons for moving a date")
        await admin.tap("Client asked")
    await olga.tap("↓")
    await petra.tap("↓")
    assert petra.answer.alert
    assert petra.last.labels[0] == "Waiting for the client · 0"


async def test_others_have_no_such_buttons(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/settings")
    assert "When late" not in anna.last.labels
