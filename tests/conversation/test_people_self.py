"""What everybody has: /menu, /help, /me, /language, /settings, /cancel."""

from __future__ import annotations

import pytest

from tests.support.conversation import Talk

ROLES = ["admin", "head", "manager", "stranger"]


@pytest.mark.parametrize("role", ROLES)
async def test_the_menu_and_the_help_of_every_role(talk: Talk, role: str) -> None:
    person = await getattr(talk, role)()
    await person.say("/help")
    for name in person.commands:
        assert f"/{name} " in person.last.text
    await person.tap("Menu")
    assert "What shall we do?" in person.last.text
    menu = person.last
    for row in menu.buttons:
        for label in row:
            await person.say("/cancel")
            await person.tap(label, message=menu)
            assert "no such command" not in person.last.text, label
            assert "went wrong" not in person.last.text + person.toast, label
            await person.say("/menu")
            menu = person.last


async def test_a_menu_button_of_another_role_opens_nothing(talk: Talk) -> None:
    manager = await talk.manager()
    await manager.say("/menu")
    await manager.press_data(manager.last, "go1:users")
    assert "no such command" in manager.last.text


async def test_me(talk: Talk) -> None:
    north = await talk.team("North")
    await talk.head("Boris", team=north)
    anna = await talk.manager("Anna", team=north)
    await anna.say("/me")
    assert "Anna · manager" in anna.last.text
    assert "Team: North\nHead: Boris" in anna.last.text


async def test_the_language_is_changed_at_once_with_the_command_menu(talk: Talk) -> None:
    anna = await talk.manager("Anna")
    before = anna.chat["commands"]
    await anna.say("/language")
    await anna.tap("Русский")
    assert "Русский" in anna.last.text
    assert (await talk.actor(anna)).locale == "ru"
    await anna.refresh()
    assert [command["command"] for command in before] == anna.commands
    await anna.say("/language")
    assert any("✓ Русский" in label for row in anna.last.buttons for label in row)


async def test_own_settings(talk: Talk) -> None:
    anna = await talk.manager("Anna")
    await anna.say("/settings")
    assert "Time zone: Kyiv, UTC+2 · as the company" in anna.last.text
    assert "Company:" not in anna.last.text
    await anna.tap("Time zone")
    await anna.say("warsaw")
    await anna.tap("Warsaw, UTC+1")
    assert anna.toast == "Saved."
    assert "Time zone: Warsaw, UTC+1\n" in anna.last.text
    await anna.tap("Quiet hours")
    await anna.say("whenever")
    assert "21-8" in anna.last.text
    await anna.say("22-7:30")
    assert "Quiet hours: 22:00 – 07:30\n" in anna.last.text + "\n"
    await anna.tap("Quiet hours")
    await anna.tap("As the company")
    assert "Quiet hours: 20:00 – 08:30 · as the company" in anna.last.text


async def test_people_outside_set_their_language(talk: Talk) -> None:
    sam = await talk.stranger()
    await sam.say("/settings")
    assert "Which language shall I speak?" in sam.last.text
    await sam.tap("Українська")


async def test_the_company_is_set_up_by_the_admin_only(talk: Talk) -> None:
    admin, anna = await talk.admin(), await talk.manager()
    await admin.say("/settings")
    assert "Working hours: Mon – Fri 09:00–18:00" in admin.last.text
    await admin.tap("Company name")
    await admin.say("Сад & <Дом>")
    assert "Company: Сад & <Дом>" in admin.last.text
    await admin.tap("Currency")
    await admin.tap("EUR")
    assert "No sum is converted" in admin.last
    await admin.tap("Change the currency")
    await admin.tap("Country")
    await admin.tap("Poland")
    await admin.tap("Company zone")
    await admin.tap("Warsaw")
    assert "Warsaw, UTC+1 · EUR · Poland" in admin.last.text
    await anna.say("/settings")
    await anna.press_data(anna.last, "sc8:USD:1")
    assert "no longer works" in anna.toast
    await admin.say("/settings")
    assert "EUR" in admin.last.text


async def test_the_company_sets_its_working_hours(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/settings")
    await admin.tap("Working hours")
    await admin.tap("Mon – Sat 10:00–19:00")
    assert admin.toast == "Saved."
    assert "Working hours: Mon – Sat 10:00–19:00" in admin.last.text
    await admin.tap("Working hours")
    await admin.say("whenever")
    assert "mon-fri 9-18, sat 10-15" in admin.last.text
    await admin.say("пн-пт 9-18, сб 10-15")
    assert "Working hours: Mon – Fri 09:00–18:00; Sat 10:00–15:00" in admin.last.text
    policy = await talk.app.services.company.policy(await talk.actor(admin))
    assert policy.calendar.hours[6] == ()
    assert policy.settings.hours[5] == (("10:00", "15:00"),)
    await admin.press_data(admin.last, "sc5:9")
    assert "mon-fri 9-18" in admin.toast


async def test_cancel_says_what_was_left(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/cancel")
    assert "Nothing to cancel." in anna.last.text
    await anna.say("/settings")
    await anna.tap("Time zone")
    await anna.say("/cancel")
    assert "Cancelled: your settings." in anna.last.text
    await anna.say("warsaw")
    assert "Is it one of these?" not in anna.last.text


async def test_blocking_the_bot_is_recorded(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.block()
    assert (await talk.app.services.outbox.reader(anna.id)).blocked
    await anna.unblock()
    assert not (await talk.app.services.outbox.reader(anna.id)).blocked
