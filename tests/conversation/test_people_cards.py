"""/users: cards, changes, leaving with everything handed over, teams; bad input and stale buttons."""

from __future__ import annotations

from services.rules.search_key import search_key
from storage.tables import Client
from tests.support.conversation import Talk


async def test_the_list_and_a_card(talk: Talk) -> None:
    admin = await talk.admin()
    north = await talk.team("North")
    await talk.manager("Anna", team=north)
    await talk.head("Boris", team=north)
    await admin.say("/users")
    assert "3 people at work" in admin.last.text
    assert "North: 2\nWithout a team: 1" in admin.last.text
    await admin.tap("Anna · manager")
    assert "Team: North" in admin.last.text
    await admin.tap("To the list")
    assert "3 people at work" in admin.last.text


async def test_everything_on_a_card_can_be_changed(talk: Talk) -> None:
    admin = await talk.admin()
    await talk.team("North")
    anna = await talk.manager("Anna")
    await admin.say("/users")
    await admin.tap("Anna")
    await admin.tap("Team")
    await admin.tap("North")
    assert admin.toast == "Saved."
    await admin.tap("Time zone")
    await admin.say("атлантида")
    assert "no such city" in admin.last.text
    await admin.say("алмат")
    await admin.tap("Almaty, UTC+5")
    assert "Time zone: Almaty" in admin.last.text
    await admin.tap("Language")
    await admin.tap("Українська")
    await admin.tap("Phone")
    await admin.say("12")
    assert "not a phone number" in admin.last.text
    await admin.say("067 123 45 67")
    await admin.tap("Rename")
    await admin.say("Anna <Best> & Co")
    assert "Anna <Best> & Co · manager" in admin.last.text
    assert "+380 67 123 4567" in admin.last.text
    await admin.tap("Role")
    await admin.tap("Head of sales")
    assert "head of sales" in admin.last.text
    await talk.pushed()
    assert "head of sales" in anna.last.text or "керівник" in anna.last.text


async def test_who_leaves_hands_over_and_sees_nothing(talk: Talk) -> None:
    admin = await talk.admin()
    north = await talk.team("North")
    await talk.head("Boris", team=north)
    anna = await talk.manager("Anna", team=north)
    await anna.say("/menu")
    owner = (await talk.actor(anna)).user_id
    for number in range(3):
        name = f"Client {number}"
        await talk.add(Client(name=name, search_key=search_key(name), owner_id=owner, created_at=talk.clock.now()))
    await admin.say("/users")
    await admin.tap("Anna")
    assert "In hand: 3 clients" in admin.last.text
    await admin.tap("Deactivate")
    assert "Goes to Boris: 3 clients." in admin.last.text
    question = admin.last
    await admin.tap("Deactivate")
    assert "Anna has left" in admin.last.text
    assert "Boris has got: 3 clients." in admin.last.text
    await admin.press_data(question, "pe7:3:1:1")  # a second tap
    assert "Anna has left" in admin.last.text

    assert "users" not in anna.commands
    await talk.pushed()
    assert anna.last.text == "Your access is closed. Ask Boris."
    shown = len(anna.bot_messages)
    for typed in ("/me", "/today", "hello", "/start", "/request"):
        await anna.say(typed)
        assert anna.last.text == "Your access is closed. Ask Boris."
    await anna.press_data(anna.bot_messages[0], "go1:me")
    await anna.sticker()
    assert {message.text for message in anna.bot_messages[shown:]} == {"Your access is closed. Ask Boris."}
    await admin.say("/users")
    await admin.tap("*Anna*")
    await admin.tap("Let back in")
    assert "Let Anna back in?" in admin.last.text
    assert "can go on in the same chat at once" in admin.last.text
    await anna.say("/me")
    assert "closed" in anna.last.text, "nothing happens before the second press"
    await admin.tap("Without the work")
    await talk.pushed()
    assert "You work here again." in anna.last.text
    await anna.say("/me")
    assert "Anna · manager" in anna.last.text


async def test_the_last_admin_cannot_leave(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/users")
    await admin.tap("Olga")
    await admin.tap("Role")
    await admin.tap("Manager")
    assert "is the only admin" in admin.toast
    await admin.tap("Back")
    await admin.tap("Deactivate")
    await admin.tap("Deactivate")
    assert "is the only admin" in admin.toast


async def test_an_old_card_says_so_and_is_drawn_anew(talk: Talk) -> None:
    first, second = await talk.admin("Olga"), await talk.admin("Vera")
    await talk.manager("Anna")
    for admin in (first, second):
        await admin.say("/users")
        await admin.tap("Anna")
        await admin.tap("Role")
    await first.tap("Head of sales")
    await second.tap("Admin")
    assert "changed meanwhile" in second.toast
    assert "Anna · head of sales" in second.last.text


async def test_teams_are_made_named_and_put_under_each_other(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/users")
    await admin.tap("Teams")
    assert "No teams yet" in admin.last.text
    for name in ("Sales", "North"):
        await admin.tap("New team")
        await admin.say(name)
        await admin.tap("Teams")
    assert "2 teams" in admin.last.text
    await admin.tap("North")
    await admin.tap("Put under…")
    await admin.tap("Sales")
    assert "Under: Sales" in admin.last.text
    await admin.tap("Teams")
    await admin.tap("Sales · 0")
    await admin.tap("Put under…")
    await admin.tap("Sales › North") if admin.has_button("Sales › North") else await admin.tap("North")
    assert "cannot be under itself" in admin.toast
    await admin.tap("Back")
    await admin.tap("Rename")
    await admin.say("/cancel")
    assert "Cancelled: the team's name." in admin.last.text


async def test_long_names_and_many_people(talk: Talk) -> None:
    admin = await talk.admin()
    long = "Ж" * 290 + " <b>& 👩‍👩‍👧"
    for number in range(9):
        await talk.manager(f"{number}{long}")
    await admin.say("/users")
    assert admin.has_button("1/2")
    await admin.tap("›")
    assert admin.has_button("2/2")
    await admin.tap("8Ж")
    assert admin.has_button("Deactivate")
